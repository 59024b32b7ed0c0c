"""Claims on carriers on the desk: those to move first, one with its letter and its pack, and the rules per carrier."""

import tempfile
from typing import IO, Any, cast

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from huitou.accounts.mfa import step_up
from huitou.accounts.staff_pages import StaffVisit
from huitou.cases.carrier_names import carrier_name
from huitou.claims.access import access_claim, rule_of, visible_claims
from huitou.claims.letters import letter_of
from huitou.claims.limits import LIMITS, Limit
from huitou.claims.machine import CARRIER_CLAIM
from huitou.claims.models import CarrierClaim, ClaimRule
from huitou.claims.pack import pack_name, photos_of, write_pack
from huitou.claims.sentences import PROOFS, SINCE
from huitou.claims.values import cause_name, day_words, proof_words, say_claim, values_of
from huitou.claims.verbs import open_claim, set_rule
from huitou.core.actions import available, perform
from huitou.core.actors import Role
from huitou.core.errors import HuitouError, NotFound
from huitou.desk.acting import why_not
from huitou.desk.claims_on_carriers import claims_to_move, row_of
from huitou.desk.forms.claims import FORMS, OpenForm, RuleForm
from huitou.desk.paging import list_page
from huitou.desk.visit import desk_view, page
from huitou.lanes.queries import parcels_numbered
from huitou.parcels.access import SEE
from huitou.parcels.models import Parcel
from huitou.parcels.numbers import compact
from huitou.policies.texts import joined

MOVES_MONEY = ("record_payment", "write_off")
IN_MEMORY_BYTES = 4 * 1024 * 1024


@require_safe
@desk_view(SEE)
def claims(visit: StaffVisit) -> HttpResponseBase:
    """The list."""
    with visit.reading():
        return _list(visit)


@require_POST
@desk_view("parcels.record")
def open_by_hand(visit: StaffVisit) -> HttpResponseBase:
    """Open the claim about the parcel of a number."""
    form = OpenForm(visit.request.POST)
    if form.is_valid():
        number = compact(form.cleaned_data["parcel"])
        with visit.reading():
            known = Parcel.objects.filter(ref=number).first()
            found = [known] if known is not None else parcels_numbered(number, at=visit.at)
        try:
            if not found:
                raise NotFound()
            claim = open_claim(parcel=found[0].pk, what=form.cleaned_data["what"], actor=visit.actor, at=visit.at)
        except NotFound:
            form.add_error("parcel", _("No parcel of this shop has this number."))
        except HuitouError as error:
            form.add_error(None, error.text)
        else:
            return redirect("desk:claim", visit.shop.slug, claim.ref)
    with visit.reading():
        return _list(visit, form, 422)


def _list(visit: StaffVisit, form: OpenForm | None = None, status: int = 200) -> HttpResponse:
    asked = visit.request.GET.dict()
    found = list_page(visible_claims(visit.actor).select_related("order"), "opened_at", asked)
    context = {
        "list": found,
        "first": [] if asked.get("after") else claims_to_move(visit),
        "rows": [row_of(row) for row in found.rows],
        "form": form or OpenForm(),
        "refused": form is not None,
    }
    return page(visit, "desk/claims/list.html", context, here="orders", status=status)


@require_safe
@desk_view(SEE)
def claim(visit: StaffVisit, ref: str) -> HttpResponseBase:
    """One claim."""
    with visit.reading():
        return _page(visit, access_claim(visit.actor, ref))


@require_safe
@desk_view("cases.export")
def pack(visit: StaffVisit, ref: str) -> HttpResponseBase:
    """The evidence pack, as a zip."""
    # FileResponse closes it.
    target = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY_BYTES)  # noqa: SIM115
    try:
        with visit.reading():
            found = access_claim(visit.actor, ref)
            write_pack(cast(IO[bytes], target), found, visit.shop, at=visit.at)
    except BaseException:
        target.close()
        raise
    target.seek(0)
    response = FileResponse(
        target, as_attachment=True, filename=pack_name(found, visit.at), content_type="application/zip"
    )
    response["Cache-Control"] = "no-store"
    return response


@require_POST
@desk_view(SEE)
def act(visit: StaffVisit, ref: str, action: str) -> HttpResponseBase:
    """Take a step of the claim that moves no money."""
    if action in MOVES_MONEY:
        raise NotFound()
    return _act(visit, _able(visit, ref, action), action)


@require_POST
@desk_view(SEE)
def settle(visit: StaffVisit, ref: str, action: str) -> HttpResponseBase:
    """Record the payment, or write the claim off."""
    if action not in MOVES_MONEY:
        raise NotFound()
    return _proved(visit.request, visit, _able(visit, ref, action), action)


