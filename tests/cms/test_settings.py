"""The CMS starts safely or not at all. Each case is a process of its own: settings are read once."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PRODUCTION = {
    "DJANGO_SECRET_KEY": "a-key-for-this-test-only-and-nothing-else-0123456789",
    "XULANG_CMS_URL": "https://cms.example.vn",
    "XULANG_CMS_HOSTS": "cms.example.vn",
}


def run(program: str, tmp_path: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.run(
        [sys.executable, *program.split("|")],
        cwd=ROOT,
        env=kept
        | {"XULANG_VAR_DIR": str(tmp_path), "PYTHONPATH": f"{ROOT}:{ROOT / 'functions' / 'vendor'}"}
        | environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("missing", sorted(PRODUCTION))
def test_production_refuses_to_start_and_names_what_it_misses(missing: str, tmp_path: Path) -> None:
    given = {name: value for name, value in PRODUCTION.items() if name != missing}
    done = run("-m|cms.manage|check", tmp_path, **given)
    assert done.returncode != 0
    assert f"{missing} is not set" in done.stderr


def test_production_is_what_django_calls_deployable(tmp_path: Path) -> None:
    done = run("-m|cms.manage|check|--deploy|--fail-level|WARNING", tmp_path, **PRODUCTION)
    assert done.returncode == 0, done.stderr


def test_a_mail_server_comes_from_the_environment_with_its_sender(tmp_path: Path) -> None:
    asked = run("-m|cms.manage|check", tmp_path, **PRODUCTION, XULANG_SMTP_HOST="mail.example.vn")
    assert "XULANG_MAIL_FROM is not set" in asked.stderr
    given = PRODUCTION | {"XULANG_SMTP_HOST": "mail.example.vn", "XULANG_MAIL_FROM": "cms@example.vn"}
    program = (
        "from cms import settings as s; print(s.EMAIL_HOST, s.EMAIL_USE_TLS, s.WAGTAILADMIN_NOTIFICATION_FROM_EMAIL)"
    )
    assert run(f"-c|{program}", tmp_path, **given).stdout.split() == ["mail.example.vn", "True", "cms@example.vn"]
    without = "from cms import settings as s; print(s.EMAIL_BACKEND)"
    assert run(f"-c|{without}", tmp_path, **PRODUCTION).stdout.strip().endswith("dummy.EmailBackend")


def test_migrations_say_all_that_the_models_say(tmp_path: Path) -> None:
    done = run("-m|cms.manage|makemigrations|--check|--dry-run", tmp_path, XULANG_STAGE="local")
    assert done.returncode == 0, done.stdout


def test_the_functions_cannot_be_imported_from_the_cms(tmp_path: Path) -> None:
    program = (
        "import os; os.environ['DJANGO_SETTINGS_MODULE'] = 'cms.settings'; import django; django.setup(); "
        "import cms.publishing.worker, sys; assert 'chalicelib' not in sys.modules; import chalicelib"
    )
    done = run(f"-c|{program}", tmp_path, XULANG_STAGE="local")
    assert "ModuleNotFoundError: No module named 'chalicelib'" in done.stderr


def test_the_cms_uses_no_more_of_the_core_than_it_may() -> None:
    import ast

    # Vouchers are words of an editor's, like the promotion that they stand in.
    allowed = {f"market.{name}" for name in ("catalogue", "money", "places", "text", "vouchers", "wire")}
    with_aws = {"cms/publishing/delivery.py"}
    for path in (ROOT / "cms").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            for name in names:
                where = str(path.relative_to(ROOT))
                assert not name.startswith("market") or name in allowed, (where, name)
                assert not name.startswith(("boto", "moto")) or where in with_aws, (where, name)
