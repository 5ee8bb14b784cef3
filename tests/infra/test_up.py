"""One command starts everything, says clearly when it cannot, and leaves nothing behind."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import boto3
import pytest

from infra.local import ctl, settings
from infra.local.supervisor import Step, StepFailed, Supervisor
from infra.local.trial import free_ports, running_system
from infra.local.up import taken_port

ROOT = Path(__file__).resolve().parents[2]
FIXTURE_APP = Path(__file__).parent / "fixture_app"


def step(name: str, code: str, **more) -> Step:
    return Step(name=name, argv=[sys.executable, "-c", code], environment=lambda: os.environ, **more)


def supervisor(folder: Path, *steps: Step) -> Supervisor:
    for part in ("log", "run"):
        (folder / part).mkdir()
    return Supervisor(steps, folder=folder, root=folder)


def pid_of(folder: Path, name: str) -> int:
    return int((folder / "run" / f"{name}.pid").read_text())


SLEEP = "import time; time.sleep(60)"


def test_a_step_waits_for_those_before_it(tmp_path: Path) -> None:
    made, seen = tmp_path / "made", tmp_path / "seen"
    tree = supervisor(
        tmp_path,
        step("second", f"open({str(seen)!r}, 'w').write(open({str(made)!r}).read())", after=("first", "left-out")),
        step("first", f"import time; time.sleep(0.3); open({str(made)!r}, 'w').write('1')"),
    )
    assert tree.start()
    assert seen.read_text() == "1"
    tree.stop()


def test_a_child_that_dies_is_named_with_the_end_of_its_log(tmp_path: Path) -> None:
    tree = supervisor(
        tmp_path,
        step("steady", SLEEP, ready=lambda: True),
        step("frail", "import sys; print('out of flour'); sys.exit(3)", ready=lambda: False),
    )
    try:
        with pytest.raises(StepFailed, match=r"frail ended with status 3(.|\n)*out of flour"):
            tree.start()
    finally:
        tree.stop()
    assert not [path for path in (tmp_path / "run").iterdir() if path.suffix == ".pid"]


def test_a_child_that_dies_later_ends_the_watch(tmp_path: Path) -> None:
    tree = supervisor(tmp_path, step("frail", SLEEP, ready=lambda: True))
    tree.start()
    os.kill(pid_of(tmp_path, "frail"), signal.SIGKILL)
    with pytest.raises(StepFailed, match="frail was ended by SIGKILL"):
        tree.watch()
    tree.stop()


def test_a_child_that_ignores_the_request_is_ended_all_the_same_with_its_own_children(tmp_path: Path) -> None:
    grandchild = tmp_path / "grandchild"
    stubborn = (
        "import signal, subprocess, sys, time\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        f"p = subprocess.Popen([sys.executable, '-c', {SLEEP!r}])\n"
        f"open({str(grandchild)!r}, 'w').write(str(p.pid))\n"
        "time.sleep(60)\n"
    )
    tree = supervisor(tmp_path, step("stubborn", stubborn, ready=grandchild.exists))
    tree.start()
    while not grandchild.read_text():
        time.sleep(0.01)
    pids = [pid_of(tmp_path, "stubborn"), int(grandchild.read_text())]
    started = time.monotonic()
    tree.stop()
    assert time.monotonic() - started < 5
    # A killed process is gone when the kernel gets to it, which on a busy machine is a moment after the signal.
    until = time.monotonic() + 3
    while [pid for pid in pids if ctl.is_alive(pid)] and time.monotonic() < until:
        time.sleep(0.02)
    assert not [pid for pid in pids if ctl.is_alive(pid)]


def test_a_taken_port_is_named_with_what_to_do() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        sentence = taken_port({"front": free_ports(1), "cms": port})
    assert f"Port {port}, meant for the CMS, cannot be used" in sentence
    assert "XULANG_PORT_CMS" in sentence
    assert "XULANG_PORT_BASE" in sentence


def test_up_says_so_in_one_line_and_starts_nothing(tmp_path: Path) -> None:
    base = free_ports(6)
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind(("127.0.0.1", base))
        taken.listen()
        answer = subprocess.run(
            [sys.executable, "-m", "infra.local.up"],
            cwd=ROOT,
            env=os.environ | {"XULANG_VAR_DIR": str(tmp_path / "var"), "XULANG_PORT_BASE": str(base)},
            capture_output=True,
            text=True,
            timeout=20,
        )
    assert answer.returncode == 2
    assert len(answer.stderr.strip().splitlines()) == 1
    assert answer.stderr.startswith(f"Port {base}, meant for the front door")
    assert not (tmp_path / "var").exists()


def test_the_system_starts_works_loses_a_part_gets_it_back_and_leaves_nothing(tmp_path: Path) -> None:
    with running_system(tmp_path, without=["cms", "demo"], environment={"XULANG_APP_DIR": str(FIXTURE_APP)}) as system:
        pids = {path.stem: int(path.read_text()) for path in (tmp_path / "run").glob("*.pid")}
        assert {"aws", "front", "functions", "localstripe", "outside", "pump"} <= set(pids)
        assert read(f"{system.url}/gio-hang") == "<p>Giỏ hàng</p>"

        session = boto3.Session(
            aws_access_key_id="local", aws_secret_access_key="local", region_name=system.environment["AWS_REGION"]
        )
        aws = {"endpoint_url": system.addresses["aws"]}
        session.client("s3", **aws).put_object(
            Bucket="xulang-site", Key="x/index.html", Body="có".encode(), ContentType="text/html"
        )
        sqs = session.client("sqs", **aws)
        url = sqs.get_queue_url(QueueName="xulang-content")["QueueUrl"]
        sqs.send_message(QueueUrl=url, MessageBody="đây")
        wait_for(lambda: '"function": "publish", "records": 1' in system.log("pump"))

        system.kill("functions")
        assert read(f"{system.url}/x") == "có", "pages are read while the functions are down"
        system.start("functions")
        wait_for(lambda: answers(f"{system.url}/gio-hang"))
        pids["functions"] = pid_of(tmp_path, "functions")

        kept = json.loads((tmp_path / "local-secrets.json").read_text())
        assert (tmp_path / "local-secrets.json").stat().st_mode & 0o077 == 0
        assert not [name for name, value in kept.items() if value in system.log("functions") + system.log("pump")]
        stopping = time.monotonic()
    assert time.monotonic() - stopping < 5
    assert not [name for name, pid in pids.items() if ctl.is_alive(pid)]
    assert not (tmp_path / "ready.json").exists()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends the children of a killed parent")
def test_a_killed_supervisor_leaves_no_orphan(tmp_path: Path) -> None:
    with running_system(
        tmp_path,
        without=["cms", "demo", "outside", "localstripe"],
        environment={"XULANG_APP_DIR": str(FIXTURE_APP)},
    ) as system:
        pids = [int(path.read_text()) for path in (tmp_path / "run").glob("*.pid")]
        os.kill(system.pid, signal.SIGKILL)
        wait_for(lambda: not [pid for pid in pids if ctl.is_alive(pid)])


def test_localstripe_listens_on_loopback_only(tmp_path: Path) -> None:
    """Its own way is every interface of the machine, and one state file for everybody."""
    port = free_ports(1)
    folder = settings.ROOT / ".venv-localstripe" / "bin"
    if not folder.exists():
        pytest.skip("localstripe is not installed")
    process = subprocess.Popen(
        [folder / "python", folder / "localstripe", "--port", str(port), "--from-scratch"],
        env={"PYTHONPATH": str(ROOT / "infra/local/loopback"), "LOCALSTRIPE_STATE_DIR": str(tmp_path)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(lambda: answers(f"http://127.0.0.1:{port}/js.stripe.com/v3/"))
        request = urllib.request.Request(
            f"http://127.0.0.1:{port}/v1/payment_intents",
            data=b"amount=150000&currency=vnd",
            headers={"Authorization": "Bearer sk_test_12345"},
        )
        urllib.request.urlopen(request).read()
        assert (tmp_path / "localstripe.pickle").exists()
        listening = Path("/proc/net/tcp6").read_text().splitlines()[1:]
        addresses = {line.split()[1] for line in listening if line.split()[3] == "0A"}
        (ours,) = (address for address in addresses if address.endswith(f":{port:04X}"))
        assert ours.startswith("0000000000000000FFFF0000"), "an IPv4 address inside IPv6"
        assert not ours.startswith("0" * 32)
    finally:
        process.terminate()
        process.wait()


def test_settings_can_all_be_overridden_and_secrets_stay(tmp_path: Path) -> None:
    given = {"XULANG_VAR_DIR": str(tmp_path), "XULANG_PORT_BASE": "19000"}
    first = settings.environment(given)
    assert first["XULANG_PUBLIC_URL"] == "http://127.0.0.1:19000"
    assert first["AWS_ENDPOINT_URL"] == "http://127.0.0.1:19003"
    assert settings.environment(given) == first
    changed = settings.environment(given | {"SEPAY_WEBHOOK_SECRET": "mine", "STRIPE_API_BASE": "http://elsewhere"})
    assert (changed["SEPAY_WEBHOOK_SECRET"], changed["STRIPE_API_BASE"]) == ("mine", "http://elsewhere")
    other = settings.environment({"XULANG_VAR_DIR": str(tmp_path / "other")})
    for name in settings.SECRETS:
        assert first[name] != other[name]


def test_with_another_aws_nobodys_credentials_are_replaced(tmp_path: Path) -> None:
    found = settings.environment({"XULANG_VAR_DIR": str(tmp_path), "AWS_ENDPOINT_URL": "http://localhost:4999"})
    assert "AWS_ACCESS_KEY_ID" not in found
    assert settings.environment({"XULANG_VAR_DIR": str(tmp_path)})["AWS_ACCESS_KEY_ID"] == "local"


def read(url: str) -> str:
    with urllib.request.urlopen(url, timeout=5) as answer:
        return answer.read().decode()


def answers(url: str) -> bool:
    try:
        read(url)
    except OSError:
        return False
    return True


def wait_for(what, seconds: float = 10.0) -> None:
    until = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < until, "it did not happen"
        time.sleep(0.05)
