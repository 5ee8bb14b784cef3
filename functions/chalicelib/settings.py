"""What the functions are told by their environment, read when first needed. A missing setting is named, no value is.

Secrets come from the environment or, where ``XULANG_SSM_PREFIX`` names a path, from SSM parameters under it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta


class MissingSetting(RuntimeError):
    """The function cannot start without it; the message is its name."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The variables, where asking for one that is missing or empty raises :class:`MissingSetting`."""

    variables: Mapping[str, str]

    def __getitem__(self, name: str) -> str:
        found = self.variables.get(name, "")
        if not found:
            raise MissingSetting(f"the setting {name} is missing")
        return found

    def get(self, name: str) -> str:
        """The variable, empty where it is missing: for what may be left out."""
        return self.variables.get(name, "")

    @property
    def is_local(self) -> bool:
        return self["XULANG_STAGE"] == "local"

    @property
    def clock_offset(self) -> timedelta:
        """How far the clock is turned, in the local stage only: for seeing what a later day brings."""
        if not self.is_local:
            return timedelta(0)
        return timedelta(seconds=int(self.variables.get("XULANG_CLOCK_OFFSET_SECONDS") or 0))
