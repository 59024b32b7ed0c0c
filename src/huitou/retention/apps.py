"""Names the area for Django."""

from django.apps import AppConfig


class RetentionConfig(AppConfig):
    """The area ``retention`` as a Django app."""

    name = "huitou.retention"
    label = "retention"
