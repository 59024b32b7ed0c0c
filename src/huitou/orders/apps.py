"""The Django app of the orders area."""

from django.apps import AppConfig


class OrdersConfig(AppConfig):
    name = "huitou.orders"
    label = "orders"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say who knows the customers' mail addresses."""
        from huitou.orders import reaching  # noqa: F401
