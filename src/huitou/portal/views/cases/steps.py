"""What each step of an application puts on its page. Called by `apply`; reads nothing and decides nothing."""

from collections.abc import Callable, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from huitou.cases.models import Evidence
from huitou.core.models import Shop
from huitou.portal.applying import Application
from huitou.portal.possibilities import Possibility
from huitou.portal.wishes import WHOLE

Context = dict[str, Any]


def step_context(built: Application, shop: Shop) -> Context:
    """The parts of the step that the buyer is on."""
    return {**_CONTEXTS[built.step](built), "photos": [photo_item(shop, photo) for photo in built.photos]}


def photo_item(shop: Shop, photo: Evidence) -> dict[str, str]:
    """A photo as `components/evidence.html` takes it."""
    url = reverse("portal:photo", args=[shop.slug, photo.pk])
    return {"url": url, "thumb": url, "name": photo.name}


def _what(built: Application) -> Context:
    draft = built.draft
    rows = [_row(built, one) for one in built.found.lines]
    whole = draft.errors.get(WHOLE)
    return {"rows": rows, "step_error": [(f"id_i{built.found.lines[0].line.position}", whole)] if whole else []}


def _row(built: Application, one: Possibility) -> Context:
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
    }


def _why(built: Application) -> Context:
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
        "photo_asked": reasons.photo_needed or reasons.photo_helps,
        "photo_needed": reasons.photo_needed,
        "upload_path": draft.address(step="why"),
    }


def _how(built: Application) -> Context:
    draft, chosen = built.draft, built.chosen
    return {
        "chosen": chosen,
        "best": built.solutions[0].kind if built.solutions else "",
        "onward": draft.fields(step="how"),
        "upload_path": draft.address(step="how"),
        "here": draft.address(step="how", kind=chosen.kind) if chosen else "",
        "pieces": [
            {"line": built.lines[place], "quantity": quantity, "reason": _reason_label(built, place)}
            for place, quantity in draft.pieces.items()
        ],
        "why_path": draft.address(step="why"),
        "revises": built.case,
    }


def _reason_label(built: Application, place: int) -> str:
    assert built.reasons is not None  # the step was reached
    question = next(one for one in built.reasons.lines if one.place == place)
    return next((choice.label for choice in question.choices if choice.code == question.reason), "")


_CONTEXTS: Mapping[str, Callable[[Application], Context]] = {"what": _what, "why": _why, "how": _how}
