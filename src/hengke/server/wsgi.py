"""The WSGI application: what granian, or any other WSGI server, is pointed at."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hengke.server.settings")
application = get_wsgi_application()

from hengke.apps.audit.api import GATHERER  # noqa: E402 - models need the application

GATHERER.start()
