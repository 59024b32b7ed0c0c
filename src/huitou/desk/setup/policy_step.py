"""The policy's page: the ready policy of the shop's country in words, before it is put in force."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language

from huitou.accounts.models import SetupRun
from huitou.core.clock import now
from huitou.desk.setup import steps
from huitou.desk.setup.choices import country_name
from huitou.policies.pages import render_policy
from huitou.policies.presets import preset_for
from huitou.policies.rules import read


def preview(_request: HttpRequest, run: SetupRun) -> dict[str, Any]:
    """The page as buyers will read it, in the reader's language; the version in force where there is one."""
    shop = steps.shop_of(run)
    version = steps.policy_of(run, at=now())
    document = version or read(preset_for(shop.country, currency=shop.currency, timezone=shop.timezone))
    return {
        "policy": render_policy(document, get_language() or shop.locale),
        "version": version,
        "saved": version is not None,
        "country": country_name(shop.country),
    }
