"""``python -m cms.manage demo_many --households 100000``: a whole province of samples, with progress."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from cms.demo.many import make_many


class Command(BaseCommand):
    help = "Add sample households, each with a shop and three products, until there are so many; and their stories."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--households", type=int, required=True, help="how many there shall be, for example 100000")

    def handle(self, *args: Any, households: int, **options: Any) -> None:
        made = make_many(households, self.stdout.write)
        self.stdout.write(
            f"{made.households} households and shops, {made.products} products, {made.stories} stories added; "
            "`publish --all` tells the shop of them"
        )
