"""The second factor: a six-digit code of an authenticator app (TOTP), or one of the recovery codes on paper.

A password that was guessed or lent must not be enough to change what shoppers read and pay.
"""

from __future__ import annotations

import base64
import secrets
import time
from binascii import unhexlify
from math import ceil
from typing import Any

from django.db import transaction
from django.utils import timezone
from django_otp.models import Device
from django_otp.oath import TOTP, hotp
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

AUTHENTICATOR = "Ứng dụng xác thực"
RECOVERY_CODES = 8
KEY_BYTES = 20
CODE_DIGITS = 6


class CodeRefused(Exception):
    """The sentence says why, in the words of the screen."""


def has_authenticator(user: Any) -> bool:
    return TOTPDevice.objects.filter(user=user, confirmed=True).exists()


def new_key() -> str:
    """A fresh secret for an authenticator, in hexadecimal as the device keeps it."""
    return secrets.token_hex(KEY_BYTES)


def readable_key(key: str) -> str:
    """The secret as people type it into an app: base32 in groups of four."""
    text = base64.b32encode(unhexlify(key)).decode().rstrip("=")
    return " ".join(text[place : place + 4] for place in range(0, len(text), 4))


def app_address(user: Any, key: str) -> str:
    """What the QR code says (``otpauth://totp/…``)."""
    return TOTPDevice(user=user, key=key).config_url


def use_code(user: Any, typed: str) -> Device:
    """The device that ``typed`` proves. A code works once: the next must be newer, a recovery code is used up.

    Raises :class:`CodeRefused`. Failures are counted, and each one makes the next wait twice as long.
    """
    given = "".join(typed.split()).lower()
    model = TOTPDevice if given.isdigit() and len(given) == CODE_DIGITS else StaticDevice
    # A block of its own: raised inside it, a refusal would take back the count of failures.
    with transaction.atomic():
        # Locked: the same code sent twice at once must not be taken twice.
        device = model.objects.select_for_update().filter(user=user, confirmed=True).first()
        refusal = "Mã không đúng hoặc đã dùng rồi. Hãy chờ mã mới trên điện thoại rồi gõ lại."
        if device is not None:
            is_allowed, why = device.verify_is_allowed()
            if not is_allowed:
                refusal = f"Gõ sai nhiều lần. Hãy thử lại sau {_seconds_left(why)} giây."
            elif device.verify_token(given):
                return device
    raise CodeRefused(refusal)


def _seconds_left(why: dict[str, Any] | None) -> int:
    until = (why or {}).get("locked_until")
    return max(1, ceil((until - timezone.now()).total_seconds())) if until else 1


def set_up(user: Any, key: str, typed: str) -> tuple[TOTPDevice, list[str]]:
    """Make ``key`` the user's authenticator in place of any other, once ``typed`` shows that the app has it.

    Returns the device and fresh recovery codes, to be shown this one time. Raises :class:`CodeRefused`.
    """
    device = TOTPDevice(user=user, key=key, name=AUTHENTICATOR, confirmed=True)
    given = "".join(typed.split())
    oath = TOTP(unhexlify(key))
    oath.time = time.time()
    if not (given.isdigit() and len(given) == CODE_DIGITS and oath.verify(int(given), device.tolerance)):
        raise CodeRefused("Mã không khớp. Hãy xem điện thoại đã đúng giờ chưa, rồi gõ mã đang hiện.")
    device.last_t = oath.t()
    with transaction.atomic():
        forget_devices(user)
        device.save()
        paper = StaticDevice.objects.create(user=user, name="Mã dự phòng", confirmed=True)
        codes = [StaticToken.random_token() for _ in range(RECOVERY_CODES)]
        StaticToken.objects.bulk_create([StaticToken(device=paper, token=code) for code in codes])
    return device, codes


def forget_devices(user: Any) -> bool:
    """Take every second factor from ``user``: open sessions count as unproven from the next request on.

    Returns whether there was one. At the next login the user sets up a new one."""
    with transaction.atomic():
        removed = TOTPDevice.objects.filter(user=user).delete()[0] + StaticDevice.objects.filter(user=user).delete()[0]
    return removed > 0


def code_now(device: TOTPDevice, now: float) -> str | None:
    """What the authenticator shows, or its next code if that one was used; None when both were."""
    step = int(now) // device.step
    unused = [candidate for candidate in (step, step + 1) if candidate > device.last_t]
    if not unused:
        return None
    return str(hotp(device.bin_key, unused[0])).zfill(CODE_DIGITS)
