"""Names the area for Django."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """The area ``notifications`` as a Django app."""

    name = "huitou.notifications"
    label = "notifications"

    def ready(self) -> None:
        """Who reads which events."""
        from huitou.notifications import domain_letters  # noqa: F401
