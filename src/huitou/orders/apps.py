"""The Django app of the orders area."""

from django.apps import AppConfig


class OrdersConfig(AppConfig):
    name = "huitou.orders"
    label = "orders"
    default_auto_field = "django.db.models.BigAutoField"
