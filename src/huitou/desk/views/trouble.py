"""Parcels in trouble, the most urgent first, each with its best next action."""

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from huitou.accounts.staff_pages import StaffVisit
from huitou.cases.carrier_names import carrier_name
from huitou.core.errors import HuitouError
from huitou.desk.parcels_in_trouble import act, in_trouble
from huitou.desk.visit import desk_view, page
from huitou.insights.carriers import carrier_cards
from huitou.insights.pick_ups import pick_up_cards
from huitou.lanes.trouble import Step
from huitou.parcels.carriers.registry import codes, source


@require_safe
@desk_view("parcels.view")
def trouble(visit: StaffVisit) -> HttpResponseBase:
    """The list; what was done lately rests below."""
    with visit.reading():
        return page(visit, "desk/trouble/page.html", {"trouble": in_trouble(visit)}, here="orders")


@require_safe
@desk_view("parcels.view")
def lanes(visit: StaffVisit) -> HttpResponseBase:
    """How the carriers do on each lane."""
    with visit.reading():
        cards = [(carrier_name(card.lane.carrier), card) for card in carrier_cards(visit.shop, at=visit.at)]
        pick_ups = [
            (source(card.service).title if card.service in codes() else _("Our own rounds"), card)
            for card in pick_up_cards(at=visit.at)
        ]
        return page(visit, "desk/trouble/lanes.html", {"cards": cards, "pick_ups": pick_ups}, here="orders")


@require_POST
@desk_view("parcels.record")
def trouble_act(visit: StaffVisit, ref: str, step: str) -> HttpResponseBase:
    """Do it, and back to where it was pressed: the queue, or the list."""
    if step not in Step.__members__.values():
        raise Http404
    try:
        act(visit, ref, Step(step))
    except HuitouError as error:
        if error.status == 404:
            raise
        messages.error(visit.request, error.text)
    else:
        said = (
            _("The buyer is told.")
            if step == Step.WRITE
            else _("Noted. It rests for two days, or until it is heard of.")
        )
        messages.success(visit.request, said)
    return redirect("desk:queue" if visit.request.POST.get("from") == "queue" else "desk:trouble", visit.shop.slug)
