"""The CDN and its stand-in on the laptop follow the same rules."""

from __future__ import annotations

import fnmatch
import json
import shutil
import subprocess
from typing import Any

import pytest
from chalicelib.pages import security_headers

from infra.local import template
from infra.local.front import PAPER_HEADERS
from infra.local.functions import load_app
from infra.local.sitebucket import key_of

CDN = template.load(template.RESOURCES.parent / "cdn.yaml")["Resources"]
CONFIG = CDN["Distribution"]["Properties"]["DistributionConfig"]
PATTERNS = [
    behaviour["PathPattern"] for behaviour in CONFIG["CacheBehaviors"] if behaviour["TargetOriginId"] == "functions"
]


def goes_to_the_functions(path: str) -> bool:
    return any(fnmatch.fnmatchcase(path, pattern) for pattern in PATTERNS)


def test_every_route_of_the_app_goes_to_the_functions() -> None:
    for route in load_app().routes:
        path = "/".join("x" if part.startswith("{") else part for part in route.split("/"))
        assert goes_to_the_functions(path), route


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/san-pham/quyt",
        "/gian-hang/ho-a",
        "/cau-chuyen/na",
        "/khuyen-mai/tet",
        "/anh/a.webp",
        "/tai-lieu/a.pdf",
        "/sitemap.xml",
        "/assets/a.css",
    ],
)
def test_pages_and_pictures_do_not(path: str) -> None:
    assert not goes_to_the_functions(path)


def test_no_pattern_is_left_of_a_route_that_is_gone() -> None:
    routes = ["/".join("x" if p.startswith("{") else p for p in r.split("/")) for r in load_app().routes]
    for pattern in PATTERNS:
        assert fnmatch.filter(routes, pattern), pattern


def test_static_pages_have_the_headers_of_the_others() -> None:
    policy = CDN["PageHeaders"]["Properties"]["ResponseHeadersPolicyConfig"]
    security = policy["SecurityHeadersConfig"]
    transport = security["StrictTransportSecurity"]
    assert transport["IncludeSubdomains"] is True
    found = {
        "Content-Security-Policy": security["ContentSecurityPolicy"]["ContentSecurityPolicy"],
        "X-Content-Type-Options": "nosniff" if security["ContentTypeOptions"]["Override"] else "",
        "Referrer-Policy": security["ReferrerPolicy"]["ReferrerPolicy"],
        "Strict-Transport-Security": f"max-age={transport['AccessControlMaxAgeSec']}; includeSubDomains",
    } | {item["Header"]: item["Value"] for item in policy["CustomHeadersConfig"]["Items"]}
    assert found == security_headers(with_videos=True, is_local=False)


def test_certificates_run_nothing_and_are_what_they_say() -> None:
    (papers,) = [one for one in CONFIG["CacheBehaviors"] if one["TargetOriginId"] == "site"]
    assert papers["PathPattern"] == "/tai-lieu/*"
    security = CDN["PaperHeaders"]["Properties"]["ResponseHeadersPolicyConfig"]["SecurityHeadersConfig"]
    assert security["ContentSecurityPolicy"]["ContentSecurityPolicy"] == PAPER_HEADERS["Content-Security-Policy"]
    assert security["ContentTypeOptions"]["Override"] is True


def call(function: str, event: dict[str, Any]) -> dict[str, Any]:
    """Run a CloudFront function in Node: its JavaScript is plain enough for both."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("needs Node to run the CDN's functions")
    code = CDN[function]["Properties"]["FunctionCode"]
    script = f"{code}\nconsole.log(JSON.stringify(handler({json.dumps(event)})))"
    answer = subprocess.run([node, "-e", script], capture_output=True, text=True, check=True)
    return json.loads(answer.stdout)


def asked(uri: str, query: dict[str, Any] | None = None) -> dict[str, Any]:
    return call("PageKeys", {"request": {"uri": uri, "querystring": query or {}}})


@pytest.mark.parametrize("path", ["/", "/san-pham/quyt-bac-son", "/assets/shop.4f2a.css", "/anh/a-640.webp"])
def test_a_path_is_the_same_object_in_both(path: str) -> None:
    assert asked(path)["uri"] == "/" + key_of(path)


def test_a_slash_at_the_end_goes_to_the_one_address_with_its_query() -> None:
    query = {"tinh": {"value": "20"}, "a": {"value": "1", "multiValue": [{"value": "1"}, {"value": "2"}]}}
    answer = asked("/san-pham/quyt/", query)
    assert answer["statusCode"] == 301
    assert answer["headers"]["location"]["value"] == "/san-pham/quyt?tinh=20&a=1&a=2"


@pytest.mark.parametrize("uri", ["//evil.example/", "/\\evil.example/", "///evil.example//"])
def test_no_address_sends_the_browser_to_another_site(uri: str) -> None:
    assert asked(uri)["headers"]["location"]["value"] == "/evil.example"


def test_what_was_removed_is_410_and_its_mark_stays_inside() -> None:
    gone = {"statusCode": 200, "headers": {"x-amz-meta-status": {"value": "410"}, "etag": {"value": "a"}}}
    answer = call("PageStatus", {"response": gone})
    assert answer["statusCode"] == 410
    assert answer["headers"] == {"etag": {"value": "a"}}
    there = call("PageStatus", {"response": {"statusCode": 200, "headers": {"x-amz-meta-status": {"value": "200"}}}})
    assert there["statusCode"] == 200


def test_what_moved_is_301_within_the_shop() -> None:
    def told(location: str) -> dict[str, Any]:
        headers = {"x-amz-meta-status": {"value": "301"}, "x-amz-meta-location": {"value": location}}
        return call("PageStatus", {"response": {"statusCode": 200, "headers": headers}})

    assert told("/san-pham/moi") == {
        "statusCode": 301,
        "statusDescription": "Moved Permanently",
        "headers": {"location": {"value": "/san-pham/moi"}},
    }
    assert told("https://khac.example/") == {"statusCode": 200, "headers": {}}


def test_the_error_page_of_the_site_never_replaces_an_answer_of_the_functions() -> None:
    """Error pages are for the whole distribution, so only the code that the functions never use may have one."""
    assert [error["ErrorCode"] for error in CONFIG["CustomErrorResponses"]] == [403]
    statements = CDN["SiteBucketPolicy"]["Properties"]["PolicyDocument"]["Statement"]
    allowed = [s["Action"] for s in statements if s["Effect"] == "Allow"]
    assert allowed == ["s3:GetObject"], "with ListBucket a missing page would be 404"
