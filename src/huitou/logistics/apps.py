"""Names the area for Django."""

from django.apps import AppConfig


class LogisticsConfig(AppConfig):
    """The area ``logistics`` as a Django app."""

    name = "huitou.logistics"
    label = "logistics"
