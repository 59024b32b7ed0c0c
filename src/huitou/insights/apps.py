"""Names the area for Django."""

from django.apps import AppConfig


class InsightsConfig(AppConfig):
    """The area ``insights`` as a Django app."""

    name = "huitou.insights"
    label = "insights"
