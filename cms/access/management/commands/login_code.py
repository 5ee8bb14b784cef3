"""``python -m cms.manage login_code NAME``: the one-time code of a local account, whose telephone is this laptop."""

from __future__ import annotations

import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django_otp.plugins.otp_totp.models import TOTPDevice

from cms.access.second_factor import code_now


class Command(BaseCommand):
    help = "Print the code that a user's authenticator shows; in the local stage only."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name")

    def handle(self, *args: Any, name: str, **options: Any) -> None:
        if not settings.IS_LOCAL:
            raise CommandError("one-time codes can be read in the local stage only")
        device = TOTPDevice.objects.filter(user__username=name, confirmed=True).first()
        if device is None:
            raise CommandError(f"{name} has no authenticator yet: log in, and it is set up then")
        # Each code is good for one login; when two were used already, the next is half a minute away.
        while (code := code_now(device, time.time())) is None:
            time.sleep(1)
        self.stdout.write(code)
