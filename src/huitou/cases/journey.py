"""The turning line of a case: asked and agreed on the upper run, goods back on the lower, the money home at its end.

Pure mapping from the machines' states to the description that `core.turning_line` draws; words by gettext. Called by
pages and letters. It reads no row and decides nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

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
    "replaced": Place(N_("Replacement"), N_("Being replaced"), N_("Replaced")),
    "repaired": Place(N_("Repair"), N_("In repair"), N_("Repaired")),
}
OUT, BACK = ("asked", "agreed"), ("handed_over", "checked")
SENT_FIRST = (*OUT, "replaced", "handed_over", "checked")
HOMES = ("paid", "replaced", "repaired")

STANDINGS: Mapping[str, Standing] = {
    "requested": Standing("agreed"),
    "goodwill": Standing("agreed"),
    "offered": Standing("agreed", N_("Offer made")),
    "counter_offered": Standing("agreed", N_("Offer made")),
    "refused": Standing("agreed", N_("Refused"), trouble=True),
    "disputed": Standing("agreed", N_("Platform decides")),
    "awaiting_goods": Standing("handed_over"),
    "contested": Standing("checked", N_("Goods contested"), trouble=True),
    "goods_disputed": Standing("checked", N_("Platform decides")),
    "refunding": Standing("paid"),
    "unpaid": Standing("paid", N_("Payment delayed")),
    "replacing_first": Standing("replaced"),
    "replacing": Standing("replaced"),
    "repairing": Standing("repaired"),
    "remedy_due": Standing("repaired", N_("Not repaired"), trouble=True),
    # The same choice before anything has come back: it was repaired often enough.
    "remedy_first": Standing("agreed", N_("Your choice")),
}
GOODS_STANDINGS: Mapping[str, Standing] = {
    "awaiting_hand_over": Standing("handed_over"),
    "label_due": Standing("handed_over", N_("Label awaited")),
    "pick_up_booked": Standing("handed_over", N_("Courier comes")),
    "on_the_way": Standing("checked"),
    "traced": Standing("checked", N_("Parcel traced"), trouble=True),
    "arrived": Standing("checked", N_("Being checked")),
    "reported": Standing("checked", N_("Being checked")),
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
    "unreturned": N_("Not sent back"),
    "merged": N_("Goes on elsewhere"),
}


def home_of(owes_money: bool, *, replaced: bool, repaired: bool) -> str:
    """Where the line ends: with money, or with what comes instead of it."""
    if owes_money or not (replaced or repaired):
        return "paid"
    return "replaced" if replaced else "repaired"


def journey(
    state: str, *, goods_come_back: bool, goods_state: str = "", home: str = "paid", sent_first: bool = False
) -> Journey:
    """The line of a case in `state`, in the active language.

    `goods_state` is that of its return, where it has one; `home` one of HOMES. `sent_first`: the replacement goes out
    before the goods come back, so the line ends with their check.
    """
    if state in ENDS:
        passed = OUT[: 2 if goods_state else 1]
        return Journey(out=(*(_stop(place, Mark.DONE) for place in passed), Stop(gettext(ENDS[state]), Mark.DONE)))
    standing = _standing(state, goods_state)
    if sent_first and (standing is None or standing.place in SENT_FIRST or state == "awaiting_goods"):
        return _sent_first(standing)
    if standing is not None and standing.place in HOMES:
        home = standing.place if state in STANDINGS else home
        standing = replace(standing, place=home)
    comes_back = goods_come_back or (standing is not None and standing.place in BACK)
    path = (*OUT, *(BACK if comes_back else ()), home)
    here = path.index(standing.place) if standing is not None else len(path)
    stops = {place: _stop_at(place, count, here, standing) for count, place in enumerate(path)}
    return Journey(
        out=tuple(stops[place] for place in OUT),
        back=tuple(stops[place] for place in BACK if place in stops),
        coin=_coin(here, path),
        home=stops[home],
    )


def _sent_first(standing: Standing | None) -> Journey:
    """Out goes the replacement too; the goods that it stands for come back, and with their check all is done."""
    if standing is not None and standing.place not in SENT_FIRST:
        standing = replace(standing, place="checked")
    here = SENT_FIRST.index(standing.place) if standing is not None else len(SENT_FIRST)
    stops = [_stop_at(place, count, here, standing) for count, place in enumerate(SENT_FIRST)]
    return Journey(out=tuple(stops[:3]), back=(stops[3],), coin=Coin.NONE, home=stops[4])


def _standing(state: str, goods_state: str) -> Standing | None:
    """None where all is done."""
    if state == "awaiting_goods" and goods_state in GOODS_STANDINGS:
        return GOODS_STANDINGS[goods_state]
    return STANDINGS.get(state)


def _coin(here: int, path: tuple[str, ...]) -> Coin:
    if here == len(path):
        return Coin.HOME
    return Coin.TRAVELLING if path[here] in HOMES else Coin.AHEAD


def _stop_at(place: str, count: int, here: int, standing: Standing | None) -> Stop:
    if count != here or standing is None:
        return _stop(place, Mark.DONE if count < here else Mark.AHEAD)
    mark = Mark.TROUBLE if standing.trouble else Mark.NOW
    return Stop(gettext(standing.called or PLACES[place].now), mark)


def _stop(place: str, mark: Mark) -> Stop:
    words = PLACES[place]
    return Stop(gettext(words.done if mark is Mark.DONE else words.ahead), mark)
