"""``python -m infra.local.logincode NAME``: the one-time code that the CMS asks NAME for, who has no telephone here."""

from __future__ import annotations

import os
import sys

import django
from django.core.management import CommandError, call_command

from infra.local import settings


def main(arguments: list[str]) -> int:
    """Exit status: 0 with the code on one line, 1 for a name without an authenticator, 2 without a name."""
    if len(arguments) != 1:
        print(__doc__, file=sys.stderr)
        return 2
    settings.apply()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")
    django.setup()
    try:
        call_command("login_code", arguments[0])
    except CommandError as refusal:
        print(refusal, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
