"""The CMS as a WSGI application, for example ``waitress-serve --listen=127.0.0.1:8001 cms.wsgi:application``."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")

application = get_wsgi_application()
