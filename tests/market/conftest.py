"""Properties are about values and never about seconds: a busy machine must not make a true one fail."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("market", deadline=None, print_blob=True)
settings.load_profile("market")
