"""A return in three taps: what, why, how. The choices stand in the address; only the last tap writes.

The sum that was shown comes back with the last tap and is checked; the same form sent twice is one case.
"""

import time
from contextlib import suppress
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from huitou.cases.attempts import demand_not_in_case
from huitou.cases.models import Kind
from huitou.cases.seen import SheetChanged
from huitou.cases.verbs import add_evidence, discard_upload, open_case, revise, upload_evidence
from huitou.cases.verbs.open_case import EvidenceMissing
from huitou.core import idempotency
from huitou.core.actors import Actor
from huitou.core.errors import HuitouError, NotFound
from huitou.core.ids import new_id
from huitou.core.money import Money, format_money
from huitou.orders.models import Order
from huitou.portal.addresses import apply_path, case_path, order_named, order_path, policy_path
from huitou.portal.applying import Application, application
from huitou.portal.insured import insured_up_to
from huitou.portal.uploads import evidence_of
from huitou.portal.views.cases.steps import step_context
from huitou.portal.visit import Visit, portal_view
from huitou.portal.wishes import STEPS

SOURCE = "portal.apply"
TRIES, PAUSE_SECONDS = 25, 0.2


@require_http_methods(["GET", "POST"])
@portal_view
def apply(visit: Visit, number: str) -> HttpResponseBase:
    """The application for an order."""
    if visit.request.method == "POST":
        ways = {"photo": _add_photos, "remove": _remove_photo}
        return ways.get(visit.request.POST.get("do", ""), _send)(visit, number)
    with visit.reading() as buyer:
        return _page(visit, application(visit, buyer, order_named(buyer, number), visit.request.GET.dict()))


def _page(
    visit: Visit, built: Application, *, error: HuitouError | None = None, note: str = "", status: int = 200
) -> HttpResponse:
    shop = visit.shop
    context: dict[str, Any] = {
        "application": built,
        "order": built.order,
        "draft": built.draft,
        "path": apply_path(shop, built.order),
        "order_path": order_path(shop, built.order),
        "policy_path": policy_path(shop, built.found.version.number),
        "steps": _steps(built),
        "error": error,
        "error_case": case_path(shop, str(error.params["case"])) if error and error.params.get("case") else "",
        "note": note,
        "once": new_id().hex,
        "note_needed": isinstance(error, EvidenceMissing) or bool(built.chosen and built.chosen.needs_words),
    }
    if built.step == "how" and built.chosen and built.chosen.goods_return:
        chosen = [built.lines[place].pk for place in built.draft.pieces]
        context["insured_up_to"] = insured_up_to(built.order, chosen, visit.at)
    return visit.render(
        f"portal/cases/apply_{built.step}.html", {**context, **step_context(built, shop)}, status=status
    )


def _steps(built: Application) -> list[dict[str, str]]:
    names = {"what": _("What"), "why": _("Why"), "how": _("How")}
    here = STEPS.index(built.step)
    return [
        {
            "label": names[step],
            "mark": "done" if place < here else "now" if place == here else "ahead",
            "url": built.draft.address(step=step) if place < here else "",
        }
        for place, step in enumerate(STEPS)
    ]


def _add_photos(visit: Visit, number: str) -> HttpResponseBase:
    """Keep the photos for the application (or give them to the case that is revised), and back to the step."""
    buyer = visit.actor()
    given = visit.request.GET.dict()
    with visit.reading():
        order = order_named(buyer, number)
        case = application(visit, buyer, order, given).case
    try:
        for given_file in evidence_of(visit.request):
            if case is not None:
                add_evidence(case=case, **given_file, actor=buyer, at=visit.at)
            else:
                upload_evidence(order=order.pk, **given_file, actor=buyer, at=visit.at)
    except HuitouError as error:
        with visit.reading():
            built = application(visit, buyer, order, given)
            return _page(visit, built, error=error, status=error.status)
    return redirect(visit.request.get_full_path() + "#photos")


def _remove_photo(visit: Visit, number: str) -> HttpResponseBase:
    """Take back a file that was uploaded for this application. One that is gone already is no error."""
    buyer = visit.actor()
    with suppress(ValueError, NotFound):
        discard_upload(evidence=UUID(visit.request.POST.get("file", "")), actor=buyer, at=visit.at)
    return redirect(visit.request.get_full_path() + "#photos")


