"""Goods on their way to the buyer again: shown and acted on."""

from typing import Any

from ninja import Router

from huitou.api.auth import Caller
from huitou.api.refusals import OF_REPLACEMENTS
from huitou.api.schemas.replacements import (
    ReplacementOut,
    ReplacementPage,
    lines_of,
    replacement_out,
    replacement_values,
)
from huitou.api.views.rows import Operation, Rows, add_operations
from huitou.core.actions import available
from huitou.logistics.access import access_replacement, visible_replacements
from huitou.logistics.models import Replacement
from huitou.logistics.replacing import REPLACEMENT
from huitou.orders.queries import silence_counts, silence_limit

router = Router()


def _whole(caller: Caller, replacement: Replacement) -> dict[str, Any]:
    actions = available(REPLACEMENT, replacement, caller.actor, replacement_values(replacement, caller))
    out = replacement_out(replacement, caller, lines_of(replacement), actions)
    if replacement.state == "awaiting_difference":
        out["silence_counts"] = silence_counts(replacement, replacement.difference, silence_limit(caller.shop.pk))
    return out


add_operations(
    router,
    Rows(
        machine="replacement",
        path="replacements",
        visible=visible_replacements,
        access=access_replacement,
        brief=replacement_out,
        whole=_whole,
        out=ReplacementOut,
        page_out=ReplacementPage,
        refusals=OF_REPLACEMENTS,
        lists=Operation(
            id="list_replacements",
            summary="List replacements",
            told=(
                "The replacements that the caller may see, newest first; `state=to_ship` is what leaves the house next."
            ),
        ),
        shows=Operation(
            id="show_replacement",
            summary="Show a replacement",
            told="The replacement with its lines and what the caller can do now.",
        ),
        acts=Operation(
            id="act_on_replacement",
            summary="Act on one",
            told=(
                "Take one of the replacement's actions, for instance `ship`, `confirm_difference`, "
                "`receive`, `give_up`."
            ),
        ),
    ),
)
