"""``python -m cms.manage demo``: load the sample content. Running it again changes nothing that is there."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from cms.demo.load import load_everything
from cms.demo.users import USERS, load_user
from cms.publishing.followers import written_once


class Command(BaseCommand):
    help = "Load sample shops, products, stories and a user for each role."

    def handle(self, *args: Any, **options: Any) -> None:
        # Around the transaction: of each new slug Wagtail tells after the commit, and the home pages follow them all.
        with written_once(), transaction.atomic():
            load_everything()
        for user in USERS:
            if not load_user(user):
                self.stdout.write(f"{user.variable} is not set: user {user.name} left as it is")
        self.stdout.write("sample content is there")
