"""Every other address below a shop: not found, in the shop's look."""

from django.http import HttpResponseBase

from huitou.core.errors import NotFound
from huitou.portal.visit import Visit, portal_view


@portal_view
def lost(visit: Visit, rest: str) -> HttpResponseBase:
    """Nothing is here. Raises NotFound."""
    raise NotFound()
