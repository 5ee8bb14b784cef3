"""The one renderer: the same pages for the static site, for the functions and for whoever previews them.

``render`` is pure. It knows no clock, no network and no environment: what a page shows is in its view, and the same
view gives the same bytes.
"""

from chalicelib.pages.headers import security_headers
from chalicelib.pages.render import render
from chalicelib.pages.static import assets

__all__ = ["assets", "render", "security_headers"]
