"""Names the book of payments by hand for Django."""

from django.apps import AppConfig


class OfflineConfig(AppConfig):
    """The gateway that is paid by hand as a Django app."""

    name = "huitou.refunds.gateways.offline"
    label = "offline_gateway"
