"""Bring the CMS's database to the present: migrations, then the demo content.

One process does it all, because loading Django takes longer than most of what it then does.
"""

from __future__ import annotations

import os
import sys

import django
from django.core.management import call_command


def main() -> None:
    """Safe to run again: both commands change only what is missing."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")
    django.setup()
    call_command("migrate", interactive=False, verbosity=1)
    call_command("demo")
    # Everything is announced again, because the stand-in forgets its buckets and queues when it stops.
    call_command("publish", all=True)


if __name__ == "__main__":
    sys.exit(main())
