"""Names the area for Django."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """The area ``desk`` as a Django app."""

    name = "huitou.desk"
    label = "desk"