def _able(visit: StaffVisit, ref: str, action: str) -> CarrierClaim:
    with visit.reading():
        found: CarrierClaim = access_claim(visit.actor, ref)
        if action not in FORMS or action not in {one.name for one in available(CARRIER_CLAIM, found, visit.actor, {})}:
            raise why_not(CARRIER_CLAIM.name, found, action)
    return found


@step_up
def _proved(_request: HttpRequest, visit: StaffVisit, found: CarrierClaim, action: str) -> HttpResponseBase:
    return _act(visit, found, action)


def _act(visit: StaffVisit, found: CarrierClaim, action: str) -> HttpResponseBase:
    form = FORMS[action](visit.request.POST, claim=found, auto_id=f"{action}_%s")
    status = 422
    if form.is_valid():
        try:
            perform(CARRIER_CLAIM.name, action, found.pk, form.inputs(), actor=visit.actor, at=visit.at)
        except NotFound:
            raise
        except HuitouError as error:
            form.add_error(None, error.text)
            status = error.status
        else:
            messages.success(visit.request, _("Written down."))
            return redirect("desk:claim", visit.shop.slug, found.ref)
    with visit.reading():
        return _page(visit, access_claim(visit.actor, found.ref), form, action, status)


def _page(
    visit: StaffVisit, found: CarrierClaim, form: Any = None, tried: str = "", status: int = 200
) -> HttpResponse:  # fmt: skip
    photos = photos_of(found)
    rule = rule_of(visit.shop.pk, found.carrier)
    context = {
        "claim": found,
        "row": row_of(found),
        "order": found.order,
        "parcel": found.parcel,
        "case": found.case,
        "sentence": say_claim(found, Role.MERCHANT, visit.shop, visit.at),
        "letter": letter_of(found, visit.shop, photos=len(photos)),
        "photos": len(photos),
        "last_day": day_words(found.file_by, visit.shop),
        "first_day": day_words(found.not_before, visit.shop) if found.not_before else "",
        "proof": proof_words(found),
        "place": rule.place,
        "place_is_page": rule.place.startswith("https://"),
        "deeds": [
            {
                "action": one,
                "url": reverse(_url(one.name), args=[visit.shop.slug, found.ref, one.name]),
                "form": form if one.name == tried else FORMS[one.name](claim=found, auto_id=f"{one.name}_%s"),
            }
            for one in available(CARRIER_CLAIM, found, visit.actor, values_of(found, visit.shop, visit.at))
            if one.name in FORMS
        ],
        "open": tried,
    }  # fmt: skip
    return page(visit, "desk/claims/claim.html", context, here="orders", status=status)


def _url(action: str) -> str:
    return "desk:claim_settle" if action in MOVES_MONEY else "desk:claim_act"


@require_http_methods(["GET", "POST"])
@desk_view("settings.view")
def rules(visit: StaffVisit) -> HttpResponseBase:
    """The shop's rules per carrier, and what is known of the carriers' own; a POST keeps one."""
    if visit.request.method != "POST":
        return _rules(visit)
    visit.actor.require("settings.edit")
    form = RuleForm(visit.request.POST)
    if form.is_valid():
        try:
            set_rule(**form.cleaned_data, actor=visit.actor, at=visit.at)
        except HuitouError as error:
            form.add_error(None, error.text)
        else:
            messages.success(visit.request, _("Saved. It counts for claims that open from now on."))
            return redirect("desk:claim_rules", visit.shop.slug)
    return _rules(visit, form, 422)


def _rules(visit: StaffVisit, refused: RuleForm | None = None, status: int = 200) -> HttpResponse:
    with visit.reading():
        rows = [
            {
                "name": carrier_name(rule.carrier) or _("Every other carrier"),
                "rule": rule,
                "form": RuleForm(initial=RuleForm.initial_of(rule), auto_id=f"r{place}_%s"),
            }
            for place, rule in enumerate(ClaimRule.objects.order_by("carrier"))
        ]  # fmt: skip
        context = {
            "part": "claims",
            "rules": rows,
            "form": refused or RuleForm(initial={"claims": True}),
            "refused": refused is not None,
            "limits": [_limit(row) for row in LIMITS],
        }
        return page(visit, "desk/settings/claims.html", context, here="settings", status=status)


def _limit(row: Limit) -> dict[str, Any]:
    return {
        "name": carrier_name(row.carrier) or _("Every carrier"),
        "what": joined(cause_name(what) for what in row.what),
        "row": row,
        "proof": _(PROOFS[row.proof]),
        "since": _(SINCE[row.since]),
    }
