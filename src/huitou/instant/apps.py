"""Names the area for Django."""

from django.apps import AppConfig


class InstantConfig(AppConfig):
    """The area ``instant`` as a Django app."""

    name = "huitou.instant"
    label = "instant"
