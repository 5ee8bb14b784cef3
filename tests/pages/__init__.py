"""Tests of the pages. The path is set here too, so that ``python -m tests.pages.gallery`` runs by itself."""

import sys
from pathlib import Path

_FUNCTIONS = Path(__file__).parents[2] / "functions"
sys.path[:0] = [str(_FUNCTIONS), str(_FUNCTIONS / "vendor")]
