"""AWS in memory for the tests of the runtime: moto in this process, atomic, with the resources of the real file."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import boto3
import pytest
from moto import mock_aws

from infra.local import atomic_moto
from infra.local.resources import LOCAL_PARAMETERS, create_resources

FIXTURE_APP = Path(__file__).parent / "fixture_app"
# Failed messages are to be seen again at once, and to be given up soon.
IMPATIENT = LOCAL_PARAMETERS | {
    "ContentVisibilitySeconds": "1",
    "DispatchVisibilitySeconds": "1",
    "ContentReceives": "2",
    "DispatchReceives": "2",
}


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[boto3.Session]:
    for name in ("AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_DYNAMODB", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "ap-southeast-1")
    atomic_moto.install()
    with mock_aws():
        yield boto3.Session()


@pytest.fixture
def resources(aws: boto3.Session) -> dict[str, str]:
    return create_resources(aws, through="calls", parameters=IMPATIENT)


@pytest.fixture
def fixture_app(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """A fresh copy of the fixture app, with nothing seen."""
    for name in ("XULANG_CONTENT_QUEUE_ARN", "XULANG_TABLE_STREAM_ARN"):
        monkeypatch.delenv(name, raising=False)
    spec = importlib.util.spec_from_file_location("fixture_app", FIXTURE_APP / "app.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