def _send(visit: Visit, number: str) -> HttpResponseBase:
    """The last tap. What cannot be any more (pieces gone, the window over) is said where it is mended."""
    buyer = visit.actor()
    given = visit.request.POST.dict()
    try:
        return redirect(_once(visit, buyer, number, given))
    except _NotThere:
        error, status = None, 422
    except HuitouError as refused:
        error, status = refused, refused.status
    with visit.reading():
        built = application(visit, buyer, order_named(buyer, number), given)
        return _page(visit, built, error=error or _standing(built), note=given.get("note", ""), status=status)


def _standing(built: Application) -> HuitouError | None:
    """Why the pieces of a form that was sent late (from another tab, say) cannot be chosen: the case they stand in."""
    typed = {place: text for place, text in built.draft.typed.items() if text.isdecimal()}
    try:
        demand_not_in_case(built.order, {built.lines[place].pk: int(text) for place, text in typed.items()})
    except HuitouError as error:
        return error
    return None


class _NotThere(Exception):
    """The choices no longer lead to the last step."""


def _once(visit: Visit, buyer: Actor, number: str, given: dict[str, str]) -> str:
    """Open (or revise) the case unless this very form did so before; the path of its page.

    A second tap waits for the first one: its answer is the page that the browser will show.
    """
    said = sorted((name, value) for name, value in given.items() if name != "csrfmiddlewaretoken")
    call = idempotency.Call(
        shop=visit.shop,
        source=f"{SOURCE}:{buyer.customer_id}",
        key=given.get("once", "")[:64] or new_id().hex,
        content=idempotency.fingerprint(*(f"{name}={value}".encode() for name, value in said)),
        at=visit.at,
    )

    def do() -> idempotency.Answer:
        order = order_named(buyer, number)
        built = application(visit, buyer, order, given)
        if built.step != "how" or not built.solutions:
            raise _NotThere()
        path = case_path(visit.shop, _write(visit, buyer, order, built, given))
        return idempotency.Answer(303, path.encode(), "text/plain")

    for _try in range(TRIES):
        try:
            return idempotency.answer_once(call, do).body.decode()
        except idempotency.StillUnderWay:
            time.sleep(PAUSE_SECONDS)
    return idempotency.answer_once(call, do).body.decode()


def _write(visit: Visit, buyer: Actor, order: Order, built: Application, given: dict[str, str]) -> str:
    """The verb. Returns the case's reference. Raises whatever the verb raises, SheetChanged first."""
    solution = next((one for one in built.solutions if one.kind == built.draft.kind), None)
    seen, extra = _seen(given), _extra(given)
    if solution is None or (built.case is not None and seen != solution.total.minor):
        raise _changed(built, seen)
    if not solution.ready:
        raise _NotThere()
    kind, note = Kind(solution.wish_kind), given.get("note", "")
    if built.case is not None:
        changed = revise(
            case=built.case,
            kind=kind,
            lines=solution.wished,
            note=note,
            seen_minor=seen,
            seen_extra_minor=extra,
            actor=buyer,
            at=visit.at,
        )
        return str(changed.ref)
    opened = open_case(
        order=order.pk,
        kind=kind,
        lines=solution.wished,
        note=note,
        evidence=[photo.pk for photo in built.photos],
        seen_minor=seen,
        seen_extra_minor=extra,
        actor=buyer,
        at=visit.at,
    )
    return str(opened.ref)


def _changed(built: Application, seen: int) -> SheetChanged:
    assert built.chosen is not None  # there are solutions
    currency = built.order.currency
    return SheetChanged(now=format_money(built.chosen.total), seen=format_money(Money(seen, currency)))


def _extra(given: dict[str, str]) -> int:
    """What the page had said that is to be paid on top."""
    shown = given.get("seen_extra", "")
    return int(shown) if shown.isdecimal() and len(shown) < 16 else 0


def _seen(given: dict[str, str]) -> int:
    """The sum that the page had shown; a form without one has shown nothing."""
    shown = given.get("seen", "")
    return int(shown) if shown.isdecimal() and len(shown) < 16 else 0
