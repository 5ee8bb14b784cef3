"""What the outside world is told: where to send its callbacks, and the logins and secrets it shares with us."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """``state_dir`` keeps the signing key, the parcels and the transfers; without one nothing is kept.

    ``retry_seconds`` is the unit of the waits between attempts: the vendors' minute, a few seconds on a laptop.
    A reporter or a gateway without its key signs with an empty one, which the shop refuses.
    ``announce_seconds`` passes between a new order and its first callback, ``refund_seconds`` between a refund that
    VNPay or ZaloPay takes on and its end. ``clock_offset`` moves the whole outside
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
    sepay_token: str = ""
    casso_key: str = ""
    casso_token: str = ""
    payos_key: str = ""
    vnpay_tmn_code: str = ""
    vnpay_secret: str = ""
    momo_partner_code: str = ""
    momo_access_key: str = ""
    momo_secret: str = ""
    zalopay_app_id: str = "0"
    zalopay_key1: str = ""
    zalopay_key2: str = ""
    retry_seconds: float = 3.0
    announce_seconds: float = 2.0
    refund_seconds: float = 2.0
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
        sepay_token=environment["SEPAY_API_TOKEN"],
        casso_key=_newest(environment["CASSO_WEBHOOK_KEY"]),
        casso_token=_newest(environment["CASSO_SECURE_TOKEN"]),
        payos_key=_newest(environment["PAYOS_CHECKSUM_KEY"]),
        vnpay_tmn_code=environment["VNPAY_TMN_CODE"],
        vnpay_secret=_newest(environment["VNPAY_HASH_SECRET"]),
        momo_partner_code=environment["MOMO_PARTNER_CODE"],
        momo_access_key=environment["MOMO_ACCESS_KEY"],
        momo_secret=_newest(environment["MOMO_SECRET_KEY"]),
        zalopay_app_id=environment["ZALOPAY_APP_ID"],
        zalopay_key1=_newest(environment["ZALOPAY_KEY1"]),
        zalopay_key2=_newest(environment["ZALOPAY_KEY2"]),
        retry_seconds=float(environment.get("OUTSIDE_RETRY_SECONDS", "3")),
        announce_seconds=float(environment.get("OUTSIDE_ANNOUNCE_SECONDS", "2")),
        refund_seconds=float(environment.get("OUTSIDE_REFUND_SECONDS", "2")),
        clock_offset=float(environment.get("XULANG_CLOCK_OFFSET_SECONDS") or "0"),
        state_dir=Path(environment.get("XULANG_VAR_DIR") or "var") / "outside",
    )


def _newest(secrets: str) -> str:
    """While a secret is being replaced there are two, comma-separated; a sender uses the first."""
    return secrets.split(",")[0].strip()
