"""Names the area for Django."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """The area ``portal`` as a Django app."""

    name = "huitou.portal"
    label = "portal"
