"""What each step of an application puts on its page. Called by `apply`; reads nothing and decides nothing."""

from collections.abc import Callable, Mapping
from typing import Any, TypeGuard

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from huitou.cases.attempts import holding_cases
from huitou.cases.models import Evidence
from huitou.core.models import Shop
from huitou.policies.queries import document_of
from huitou.policies.summary import summary_of
from huitou.portal.addresses import case_path
from huitou.portal.applying import Application
from huitou.portal.possibilities import Possibility
from huitou.portal.slots import application_slots
from huitou.portal.solutions import MIXED, Solution
from huitou.portal.ways_back import ways_before
from huitou.portal.wishes import WHOLE, address_of

Context = dict[str, Any]


def step_context(built: Application, shop: Shop) -> Context:
    """The parts of the step that the buyer is on."""
    step = _CONTEXTS[built.step](built, shop)
    # What belongs to a case already is proof and stays; an upload for an application can be taken back.
    photos = [
        {**photo_item(shop, photo), "remove": str(photo.pk) if photo.case_id is None else ""} for photo in built.photos
    ]
    return {**step, "photos": photos}


def photo_item(shop: Shop, photo: Evidence) -> dict[str, object]:
    """A photo or a video as `components/evidence.html` takes it."""
    url = reverse("portal:photo", args=[shop.slug, photo.pk])
    return {"url": url, "thumb": url, "name": photo.name or photo.get_kind_display(), "video": photo.is_video}


def _what(built: Application, shop: Shop) -> Context:
    draft = built.draft
    none_left = any(one.state for one in built.found.lines)
    held = holding_cases(built.order) if none_left else {}
    rows = [_row(built, one, shop, held.get(one.line.pk, "")) for one in built.found.lines]
    whole = draft.errors.get(WHOLE)
    return {"rows": rows, "step_error": [(f"id_i{built.found.lines[0].line.position}", whole)] if whole else []}


def _row(built: Application, one: Possibility, shop: Shop, held_by: str) -> Context:
    line = one.line
    only = len(built.found.lines) == 1
    return {
        "line": line,
        "name": f"i{line.position}",
        "label": _("How many of: %(title)s") % {"title": line.title},
        "value": built.draft.typed.get(line.position) or (1 if only and line.available else 0),
        "of": _("of %(count)s") % {"count": line.available},
        "error": built.draft.errors.get(line.position, ""),
        "state": one.state,
        "case": held_by,
        "case_path": case_path(shop, held_by) if held_by else "",
    }


def _why(built: Application, shop: Shop) -> Context:
    draft, reasons = built.draft, built.reasons
    assert reasons is not None  # the step was reached
    asked = [
        {
            "field": f"r{one.place}",
            "options": [("", _("Choose")), *((choice.code, choice.label) for choice in one.choices)],
            "line": one.line,
            "reason": one.reason,
        }
        for one in reasons.lines
    ]
    hidden = [(name, value) for name, value in draft.fields(step="why", upto="why") if name != "step"]
    return {
        "hidden": [*hidden, *([("each", "1")] if draft.each else [])],
        "onward": draft.fields(step="how"),
        "given": [choice for choice in reasons.common if choice.given],
        "asked": [choice for choice in reasons.common if not choice.given],
        "selects": asked,
        "problem": " ".join(built.problems),
        "each_path": draft.address(step="why", upto="why", each="1"),
        "together_path": draft.address(step="why", upto="why"),
        "photo_asked": bool(reasons.needed or reasons.proofs),
        "photo_needed": bool(reasons.needed),
        "upload_path": draft.address(step="why"),
        **_places(built),
    }


def _how(built: Application, shop: Shop) -> Context:
    draft, chosen, order = built.draft, built.chosen, built.order
    onward = draft.fields(step="how")
    solved = [*onward, *(chosen.fields if chosen else [])]
    return {
        "chosen": chosen,
        "best": built.solutions[0].kind if built.solutions else "",
        "onward": [*onward, ("apart", "1")] if _is_apart(built) else onward,
        "solved": solved,
        "upload_path": address_of(solved),
        **_places(built),
        "here": address_of(solved) if chosen else "",
        "pieces": [
            {"line": built.lines[place], "quantity": quantity, "reason": _reason_label(built, place)}
            for place, quantity in draft.pieces.items()
        ],
        "why_path": draft.address(step="why"),
        "apart_path": draft.address(step="how", apart="1") if len(draft.pieces) > 1 and not _is_apart(built) else "",
        "together_path": draft.address(step="how") if _is_apart(built) else "",
        "revises": built.case,
        "promise": summary_of(document_of(built.found.version), get_language() or "en", country=order.country),
        "ways": ways_before(order, shop, chosen.verdict, draft.reasons.values()) if _goods_back(chosen) else [],
    }


def _goods_back(chosen: Solution | None) -> TypeGuard[Solution]:
    return chosen is not None and chosen.goods_return


def _is_apart(built: Application) -> bool:
    return built.chosen is not None and built.chosen.kind == MIXED


def _places(built: Application) -> Context:
    return {"slots": application_slots(built), "upload_fields": [("do", "photo")]}


def _reason_label(built: Application, place: int) -> str:
    assert built.reasons is not None  # the step was reached
    question = next(one for one in built.reasons.lines if one.place == place)
    return next((choice.label for choice in question.choices if choice.code == question.reason), "")


_CONTEXTS: Mapping[str, Callable[[Application, Shop], Context]] = {"what": _what, "why": _why, "how": _how}
