"""The compose file cannot be run here; what can be known about it without Docker is checked."""

from __future__ import annotations

import os
import re
from pathlib import Path

import yaml

from infra.local.resources import LOCAL_PARAMETERS, STACK

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = yaml.safe_load((ROOT / "localstack.yml").read_text())


def test_images_are_pinned_and_ports_are_on_loopback() -> None:
    for name, service in COMPOSE["services"].items():
        assert not service["image"].endswith("latest"), name
        assert ":" in service["image"], name
        assert all(port.startswith("127.0.0.1:") for port in service["ports"]), name
        assert "healthcheck" in service, name


def test_localstripe_is_the_version_that_is_installed_without_docker() -> None:
    (pinned,) = re.findall(r"localstripe==([\d.]+)", (ROOT / "requirements" / "localstripe.txt").read_text())
    assert f"localstripe=={pinned}" in COMPOSE["services"]["localstripe"]["command"]


def test_what_is_mounted_exists_and_the_script_can_run() -> None:
    for mount in COMPOSE["services"]["localstack"]["volumes"]:
        assert (ROOT / mount.split(":")[0]).exists(), mount
    for script in (ROOT / "infra/localstack/ready.d").iterdir():
        assert os.access(script, os.X_OK), script
        assert script.read_text().startswith("#!/bin/sh\n")


def test_the_script_deploys_the_stack_that_we_would() -> None:
    """Otherwise a second deployment from the host would change every queue again."""
    script = (ROOT / "infra/localstack/ready.d/10-resources.sh").read_text()
    assert f"--stack-name {STACK} " in script
    assert dict(re.findall(r"(\w+)=(\w+)", script)) == LOCAL_PARAMETERS
