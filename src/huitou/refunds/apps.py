"""Names the area for Django."""

from django.apps import AppConfig


class RefundsConfig(AppConfig):
    """The area ``refunds`` as a Django app."""

    name = "huitou.refunds"
    label = "refunds"
