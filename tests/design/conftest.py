"""Templates rendered within the test process: static files by their plain names, nothing collected."""

from typing import Any

import pytest


@pytest.fixture
def plain_static(settings: Any) -> None:
    """Addresses of static files without the manifest that only a running server has."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}
