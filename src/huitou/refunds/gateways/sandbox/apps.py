"""Names the sandbox for Django; its tables are the provider's own books."""

from django.apps import AppConfig


class SandboxConfig(AppConfig):
    """The sandbox gateway as a Django app."""

    name = "huitou.refunds.gateways.sandbox"
    label = "sandbox_gateway"
