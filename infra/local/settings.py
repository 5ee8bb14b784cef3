"""The whole environment of the local stage, in one dictionary: the only place with default addresses and secrets.

Every value can be overridden from the real environment. A second system beside a running one needs two variables:
``XULANG_PORT_BASE`` (front door on it, the others on the five ports after it) and ``XULANG_VAR_DIR``.

``python -m infra.local.settings`` prints it as shell assignments, for ``eval "$(...)"``.
"""

from __future__ import annotations

import json
import os
import secrets
import shlex
from collections.abc import Callable, Mapping, MutableMapping
from pathlib import Path

from infra.local.outside.keys import ensure_public_key

ROOT = Path(__file__).resolve().parents[2]
# In the order of XULANG_PORT_BASE; each can also be set alone, as XULANG_PORT_FRONT and so on.
PORTS = {"front": 8000, "cms": 8001, "functions": 8002, "aws": 4566, "localstripe": 8420, "outside": 8430}
PREFIX = "xulang"

SECRETS: Mapping[str, Callable[[], str]] = {
    "DJANGO_SECRET_KEY": lambda: secrets.token_urlsafe(50),
    # Keys the orders' private links and the index of phone numbers.
    "XULANG_SECRET_KEY": lambda: secrets.token_urlsafe(32),
    # Signs what the CMS asks the functions to draw before it is published.
    "XULANG_PREVIEW_SECRET": lambda: secrets.token_urlsafe(32),
    "DEMO_ADMIN_PASSWORD": lambda: secrets.token_urlsafe(9),
    "DEMO_OPERATOR_PASSWORD": lambda: secrets.token_urlsafe(12),
    "DEMO_EDITOR_PASSWORD": lambda: secrets.token_urlsafe(9),
    "DEMO_REVIEWER_PASSWORD": lambda: secrets.token_urlsafe(9),
    "DEMO_COMMUNE_PASSWORD": lambda: secrets.token_urlsafe(9),
    # Keys the demonstration's authenticators, whose telephone is this laptop.
    "DEMO_OTP_SECRET": lambda: secrets.token_urlsafe(32),
    # localstripe takes any key that begins like one of Stripe's.
    "STRIPE_SECRET_KEY": lambda: "sk_test_" + secrets.token_hex(16),
    "STRIPE_PUBLISHABLE_KEY": lambda: "pk_test_" + secrets.token_hex(16),
    "STRIPE_WEBHOOK_SECRET": lambda: "whsec_" + secrets.token_urlsafe(24),
    "SEPAY_WEBHOOK_SECRET": lambda: secrets.token_urlsafe(24),
    "SEPAY_API_TOKEN": lambda: secrets.token_urlsafe(32),
    "CASSO_WEBHOOK_KEY": lambda: secrets.token_urlsafe(48),
    "CASSO_SECURE_TOKEN": lambda: secrets.token_urlsafe(24),
    "PAYOS_CHECKSUM_KEY": lambda: secrets.token_hex(32),
    "VNPAY_HASH_SECRET": lambda: secrets.token_hex(16).upper(),
    "MOMO_ACCESS_KEY": lambda: secrets.token_hex(8),
    "MOMO_SECRET_KEY": lambda: secrets.token_hex(16),
    "ZALOPAY_KEY1": lambda: secrets.token_urlsafe(24),
    "ZALOPAY_KEY2": lambda: secrets.token_urlsafe(24),
    "VIETTELPOST_PASSWORD": lambda: secrets.token_urlsafe(12),
    "VIETTELPOST_WEBHOOK_TOKEN": lambda: secrets.token_urlsafe(24),
    "VNPOST_PASSWORD": lambda: secrets.token_urlsafe(12),
}


def ports(given: Mapping[str, str] | None = None) -> dict[str, int]:
    """Which port each process listens on, by name. Raises ``ValueError`` for one that is no number."""
    given = os.environ if given is None else given
    base = given.get("XULANG_PORT_BASE")
    chosen = {name: int(base) + i if base else default for i, (name, default) in enumerate(PORTS.items())}
    return {name: int(given.get(f"XULANG_PORT_{name.upper()}", port)) for name, port in chosen.items()}


def var_dir(given: Mapping[str, str] | None = None) -> Path:
    """Where the local stage keeps its files; made on first use. Nothing in it is worth a backup."""
    given = os.environ if given is None else given
    folder = Path(given.get("XULANG_VAR_DIR") or ROOT / "var").resolve()
    for part in (folder, folder / "log", folder / "run"):
        part.mkdir(parents=True, exist_ok=True)
    return folder


def local_secrets(folder: Path) -> dict[str, str]:
    """Secrets of this working copy, made once and kept in ``local-secrets.json``, readable by its owner alone.

    A secret that a newer version asks for is added; those that are there never change.
    """
    path = folder / "local-secrets.json"
    kept: dict[str, str] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    missing = {name: make() for name, make in SECRETS.items() if name not in kept}
    if missing:
        kept |= missing
        draft = path.with_suffix(".new")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(kept, file, indent=2)
        draft.replace(path)
    return kept


