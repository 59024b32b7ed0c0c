"""Names the area for Django."""

from django.apps import AppConfig


class InsuranceConfig(AppConfig):
    """The area ``insurance`` as a Django app."""

    name = "huitou.insurance"
    label = "insurance"
