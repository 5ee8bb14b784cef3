"""``python -m cms.manage demo``: load the sample content. Running it again changes nothing that is there."""

from __future__ import annotations

import os
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management.base import BaseCommand
from django.db import transaction

from cms.demo.load import load_everything
from cms.ground import EDITORS
from cms.publishing.followers import site_written_once

USERS = (("admin", "DEMO_ADMIN_PASSWORD", True), ("bientap", "DEMO_EDITOR_PASSWORD", False))


class Command(BaseCommand):
    help = "Load sample shops, products, stories and the users admin and bientap."

    def handle(self, *args: Any, **options: Any) -> None:
        with transaction.atomic(), site_written_once():
            load_everything()
        for name, variable, is_admin in USERS:
            self._user(name, variable, is_admin)
        self.stdout.write("sample content is there")

    def _user(self, name: str, variable: str, is_admin: bool) -> None:
        password = os.environ.get(variable)
        if not password:
            self.stdout.write(f"{variable} is not set: user {name} left as it is")
            return
        user, _ = get_user_model().objects.get_or_create(username=name)
        user.is_superuser = user.is_staff = is_admin
        # A new hash for an old password would end the sessions of whoever is logged in.
        if not user.check_password(password):
            user.set_password(password)
        user.save()
        if not is_admin:
            user.groups.add(Group.objects.get(name=EDITORS))
