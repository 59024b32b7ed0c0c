"""Django's request handler, for the thread pool of `asgi` and for any WSGI server."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huitou.config.settings")

application = get_wsgi_application()
