"""The turning line in words: the text alternative that says the same as the drawing.

Called by the template tags. Must be complete: what the drawing shows, these words say.
"""

from collections.abc import Sequence

from babel.lists import format_list
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from huitou.core.turning_line import Coin, Journey, Mark, Stop
from huitou.core.when import reader_locale


def in_words(journey: Journey) -> str:
    """Every stop with its state, run by run, then the money; in the active language."""
    runs = [_run(_("Out: %(stops)s."), journey.out)]
    if journey.back:
        runs.append(_run(_("Back: %(stops)s."), journey.back))
    if journey.again:
        runs.append(_run(_("Out again: %(stops)s."), journey.again))
    if journey.coin is not Coin.NONE:
        money = journey.lower[-1]
        runs.append(_run(_("Money: %(stops)s."), [money]) if money.label else _money(journey.coin))
    return " ".join(runs)


def _run(sentence: str, stops: Sequence[Stop]) -> str:
    return sentence % {"stops": format_list([_stop(stop) for stop in stops], locale=reader_locale())}


def _stop(stop: Stop) -> str:
    words = {"label": stop.label, "state": _state(stop.mark), "at": stop.at}
    return (_("%(label)s (%(state)s, %(at)s)") if stop.at else _("%(label)s (%(state)s)")) % words


def _state(mark: Mark) -> str:
    return {
        Mark.DONE: pgettext("stop of a journey", "done"),
        Mark.NOW: pgettext("stop of a journey", "now"),
        Mark.AHEAD: pgettext("stop of a journey", "still to come"),
        Mark.TROUBLE: pgettext("stop of a journey", "in trouble"),
    }[mark]


def _money(coin: Coin) -> str:
    return {
        Coin.AHEAD: _("Money: still to come."),
        Coin.TRAVELLING: _("Money: on its way to you."),
        Coin.HOME: _("Money: arrived."),
    }[coin]
