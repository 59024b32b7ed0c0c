"""Names the area for Django."""

from django.apps import AppConfig


class LanesConfig(AppConfig):
    """The area ``lanes`` as a Django app."""

    name = "huitou.lanes"
    label = "lanes"
