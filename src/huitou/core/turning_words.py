"""The turning line in words: the text alternative that says the same as the drawing.

Called by the template tags. Must be complete: what the drawing shows, these words say.
"""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from huitou.core.turning_line import Coin, Journey, Mark, Stop

MARKS = {
    Mark.DONE: N_("done"),
    Mark.NOW: N_("now"),
    Mark.AHEAD: N_("still to come"),
    Mark.TROUBLE: N_("in trouble"),
}
COINS = {
    Coin.AHEAD: N_("Money: still to come."),
    Coin.TRAVELLING: N_("Money: on its way to you."),
    Coin.HOME: N_("Money: arrived."),
}


def in_words(journey: Journey) -> str:
    """Every stop with its state, run by run, then the money; in the active language."""
    runs = [_run(_("Out: %(stops)s."), journey.out)]
    if journey.back:
        runs.append(_run(_("Back: %(stops)s."), journey.back))
    if journey.again:
        runs.append(_run(_("Out again: %(stops)s."), journey.again))
    if journey.coin is not Coin.NONE:
        runs.append(_run(_("Money: %(stops)s."), [journey.home]) if journey.home else _(COINS[journey.coin]))
    return _(" ").join(runs)


def _run(sentence: str, stops: Sequence[Stop]) -> str:
    return sentence % {"stops": _(", ").join(_stop(stop) for stop in stops)}


def _stop(stop: Stop) -> str:
    state = _(MARKS[stop.mark])
    if stop.at:
        return _("%(label)s (%(state)s, %(at)s)") % {"label": stop.label, "state": state, "at": stop.at}
    return _("%(label)s (%(state)s)") % {"label": stop.label, "state": state}
