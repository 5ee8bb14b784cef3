"""``python -m cms.manage <command>``: Django's commands with the settings of this project."""

from __future__ import annotations

import os
import sys

from django.core.management import execute_from_command_line


def main(arguments: list[str]) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")
    execute_from_command_line(arguments)


if __name__ == "__main__":
    main(sys.argv)
