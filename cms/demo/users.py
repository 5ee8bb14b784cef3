"""The accounts of the local stage, one for each role; their passwords and authenticators come from the environment."""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import transaction
from django_otp.plugins.otp_totp.models import TOTPDevice

from cms.access.models import CommuneTeam
from cms.access.roles import PROVINCE_EDITORS, REVIEWERS
from cms.access.second_factor import AUTHENTICATOR

TEAM, TEAM_COMMUNES = "Bắc Sơn", ["06325"]
OTP_VARIABLE = "DEMO_OTP_SECRET"


@dataclass(frozen=True, kw_only=True)
class DemoUser:
    """``groups`` is asked for when the user is made, since a team comes with its group."""

    name: str
    variable: str
    groups: Callable[[], list[Group]]
    is_administrator: bool = False


def _group(name: str) -> Callable[[], list[Group]]:
    return lambda: [Group.objects.get(name=name)]


def demo_team() -> CommuneTeam:
    """The team of Bắc Sơn, made once."""
    if team := CommuneTeam.objects.filter(name=TEAM).first():
        return team
    with transaction.atomic():
        team = CommuneTeam(name=TEAM)
        team.save()
        team.communes.set(TEAM_COMMUNES)
    return team


USERS = (
    DemoUser(name="admin", variable="DEMO_ADMIN_PASSWORD", groups=list, is_administrator=True),
    DemoUser(name="bientap", variable="DEMO_EDITOR_PASSWORD", groups=_group(PROVINCE_EDITORS)),
    DemoUser(name="duyet", variable="DEMO_REVIEWER_PASSWORD", groups=_group(REVIEWERS)),
    DemoUser(name="bientapxa", variable="DEMO_COMMUNE_PASSWORD", groups=lambda: [demo_team().group]),
)


def load_user(wanted: DemoUser) -> bool:
    """Make the account, or bring it to what the environment says. False, and nothing done, without its password."""
    password = os.environ.get(wanted.variable)
    if not password:
        return False
    user, is_new = get_user_model().objects.get_or_create(username=wanted.name)
    user.is_superuser = user.is_staff = wanted.is_administrator
    # A new hash for an old password would end the sessions of whoever is logged in.
    if is_new or not user.check_password(password):
        user.set_password(password)
    user.save()
    user.groups.set(wanted.groups())
    if secret := os.environ.get(OTP_VARIABLE):
        _give_authenticator(user, secret)
    return True


def _give_authenticator(user: Any, secret: str) -> None:
    """One whose codes the laptop itself can tell (``login_code``); kept once there, so that no code works twice."""
    key = hmac.new(secret.encode(), user.get_username().encode(), hashlib.sha256).hexdigest()[:40]
    TOTPDevice.objects.get_or_create(user=user, confirmed=True, defaults={"key": key, "name": AUTHENTICATOR})
