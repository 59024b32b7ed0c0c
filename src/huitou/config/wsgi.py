"""Django's request handler, for the thread pool of `asgi` and for any WSGI server."""

import os

from django.core.wsgi import get_wsgi_application

from huitou.config.starting import starting

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huitou.config.settings")

with starting():
    application = get_wsgi_application()
