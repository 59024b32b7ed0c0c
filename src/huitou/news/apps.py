"""Names the area for Django."""

from django.apps import AppConfig


class NewsConfig(AppConfig):
    """The area ``news`` as a Django app."""

    name = "huitou.news"
    label = "news"
