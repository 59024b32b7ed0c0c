"""What a shop holds of its buyers, what for and how long: the list that erasure goes by. Open to everybody."""

from django.http import HttpResponseBase
from django.views.decorators.http import require_safe

from huitou.core.personal_page import parted, what_is_held
from huitou.portal.visit import Visit, portal_view


@require_safe
@portal_view
def privacy(visit: Visit) -> HttpResponseBase:
    """The page."""
    return visit.render("portal/privacy/privacy.html", {"held": what_is_held(), **parted(what_is_held())})
