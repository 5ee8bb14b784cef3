"""Phrases of the basket and the checkout: English, then Chinese."""

from __future__ import annotations

PHRASES: dict[str, tuple[str, str]] = {}