def environment(given: Mapping[str, str] | None = None) -> dict[str, str]:
    """Every variable of the local stage, those in ``given`` (the real environment) winning.

    The names of streams and queues are in it once the resources exist. Vietnam Post's signing key is not: its private
    half stays in a file of the outside world, and what is here is the public one.
    """
    given = os.environ if given is None else given
    port = ports(given)
    folder = var_dir(given)
    at = {name: f"http://127.0.0.1:{number}" for name, number in port.items()}
    found = (
        _aws(at["aws"], given)
        | {f"XULANG_PORT_{name.upper()}": str(number) for name, number in port.items()}
        | {
            "XULANG_STAGE": "local",
            "XULANG_VAR_DIR": str(folder),
            "XULANG_TABLE": PREFIX,
            "XULANG_CONTENT_BUCKET": f"{PREFIX}-content",
            "XULANG_SITE_BUCKET": f"{PREFIX}-site",
            "XULANG_PRIVATE_BUCKET": f"{PREFIX}-private",
            "XULANG_QUEUE_CONTENT": f"{PREFIX}-content",
            "XULANG_QUEUE_DISPATCH_VIETTELPOST": f"{PREFIX}-dispatch-viettelpost",
            "XULANG_QUEUE_DISPATCH_VNPOST": f"{PREFIX}-dispatch-vnpost",
            "XULANG_QUEUE_REFUNDS": f"{PREFIX}-refunds",
            "XULANG_QUEUE_OUTBOX_DEAD": f"{PREFIX}-outbox-dead",
            "XULANG_PUBLIC_URL": at["front"],
            "XULANG_CMS_URL": at["cms"],
            "XULANG_FUNCTIONS_URL": at["functions"],
            "DATABASE_URL": f"sqlite:///{folder / 'cms.sqlite3'}",
            "XULANG_PICKUP_PHONE": "+842053812345",
            "STRIPE_API_BASE": at["localstripe"],
            "STRIPE_JS_URL": f"{at['localstripe']}/js.stripe.com/v3/",
            "VIETQR_BANK_BIN": "970405",
            "VIETQR_BANK_NAME": "Agribank",
            "VIETQR_ACCOUNT_NUMBER": "8400000012345",
            "VIETQR_ACCOUNT_NAME": "CHO XU LANG",
            "VNPAY_TMN_CODE": "CXLLOCAL",
            "VNPAY_PAY_URL": f"{at['outside']}/vnpay/paymentv2/vpcpay.html",
            "VNPAY_API_BASE": f"{at['outside']}/vnpay",
            "MOMO_PARTNER_CODE": "MOMOCXLLOCAL",
            "MOMO_API_BASE": f"{at['outside']}/momo",
            "ZALOPAY_APP_ID": "2553",
            "ZALOPAY_API_BASE": f"{at['outside']}/zalopay",
            "SEPAY_API_BASE": f"{at['outside']}/sepay",
            "OUTSIDE_URL": at["outside"],
            "VIETTELPOST_API_BASE": f"{at['outside']}/viettelpost",
            "VIETTELPOST_USERNAME": "cho-xu-lang",
            "VNPOST_API_BASE": f"{at['outside']}/vnpost",
            "VNPOST_USERNAME": "cho-xu-lang",
            "VNPOST_CUSTOMER_CODE": "CXL20",
            "VNPOST_CONTRACT_CODE": "HD-CXL-2026",
            "VNPOST_WEBHOOK_PUBLIC_KEY": ensure_public_key(folder / "outside"),
        }
        | local_secrets(folder)
        | _deployed(folder)
    )
    return found | {name: given[name] for name in found if given.get(name)}


def _aws(endpoint: str, given: Mapping[str, str]) -> dict[str, str]:
    """The stand-in and credentials that open nothing. With another endpoint its owner's credentials are left alone."""
    region = given.get("AWS_REGION") or given.get("AWS_DEFAULT_REGION") or "ap-southeast-1"
    place = {"AWS_REGION": region, "AWS_DEFAULT_REGION": region, "AWS_ENDPOINT_URL": endpoint}
    if given.get("AWS_ENDPOINT_URL", endpoint) == endpoint:
        place |= {"AWS_ACCESS_KEY_ID": "local", "AWS_SECRET_ACCESS_KEY": "local"}
    return place


def resources_file(folder: Path) -> Path:
    return folder / "run" / "resources.json"


def _deployed(folder: Path) -> dict[str, str]:
    path = resources_file(folder)
    if not path.exists():
        return {}
    found: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return found


def apply(target: MutableMapping[str, str] | None = None) -> None:
    """Put the local stage into the environment of this process, for tools that talk to a running local system."""
    target = os.environ if target is None else target
    target.update(environment(target))


def main() -> None:
    for name, value in sorted(environment().items()):
        print(f"export {name}={shlex.quote(value)}")


if __name__ == "__main__":
    main()
