"""AWS in memory for the tests of the runtime: moto in this process, atomic, with the resources of the real file."""

from __future__ import annotations

import importlib.util
import threading
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import boto3
import pytest
from chalice.local import LocalChalice
from moto import mock_aws

from infra.local import atomic_moto, shell
from infra.local.front import Front
from infra.local.functions import make_server
from infra.local.resources import LOCAL_PARAMETERS, create_resources
from infra.local.sitebucket import SiteBucket
from tests.infra.asking import PAGE, PATH

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


@pytest.fixture
def functions(fixture_app: ModuleType) -> Iterator[int]:
    app = fixture_app.app
    app.__class__ = type("ThreadedApp", (LocalChalice,), {})
    server = make_server(app, 0).server
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def bucket(aws: boto3.Session, resources: dict[str, str]):
    client = aws.client("s3")

    def put(key: str, content: str | bytes, kind: str = "text/html; charset=utf-8", **more: object) -> str:
        data = content.encode() if isinstance(content, str) else content
        return client.put_object(Bucket="xulang-site", Key=key, Body=data, ContentType=kind, **more)["ETag"]

    put("index.html", "<p>Trang chủ</p>")
    put(PATH[1:] + "/index.html", PAGE, CacheControl="public, max-age=60")
    return put


@pytest.fixture
def front(aws: boto3.Session, fixture_app: ModuleType, functions: int, bucket: object) -> Iterator[Front]:
    server = Front(
        0,
        routes=fixture_app.app.routes,
        functions_port=functions,
        bucket=SiteBucket(aws.client("s3"), "xulang-site"),
        headers=shell.static_headers(),
        error_page=shell.error_page,
    )
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()
