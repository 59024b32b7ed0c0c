"""The policy editor: the next policy as plain sentences, each with a form of its own; what it would change; the law.

A part is saved as soon as its form is sound. Whoever saves shows the digest of the draft that they saw, so that nobody
writes over somebody else's changes; what was typed stays in the form on every refusal.
"""

from collections.abc import Mapping
from copy import deepcopy
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from huitou.accounts.staff_pages import StaffVisit
from huitou.core.errors import NotFound
from huitou.desk.forms.policy import LISTED, PARTS, PartForm, filled_in
from huitou.desk.policy_words import CHANGED, Reach, Words, floors_of, heading_of, in_words, said_of_rule
from huitou.desk.visit import desk_view, page
from huitou.insights.replay import ChangedCase, effect_of
from huitou.insights.replay_facts import history_of
from huitou.policies.errors import DraftChanged, PolicyRefused
from huitou.policies.models import PolicyVersion
from huitou.policies.pages import Change, difference, render_policy
from huitou.policies.presets import TRADES, preset_for
from huitou.policies.queries import document_of, draft_of, scheduled_of, version_in_force
from huitou.policies.rules import DocumentRefused, read
from huitou.policies.texts import say_problem
from huitou.policies.verbs import discard_draft, save_draft

EFFECT_CASES = 200
EFFECT_LINES = 50


@require_safe
@desk_view("policies.edit")
def draft(visit: StaffVisit) -> HttpResponseBase:
    """The next policy: its sentences with what can be changed, what the law says to it, how to put it in force."""
    with visit.reading():
        return draft_page(visit)


@require_http_methods(["GET", "POST"])
@desk_view("policies.edit")
def part(visit: StaffVisit, part: str, place: int = 0) -> HttpResponseBase:
    """One part as a form. `?look=1` with POST answers with the sentence and the law's word, and saves nothing."""
    request = visit.request
    with visit.reading():
        document, base = next_document(visit)
        form = _form(part, request, document, place)
        if request.method == "GET":
            return _part_page(visit, part, form, base)
        if "look" in request.GET:
            return _look(visit, part, form)
        if not form.is_valid():
            return _part_page(visit, part, form, request.POST.get("base", ""), status=422)
    try:
        save_draft(document=form.result(), base=request.POST.get("base", ""), actor=visit.actor, at=visit.at)
    except DraftChanged as changed:
        with visit.reading():
            document, base = next_document(visit)
            return _part_page(visit, part, form, base, problems=[changed.text], changed=True, status=409)
    except PolicyRefused as refused:
        with visit.reading():
            again = request.POST.get("base", "")
            return _part_page(visit, part, form, again, problems=refused.sentences, status=refused.status)
    messages.success(request, _("The draft is saved. Nothing changes for buyers until you put it in force."))
    return redirect("desk:policy_draft", visit.shop.slug)


@require_POST
@desk_view("policies.edit")
def arrange(visit: StaffVisit) -> HttpResponseBase:
    """Move a rule or exclusion up or down, or take it out."""
    sent = visit.request.POST
    with visit.reading():
        document, _base = next_document(visit)
        changed = deepcopy(dict(document))
    items = changed.get(sent.get("part", ""), []) if sent.get("part") in LISTED else []
    place = next((n for n, item in enumerate(items) if item["id"] == sent.get("id")), None)
    if place is None:
        raise NotFound()
    item = items.pop(place)
    steps = {"up": -1, "down": 1}
    if sent.get("do") in steps:
        items.insert(max(0, place + steps[sent["do"]]), item)
    elif sent.get("do") != "remove":
        raise NotFound()
    return _saved(visit, changed, sent.get("base", ""))


@require_POST
@desk_view("policies.edit")
def preset(visit: StaffVisit) -> HttpResponseBase:
    """Begin anew from the ready policy of the country, for a trade."""
    trade = visit.request.POST.get("trade", "")
    if trade and trade not in TRADES:
        raise NotFound()
    shop = visit.shop
    document = preset_for(shop.country, currency=shop.currency, timezone=shop.timezone, trade=trade)
    return _saved(visit, document, visit.request.POST.get("base", ""))


@require_POST
@desk_view("policies.edit")
def discard(visit: StaffVisit) -> HttpResponseBase:
    """Throw the draft away."""
    try:
        discard_draft(base=visit.request.POST.get("base", ""), actor=visit.actor, at=visit.at)
    except DraftChanged as changed:
        messages.warning(visit.request, changed.text)
        return redirect("desk:policy_draft", visit.shop.slug)
    messages.success(visit.request, _("The draft is gone. The policy in force has not changed."))
    return redirect("desk:policies", visit.shop.slug)


