"""Names the area for Django."""

from django.apps import AppConfig


class ClaimsConfig(AppConfig):
    """The area ``claims`` as a Django app."""

    name = "huitou.claims"
    label = "claims"
