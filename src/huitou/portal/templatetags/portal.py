"""`{% load portal %}`: small words for the buyer's pages. Decides nothing."""

from collections.abc import Iterable

from django.template import Library
from django.utils.translation import gettext as _

from huitou.cases.carrier_names import carrier_name
from huitou.core.flow.texts import gap

register = Library()


@register.filter
def carrier(code: str) -> str:
    """The carrier's name in the reader's language."""
    return carrier_name(code) or _("Carrier")


@register.filter
def together(sentences: Iterable[str]) -> str:
    """Sentences one after the other, as the reader's language writes them."""
    return gap().join(sentences)
