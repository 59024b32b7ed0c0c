"""The tabs of the desk's lists: which states stand in which, by whose turn the machine's table says it is.

Data for the views; a page that would show a state under the wrong turn, twice or nowhere is refused when it is loaded.
"""

from collections.abc import Collection, Sequence
from typing import NamedTuple
from urllib.parse import urlencode

from django.utils.functional import Promise

from huitou.core.actors import Role
from huitou.core.flow.machine import Machine

# Nobody's turn: the state is final.
OVER = None


class Tab(NamedTuple):
    """A tab as the views use it; the one that is shown first may have no code, and one without states shows all."""

    code: str
    label: str | Promise
    states: tuple[str, ...]


class Place(NamedTuple):
    """A tab as it is declared. `turns`: whose turn it is there; `only`: of their states these, else what is left."""

    code: str
    label: str | Promise
    turns: Collection[Role | None]
    only: Collection[str] = ()


def turn_of(machine: Machine, state: str) -> Role | None:
    """Whose turn it is, as the shop sees it: its own where it is also its own. `OVER` in final states."""
    waits = machine.waiting(state)
    if waits is None:
        return OVER
    return Role.MERCHANT if Role.MERCHANT in waits.turn else waits.on


def tabs_of(machine: Machine, *places: Place) -> tuple[Tab, ...]:
    """The tabs with their states. Raises ValueError unless every state stands in one of them, where its turn is."""
    left = {state: turn_of(machine, state) for state in machine.states}
    tabs = []
    for place in places:
        states = tuple(state for state, turn in left.items() if turn in place.turns and state in (place.only or left))
        if not states or len(states) < len(place.only):
            raise ValueError(f"{machine.name}: {place.code}: {sorted(place.only)} are not its states, or taken")
        for state in states:
            del left[state]
        tabs.append(Tab(place.code, place.label, states))
    if left:
        raise ValueError(f"{machine.name}: in no tab: {sorted(left)}")
    return tuple(tabs)


def shown_tabs(tabs: Sequence[Tab], here: Tab, *, text: str = "") -> list[dict[str, object]]:
    """For the template. `text`: what the list is searched for, in every tab."""
    return [{"label": tab.label, "url": _address(tab, text), "here": tab is here} for tab in tabs]


def _address(tab: Tab, text: str) -> str:
    return f"?{urlencode({name: value for name, value in (('state', tab.code), ('q', text)) if value})}"


def tab_asked(tabs: Sequence[Tab], code: str | None) -> Tab:
    """The tab of this name, or the first."""
    return next((tab for tab in tabs if tab.code == code), tabs[0])
