"""Names the area for Django."""

from django.apps import AppConfig


class PoliciesConfig(AppConfig):
    """The area ``policies`` as a Django app."""

    name = "huitou.policies"
    label = "policies"
