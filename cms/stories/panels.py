"""Panels of the page forms that are ours."""

from __future__ import annotations

from typing import Any

from wagtail.admin.panels import Panel


class WarningsPanel(Panel):
    """What an editor should know before publishing and is free to ignore; not there when there is nothing."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "stories/warnings_panel.html"

        def __init__(self, **kwargs: Any) -> None:
            super().__init__(**kwargs)
            # Warnings ask about models, whose modules ask for this panel.
            from cms.stories.warnings import warnings_of  # noqa: PLC0415

            self.warnings = warnings_of(self.instance) if self.instance.pk else []

        def is_shown(self) -> bool:
            return bool(self.warnings)
