"""Names the area for Django."""

from django.apps import AppConfig


class ParcelsConfig(AppConfig):
    """The area ``parcels`` as a Django app."""

    name = "huitou.parcels"
    label = "parcels"
