"""Names the area for Django."""

from django.apps import AppConfig


class ChangesConfig(AppConfig):
    """The area ``changes`` as a Django app."""

    name = "huitou.changes"
    label = "changes"
