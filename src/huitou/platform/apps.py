"""Names the area for Django."""

from django.apps import AppConfig


class PlatformConfig(AppConfig):
    """The area ``platform`` as a Django app."""

    name = "huitou.platform"
    label = "platform"
