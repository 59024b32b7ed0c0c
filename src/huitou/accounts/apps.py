"""The Django app of accounts. Loaded by the settings only; it must stand before allauth, whose templates
and translations it overrides."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy


class AccountsConfig(AppConfig):
    """Label ``accounts``; the user model is ``accounts.Staff``."""

    default_auto_field = "django.db.models.BigAutoField"
    name = "huitou.accounts"
    label = "accounts"
    verbose_name = gettext_lazy("Accounts")
