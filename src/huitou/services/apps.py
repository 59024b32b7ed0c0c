"""Names the area for Django."""

from django.apps import AppConfig


class ServicesConfig(AppConfig):
    """The area ``services`` as a Django app."""

    name = "huitou.services"
    label = "services"
