"""What the outside world is told: where to send its callbacks, and the logins and secrets it shares with us."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """``state_dir`` keeps the signing key, the parcels and the transfers; without one nothing is kept.

    ``retry_seconds`` is the unit of the waits between attempts: the vendors' minute, a few seconds on a laptop.
    ``announce_seconds`` passes between a new order and its first callback. ``clock_offset`` moves the whole outside
    world, as ``XULANG_CLOCK_OFFSET_SECONDS`` moves ours.
    """

    public_url: str
    sepay_secret: str
    account_number: str
    bank_name: str
    vtp_username: str
    vtp_password: str
    vtp_webhook_token: str
    vnpost_username: str
    vnpost_password: str
    vnpost_customer_code: str
    retry_seconds: float = 3.0
    announce_seconds: float = 2.0
    clock_offset: float = 0.0
    state_dir: Path | None = None


def from_environment(environment: Mapping[str, str]) -> Settings:
    """The settings of the shop, from the same variables, so that the two sides always agree.

    Raises KeyError naming a variable that is missing; ``infra.local.settings`` has a value for each.
    """
    return Settings(
        public_url=environment["XULANG_PUBLIC_URL"].rstrip("/"),
        sepay_secret=_newest(environment["SEPAY_WEBHOOK_SECRET"]),
        account_number=environment["VIETQR_ACCOUNT_NUMBER"],
        bank_name=environment["VIETQR_BANK_NAME"],
        vtp_username=environment["VIETTELPOST_USERNAME"],
        vtp_password=environment["VIETTELPOST_PASSWORD"],
        vtp_webhook_token=_newest(environment["VIETTELPOST_WEBHOOK_TOKEN"]),
        vnpost_username=environment["VNPOST_USERNAME"],
        vnpost_password=environment["VNPOST_PASSWORD"],
        vnpost_customer_code=environment["VNPOST_CUSTOMER_CODE"],
        retry_seconds=float(environment.get("OUTSIDE_RETRY_SECONDS", "3")),
        announce_seconds=float(environment.get("OUTSIDE_ANNOUNCE_SECONDS", "2")),
        clock_offset=float(environment.get("XULANG_CLOCK_OFFSET_SECONDS") or "0"),
        state_dir=Path(environment.get("XULANG_VAR_DIR") or "var") / "outside",
    )


def _newest(secrets: str) -> str:
    """While a secret is being replaced there are two, comma-separated; a sender uses the first."""
    return secrets.split(",")[0].strip()
