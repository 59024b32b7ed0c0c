"""Names the area for Django."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """The area ``cases`` as a Django app."""

    name = "huitou.cases"
    label = "cases"
