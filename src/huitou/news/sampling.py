"""A parcel shown as if it stood where a trigger speaks of: for previews and samples, never for buyers.

What the parcel itself does not know is taken from an example, so that a preview shows every sentence of its text.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from huitou.core.models import Shop
from huitou.lanes.causes import WORDS
from huitou.lanes.stages import Stage
from huitou.news import parcel_words
from huitou.news.knowing import Known
from huitou.news.promise_words import days_text
from huitou.news.triggers import Trigger
from huitou.parcels.vocabulary.sentences import sentence_of

STAGE_OF: Final[Mapping[Trigger, Stage]] = {
    Trigger.SHIPPED: Stage.COLLECTED, Trigger.COLLECTED: Stage.COLLECTED, Trigger.CUSTOMS: Stage.CUSTOMS,
    Trigger.CUSTOMS_ACTION: Stage.CUSTOMS, Trigger.OUT_FOR_DELIVERY: Stage.OUT_FOR_DELIVERY,
    Trigger.DELIVERED: Stage.DELIVERED, Trigger.ALL_DELIVERED: Stage.DELIVERED, Trigger.DELAYED: Stage.HELD,
    Trigger.NEW_DATE: Stage.MOVING, Trigger.ATTEMPT_FAILED: Stage.ATTEMPTED, Trigger.READY: Stage.READY,
    Trigger.GOING_BACK_SOON: Stage.READY, Trigger.STUCK: Stage.MOVING, Trigger.RETURNING: Stage.GOING_BACK,
    Trigger.RETURNED: Stage.CAME_BACK, Trigger.LOST: Stage.LOST, Trigger.UNSCANNED: Stage.ANNOUNCED,
}  # fmt: skip
EXAMPLE_CAUSE: Final = "weather"


def as_if(known: Known, trigger: Trigger, shop: Shop, *, at: datetime) -> Known:
    """The parcel at the trigger's stage, in the active language; its own values where it has them."""
    zone = ZoneInfo(shop.timezone)
    today = at.astimezone(zone).date()
    stage, cause = STAGE_OF[trigger], WORDS[EXAMPLE_CAUSE]
    example = {
        "days": days_text(None, today + timedelta(days=3), zone),
        "before": days_text(None, today + timedelta(days=1), zone),
        "cause": _(cause),
        "reason": sentence_of("attempt.nobody"),
    }
    own = {name: value for name, value in known.values.items() if value}
    return replace(known, stage=stage, values={**known.values, **example, **own, "next": parcel_words.what_next(stage)})
