"""Bring the CMS's database to the present: migrations, then the demo content.

One process does it all, because loading Django takes longer than most of what it then does.
"""

from __future__ import annotations

import os
import sys
import time

import django
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from infra.local import emptycms, settings

RESOURCES_SECONDS = 60.0


def main() -> None:
    """Safe to run again: each command changes only what is missing."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")
    django.setup()
    migrate()
    call_command("demo")
    wait_for_resources()
    # Everything is announced again, because the stand-in forgets its buckets and queues when it stops.
    call_command("publish", all=True)


def migrate() -> None:
    """An empty database begins as a copy of the one migrated before, where these very migrations have made one."""
    file = emptycms.database()
    is_new = file is not None and not file.exists()
    is_copied = emptycms.take()
    if is_copied or is_behind():
        # A copy has its tables; what follows every migration is today's.
        call_command("migrate", interactive=False, verbosity=1)
    if is_new and not is_copied:
        emptycms.keep()


def is_behind() -> bool:
    """Whether there are migrations to apply; asking is quick, and applying none takes Django two seconds."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def wait_for_resources() -> None:
    """Migrating and making resources run side by side; the buckets are needed only now."""
    until = time.monotonic() + RESOURCES_SECONDS
    while not settings.resources_file(settings.var_dir()).exists():
        if time.monotonic() > until:
            raise TimeoutError("the buckets and queues are not there")
        time.sleep(0.1)


if __name__ == "__main__":
    sys.exit(main())
