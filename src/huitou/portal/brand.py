"""The addresses of what a page takes from the shop; another address for another colour or logo. Called by `visit`."""

import hashlib

from django.urls import reverse

from huitou.core.models import Shop


def brand_address(shop: Shop) -> str:
    """The style sheet's address, another one for another colour."""
    return f"{reverse('portal:brand', args=[shop.slug])}?v={version_of(shop.accent)}"


def logo_address(shop: Shop) -> str:
    """The logo's address, or ""."""
    return f"{reverse('portal:logo', args=[shop.slug])}?v={version_of(shop.logo.name)}" if shop.logo.name else ""


def version_of(value: str) -> str:
    """Eight signs that change with the value."""
    return hashlib.sha256(value.encode()).hexdigest()[:8]
