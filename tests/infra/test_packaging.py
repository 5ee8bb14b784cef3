"""What would be deployed: one template, its functions tied to the real queues, each with its own narrow role."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from infra.package import PackagingError, loose_ends, package

ROOT = Path(__file__).resolve().parents[2]
FIXTURE_APP = Path(__file__).parent / "fixture_app" / "app.py"
FUNCTIONS = {
    "Publish",
    "DispatchViettelpost",
    "DispatchVnpost",
    "Refund",
    "Outbox",
    "Clock",
    "Reconcile",
    "APIHandler",
}


def project(folder: Path, source: str | None = None) -> Path:
    """The configuration of the real functions around the fixture app: nothing has to be downloaded for it."""
    shutil.copytree(ROOT / "functions" / ".chalice", folder / ".chalice", ignore=shutil.ignore_patterns("deploy*"))
    (folder / "app.py").write_text(source or FIXTURE_APP.read_text())
    (folder / "requirements.txt").touch()
    return folder


@pytest.fixture(scope="module")
def packaged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("project")
    return package(project(folder), folder / "out")


@pytest.fixture(scope="module")
def resources(packaged: Path) -> dict[str, Any]:
    return json.loads(packaged.read_text())["Resources"]


def test_the_packaged_template_is_clean(packaged: Path) -> None:
    command = [str(Path(sys.executable).parent / "cfn-lint"), str(packaged)]
    answer = subprocess.run(command, capture_output=True, text=True)
    assert answer.returncode == 0, answer.stdout + answer.stderr


def test_every_function_is_there_and_fed_by_the_real_resources(resources: dict[str, Any]) -> None:
    functions = {name for name, r in resources.items() if r["Type"] == "AWS::Serverless::Function"}
    assert functions == FUNCTIONS
    queues = {
        name: event["Properties"]["Queue"]["Fn::GetAtt"]
        for name in functions
        for event in resources[name]["Properties"].get("Events", {}).values()
        if event["Type"] == "SQS"
    }
    assert queues == {
        "Publish": ["ContentQueue", "Arn"],
        "DispatchViettelpost": ["DispatchViettelPostQueue", "Arn"],
        "DispatchVnpost": ["DispatchVnpostQueue", "Arn"],
        "Refund": ["RefundsQueue", "Arn"],
    }
    (stream,) = resources["Outbox"]["Properties"]["Events"].values()
    assert stream["Properties"]["Stream"] == {"Fn::GetAtt": ["Table", "StreamArn"]}


def test_a_failed_batch_gives_back_only_what_failed(resources: dict[str, Any]) -> None:
    """Without FunctionResponseTypes a batch of several is taken for done, or retried, as a whole."""
    for name in FUNCTIONS:
        for event in resources[name]["Properties"].get("Events", {}).values():
            properties = event["Properties"]
            if properties.get("BatchSize", 1) > 1:
                assert properties["FunctionResponseTypes"] == ["ReportBatchItemFailures"], name


def test_a_poisoned_record_does_not_hold_up_the_stream_for_ever(resources: dict[str, Any]) -> None:
    (stream,) = resources["Outbox"]["Properties"]["Events"].values()
    properties = stream["Properties"]
    assert properties["BisectBatchOnFunctionError"] is True
    assert properties["MaximumRetryAttempts"] == 50
    assert properties["DestinationConfig"]["OnFailure"]["Destination"] == {"Fn::GetAtt": ["OutboxDeadQueue", "Arn"]}


def test_each_function_has_its_own_role_and_none_may_do_everything(resources: dict[str, Any]) -> None:
    roles = {resources[name]["Properties"]["Role"]["Fn::GetAtt"][0] for name in FUNCTIONS}
    assert len(roles) == len(FUNCTIONS)
    for role in roles:
        for policy in resources[role]["Properties"]["Policies"]:
            for statement in policy["PolicyDocument"]["Statement"]:
                assert statement["Effect"] == "Allow"
                assert all("*" not in action for action in as_list(statement["Action"])), role
                assert all(resource != "*" for resource in as_list(statement["Resource"])), role


def test_no_dispatcher_may_touch_the_queue_of_the_other(resources: dict[str, Any]) -> None:
    text = json.dumps(resources["DispatchVnpostRole"])
    assert "DispatchVnpostQueue" in text
    assert "DispatchViettelPostQueue" not in text


def test_every_function_may_write_its_own_log(resources: dict[str, Any]) -> None:
    for name in FUNCTIONS:
        role = resources[name]["Properties"]["Role"]["Fn::GetAtt"][0]
        assert f"/aws/lambda/${{AWS::StackName}}-{name}-*:*" in json.dumps(resources[role])


def test_secrets_are_read_at_run_time_by_those_who_need_them(packaged: Path) -> None:
    """The template names only the path of the parameters; who has no business with providers has no access to it."""
    template = json.loads(packaged.read_text())
    shared = template["Globals"]["Function"]["Environment"]["Variables"]
    assert all(name.startswith("XULANG_") for name in shared)
    readers = set()
    for name in FUNCTIONS:
        properties = template["Resources"][name]["Properties"]
        own = properties.get("Environment", {}).get("Variables", {})
        assert own in ({}, {"XULANG_SSM_PREFIX": {"Fn::Sub": "/xulang/${Stage}"}})
        role = json.dumps(template["Resources"][properties["Role"]["Fn::GetAtt"][0]])
        assert ("ssm:GetParametersByPath" in role) == bool(own)
        readers |= {name} if own else set()
    assert readers == FUNCTIONS - {"Publish", "Outbox"}


def test_the_zip_carries_compiled_modules_and_is_the_same_twice(packaged: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(packaged.parent / "deployment.zip") as archive:
        names = set(archive.namelist())
        first = {name: archive.read(name) for name in names}
    tag = f"cpython-{sys.version_info.major}{sys.version_info.minor}"
    assert f"__pycache__/app.{tag}.pyc" in names
    again = package(project(tmp_path / "again"), tmp_path / "out")
    with zipfile.ZipFile(again.parent / "deployment.zip") as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == first


def test_a_renamed_function_stops_the_packaging(tmp_path: Path) -> None:
    """Renamed in the app and in Chalice's configuration, forgotten in functions.yaml."""
    renamed = FIXTURE_APP.read_text().replace('name="dispatch_vnpost"', 'name="dispatch_post"')
    folder = project(tmp_path / "p", renamed)
    config = folder / ".chalice" / "config.json"
    config.write_text(config.read_text().replace('"dispatch_vnpost"', '"dispatch_post"'))
    with pytest.raises(PackagingError, match="DispatchVnpost, and Chalice made no such resource"):
        package(folder, tmp_path / "out")


def test_a_source_that_still_points_nowhere_is_named() -> None:
    source = {"Type": "SQS", "Properties": {"Queue": "arn:aws:sqs:ap-southeast-1:000000000000:new"}}
    found = {"Resources": {"New": {"Type": "AWS::Serverless::Function", "Properties": {"Events": {"E": source}}}}}
    assert [line for line in loose_ends(found) if "event E of New" in line]


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
