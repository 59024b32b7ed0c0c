"""Names the area for Django."""

from django.apps import AppConfig


class SettlementsConfig(AppConfig):
    """The area ``settlements`` as a Django app."""

    name = "huitou.settlements"
    label = "settlements"
