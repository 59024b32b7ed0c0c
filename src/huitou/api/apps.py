"""Names the area for Django."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """The area ``api`` as a Django app."""

    name = "huitou.api"
    label = "api"
