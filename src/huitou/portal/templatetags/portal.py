"""`{% load portal %}`: small words for the buyer's pages. Decides nothing."""

from django.template import Library
from django.utils.translation import gettext as _

from huitou.cases.carrier_names import carrier_name

register = Library()


@register.filter
def carrier(code: str) -> str:
    """The carrier's name in the reader's language."""
    return carrier_name(code) or _("Carrier")