@require_safe
@desk_view("policies.edit")
def effect(visit: StaffVisit) -> HttpResponseBase:
    """What the draft would have changed for the last cases and orders. A fragment for htmx, else a page."""
    with visit.reading():
        saved, current = draft_of(visit.shop), version_in_force(visit.shop, visit.at)
        if saved is None or current is None:
            raise NotFound()
        found = effect_of(document_of(current), document_of(saved), history_of(visit.at, most=EFFECT_CASES))
        context = {
            "effect": found,
            "ways": [(CHANGED[code], count) for code, count in found.by_change.items()],
            "shown": [_told(one) for one in found.changed[:EFFECT_LINES]],
        }
        if visit.request.headers.get("HX-Request"):
            return visit.render("desk/policies/effect.html", context)
        return page(visit, "desk/policies/effect_page.html", context, here="policies")


def _told(one: ChangedCase) -> dict[str, Any]:
    return {
        "case": one.case,
        "words": [CHANGED[code] for code in one.changes],
        "difference_minor": one.difference_minor,
        "currency": one.currency,
    }


def next_document(visit: StaffVisit) -> tuple[dict[str, Any], str]:
    """The draft with its digest; else, with "", what is scheduled, in force, or ready for the country."""
    shop = visit.shop
    saved = draft_of(shop)
    if saved is not None:
        return saved.document, saved.digest
    version = scheduled_of(shop) or version_in_force(shop, visit.at)
    if version is not None:
        return version.document, ""
    return preset_for(shop.country, currency=shop.currency, timezone=shop.timezone), ""


def draft_page(
    visit: StaffVisit, *, problems: list[str] | None = None, law: bool = False, status: int = 200
) -> HttpResponse:
    """The whole editor. Inside `visit.reading()`."""
    document, base = next_document(visit)
    saved, current = draft_of(visit.shop), version_in_force(visit.shop, visit.at)
    language = get_language() or "en"
    read_document = read(document)
    context = {
        "policy": render_policy(read_document, language),
        "reach": Reach.of(read_document),
        "words": Words.of(read_document, _today(visit)),
        "base": base,
        "saved": saved,
        "current": current,
        "scheduled": scheduled_of(visit.shop),
        "trades": [(code, _(label)) for code, label in TRADES.items()],
        "tomorrow": _today(visit) + timedelta(days=1),
        "changes": [(change, in_words(change)) for change in _difference(current, saved, language)],
        "problems": problems or [],
        "law": law,
    }
    return page(visit, "desk/policies/draft.html", context, here="policies", status=status)


def _difference(current: PolicyVersion | None, saved: PolicyVersion | None, language: str) -> tuple[Change, ...]:
    return difference(current, saved, language) if saved is not None and current is not None else ()


def _saved(visit: StaffVisit, document: Mapping[str, Any], base: str) -> HttpResponseBase:
    """Save the whole document and go back to the editor."""
    try:
        save_draft(document=document, base=base, actor=visit.actor, at=visit.at)
    except DraftChanged as changed:
        messages.warning(visit.request, changed.text)
    except PolicyRefused as refused:
        with visit.reading():
            return draft_page(visit, problems=refused.sentences, status=refused.status)
    return redirect("desk:policy_draft", visit.shop.slug)


def _form(part: str, request: HttpRequest, document: Mapping[str, Any], place: int) -> PartForm:
    """The form; a place that is gone is a new one on POST, so that nothing typed is lost. Raises NotFound."""
    data = request.POST if request.method == "POST" else None
    if part not in PARTS or (place and part not in LISTED):
        raise NotFound()
    if place > len(document.get(part, ())):
        if data is None:
            raise NotFound()
        place = 0
    return filled_in(part, data, document, place)


def _part_page(
    visit: StaffVisit,
    part: str,
    form: PartForm,
    base: str,
    *,
    problems: list[str] | None = None,
    changed: bool = False,
    status: int = 200,
) -> HttpResponse:
    context = {
        "part": part,
        "heading": heading_of(part, form.place),
        "form_template": f"desk/policies/parts/{part}.html",
        "form": form,
        "base": base,
        "problems": problems or [],
        "changed": changed,
        "floors": floors_of(form.document, part, form.place, _today(visit)),
        "look": _said(visit, part, form) if form.is_bound and form.is_valid() else None,
    }
    return page(visit, "desk/policies/part.html", context, here="policies", status=status)


def _look(visit: StaffVisit, part: str, form: PartForm) -> HttpResponse:
    """What buyers would read and what is wrong, for the form as it stands now."""
    context = {"look": _said(visit, part, form) if form.is_valid() else None, "form": form}
    return visit.render("desk/policies/look.html", context)


def _said(visit: StaffVisit, part: str, form: PartForm) -> dict[str, Any]:
    try:
        document = read(form.result())
    except DocumentRefused as refused:
        return {"lines": (), "problems": [say_problem(problem) for problem in refused.problems]}
    return said_of_rule(document, part, form.cleaned_data.get("id", ""), _today(visit))


def _today(visit: StaffVisit) -> date:
    return visit.at.astimezone(ZoneInfo(visit.shop.timezone)).date()
