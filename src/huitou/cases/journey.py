"""The turning line of a case: asked and agreed on the upper run, goods back on the lower, the money home at its end.

Pure mapping from the machines' states to the description that `core.turning_line` draws; words by gettext. Called by
pages and letters. It reads no row and decides nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext

from huitou.core.turning_line import Coin, Journey, Mark, Stop

N_ = str


@dataclass(frozen=True, slots=True)
class Place:
    """A stop's words: while it lies ahead, while things stand there, when it is done."""

    ahead: str
    now: str
    done: str


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a state stands, with its own words for the stop, and whether something is wrong there."""

    place: str
    called: str = ""
    trouble: bool = False


PLACES: Mapping[str, Place] = {
    "asked": Place(N_("Ask"), N_("Asked"), N_("Asked")),
    "agreed": Place(N_("Agreement"), N_("Shop decides"), N_("Agreed")),
    "handed_over": Place(N_("Hand over"), N_("Hand over"), N_("Handed over")),
    "checked": Place(N_("Check at the shop"), N_("On the way back"), N_("Goods checked")),
    "paid": Place(N_("Money back"), N_("Money on its way"), N_("Money back")),
}
OUT, BACK, HOME = ("asked", "agreed"), ("handed_over", "checked"), "paid"

STANDINGS: Mapping[str, Standing] = {
    "requested": Standing("agreed"),
    "goodwill": Standing("agreed"),
    "offered": Standing("agreed", N_("Offer made")),
    "refused": Standing("agreed", N_("Refused"), trouble=True),
    "disputed": Standing("agreed", N_("Platform decides")),
    "awaiting_goods": Standing("handed_over"),
    "contested": Standing("checked", N_("Goods contested"), trouble=True),
    "goods_disputed": Standing("checked", N_("Platform decides")),
    "refunding": Standing("paid"),
    "unpaid": Standing("paid", N_("Payment delayed")),
}
GOODS_STANDINGS: Mapping[str, Standing] = {
    "awaiting_hand_over": Standing("handed_over"),
    "on_the_way": Standing("checked"),
    "traced": Standing("checked", N_("Parcel traced"), trouble=True),
    "arrived": Standing("checked", N_("Being checked")),
    "accepted": Standing("paid"),
    "contested": Standing("checked", N_("Goods contested"), trouble=True),
    "lost": Standing("paid"),
}
# Ends without a payment: the line stops there and nothing lies ahead.
ENDS: Mapping[str, str] = {
    "withdrawn": N_("Taken back"),
    "declined": N_("Declined"),
    "lapsed": N_("Lapsed"),
    "closed": N_("Closed"),
    "expired": N_("Not handed over"),
}


def journey(state: str, *, goods_come_back: bool, goods_state: str = "") -> Journey:
    """The line of a case in `state`; `goods_state` is that of its return, where it has one. In the active language."""
    if state in ENDS:
        passed = OUT[: 2 if goods_state else 1]
        return Journey(out=(*(_stop(place, Mark.DONE) for place in passed), Stop(gettext(ENDS[state]), Mark.DONE)))
    standing = _standing(state, goods_state)
    comes_back = goods_come_back or (standing is not None and standing.place in BACK)
    path = (*OUT, *(BACK if comes_back else ()), HOME)
    here = path.index(standing.place) if standing is not None else len(path)
    stops = {place: _stop_at(place, count, here, standing) for count, place in enumerate(path)}
    return Journey(
        out=tuple(stops[place] for place in OUT),
        back=tuple(stops[place] for place in BACK if place in stops),
        coin=_coin(here, path),
        home=stops[HOME],
    )


def _standing(state: str, goods_state: str) -> Standing | None:
    """None where all is done."""
    if state == "awaiting_goods" and goods_state in GOODS_STANDINGS:
        return GOODS_STANDINGS[goods_state]
    return STANDINGS.get(state)


def _coin(here: int, path: tuple[str, ...]) -> Coin:
    if here == len(path):
        return Coin.HOME
    return Coin.TRAVELLING if path[here] == HOME else Coin.AHEAD


def _stop_at(place: str, count: int, here: int, standing: Standing | None) -> Stop:
    if count != here or standing is None:
        return _stop(place, Mark.DONE if count < here else Mark.AHEAD)
    mark = Mark.TROUBLE if standing.trouble else Mark.NOW
    return Stop(gettext(standing.called or PLACES[place].now), mark)


def _stop(place: str, mark: Mark) -> Stop:
    words = PLACES[place]
    return Stop(gettext(words.done if mark is Mark.DONE else words.ahead), mark)
