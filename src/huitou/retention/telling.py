"""The figures in words, for the desk's people, in the active language."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from huitou.lanes.stages import Stage
from huitou.news.triggers import ROWS, Trigger
from huitou.retention.advice import Advice, Code
from huitou.retention.mail_rates import Share, per_hundred
from huitou.retention.queries.attribution import Sold
from huitou.retention.wismo import Compared, Rate, Verdict

N_ = str
MESSAGES: Mapping[str, str] = {
    "portal.shipped": N_("The parcel has left"),
    "lanes.trouble": N_("Something is wrong with the parcel"),
}
STAGES: Mapping[str, str] = {
    Stage.ANNOUNCED: N_("Not scanned yet"),
    Stage.COLLECTED: N_("Handed over"),
    Stage.MOVING: N_("On its way"),
    Stage.CUSTOMS: N_("At customs"),
    Stage.HELD: N_("Held up"),
    Stage.OUT_FOR_DELIVERY: N_("Out for delivery"),
    Stage.ATTEMPTED: N_("Nobody met"),
    Stage.READY: N_("Waiting at a pick-up point"),
    Stage.DELIVERED: N_("Delivered"),
    Stage.GOING_BACK: N_("Going back"),
    Stage.CAME_BACK: N_("Came back"),
    Stage.LOST: N_("Lost"),
    Stage.STOPPED: N_("Stopped"),
}


def message_name(kind: str) -> str:
    """What a message about parcels is called; its code where it is new to us."""
    news = kind.removeprefix("news.")
    if news != kind and news in set(Trigger):
        return _(ROWS[Trigger(news)].name)
    return _(MESSAGES[kind]) if kind in MESSAGES else kind


def stage_name(stage: str) -> str:
    """A parcel's stage for the shop's people."""
    return _(STAGES[stage]) if stage in STAGES else stage


def rate_text(rate: float | None) -> str:
    """`4.2`; a dash while nothing was shipped."""
    return "–" if rate is None else f"{rate:.1f}"


def compared_text(found: Compared | None) -> str:
    """What a message changed, and how sure that is."""
    if found is None:
        return _("No contact from before it began is known, so nothing can be compared.")
    said = {"before": _rate(found.before), "after": _rate(found.after)}
    if found.verdict == Verdict.TOO_FEW:
        return _("Before %(before)s, since then %(after)s per 100 parcels. Too few yet to say whether it helps.") % said
    assert found.low is not None  # there are enough
    assert found.high is not None
    least, most = (abs(round(100 * (1 - bound))) for bound in sorted((found.low, found.high), key=lambda b: abs(1 - b)))
    if found.verdict == Verdict.SAME:
        return _("Before %(before)s, since then %(after)s per 100 parcels. The difference can be chance.") % said
    bounds = {**said, "least": least, "most": most}
    if found.verdict == Verdict.FEWER:
        return _(
            "Before %(before)s, since then %(after)s per 100 parcels: fewer, by %(least)s to %(most)s %%. Other things "
            "may have changed in the same weeks."
        ) % bounds  # fmt: skip
    return _(
        "Before %(before)s, since then %(after)s per 100 parcels: more, by %(least)s to %(most)s %%. Other things may "
        "have changed in the same weeks."
    ) % bounds  # fmt: skip


def advice_text(one: Advice) -> str:
    """The advice as a sentence."""
    said = {"number": one.number, "of": one.of, "about": message_name(one.about)}
    if one.code == Code.UNANSWERED:
        return ngettext(
            "%(number)s question has waited for more than a day.",
            "%(number)s questions have waited for more than a day.", one.number,
        ) % said  # fmt: skip
    return _(_ADVICE[one.code]) % said


def action_text(one: Advice) -> str:
    """The button under it."""
    return _(_ACTIONS[one.code])


_ADVICE: Mapping[Code, str] = {
    Code.MORE_QUESTIONS: N_(
        "In the last four weeks %(number)s %% more buyers asked where their parcel is than in the four before. Look at "
        "what is stuck."
    ),
    Code.LATE_COME_BACK: N_(
        "%(number)s %% of the %(of)s delayed parcels that were looked at were looked at three times or more: send the "
        "new date."
    ),
    Code.AT_POINT: N_(
        "%(number)s %% of %(of)s visits are to parcels that wait at a pick-up point: say where, and until when."
    ),
    Code.BEFORE_SCAN: N_(
        "%(number)s %% of %(of)s visits come before the carrier's first scan: hand parcels over sooner, or write after "
        "the scan only."
    ),
    Code.AFTER_MESSAGE: N_(
        "After %(number)s of 100 messages “%(about)s” buyers still asked where the parcel is: read it once as they do."
    ),
}
_ACTIONS: Mapping[Code, str] = {
    Code.UNANSWERED: N_("Answer the questions"),
    Code.MORE_QUESTIONS: N_("Look at parcels in trouble"),
    Code.LATE_COME_BACK: N_("See what buyers are told"),
    Code.AT_POINT: N_("See what buyers are told"),
    Code.BEFORE_SCAN: N_("Look at parcels in trouble"),
    Code.AFTER_MESSAGE: N_("Read the mails"),
}


def _rate(rate: Rate) -> str:
    return rate_text(rate.per_hundred)


def block_name(block: str) -> str:
    """What was shown."""
    return _(_BLOCKS[block])


_BLOCKS: Mapping[str, str] = {"products": N_("Recommended products"), "coupon": N_("Coupons")}


def sold_text(found: Sold) -> str:
    """What it brought against those who saw nothing, and how sure that is."""
    if not found.held.people:
        return _("Nobody is held out, so nobody can say how many would have ordered anyway.")
    if not found.effect.enough:
        return _("Too few yet to say whether it brings anything.")
    assert found.effect.low is not None  # there are enough
    assert found.effect.high is not None
    if found.effect.low > 0:
        said = {"low": points(found.effect.low), "high": points(found.effect.high)}
        return _("More ordered again than without it: by %(low)s to %(high)s of 100 people.") % said
    if found.effect.high < 0:
        said = {"low": points(-found.effect.high), "high": points(-found.effect.low)}
        return _("Fewer ordered again than without it: by %(low)s to %(high)s of 100 people.") % said
    return _("As many may have ordered again without it: the difference can be chance.")


def share_text(found: Share) -> str:
    """`12 of 40: 30–52 %`: the least and, where it is unsure, the most. A dash where nothing was counted."""
    if found.least is None or found.most is None:
        return "–"
    least, most = per_hundred(found.least), per_hundred(found.most)
    shown = f"{least}–{most} %" if most > least else f"{least} %"
    return _("%(hits)s of %(number)s: %(share)s") % {"hits": found.hits, "number": found.number, "share": shown}


def bounds_text(found: Share) -> str:
    """`(18–67 %)`: within which the share lies, where there are few."""
    if found.bounds is None:
        return ""
    low, high = (per_hundred(bound) for bound in found.bounds)
    return f"({low}–{high} %)"


def points(share: float) -> str:
    """A share as so many of 100, to one decimal."""
    return f"{100 * share:.1f}"
