"""Every tab of the desk's lists holds the states in which it is the turn of whom it names; every state stands once."""

from collections import Counter

import pytest

from huitou.changes.deliveries.machine import DELIVERY_REQUEST
from huitou.changes.machine import ORDER_CHANGE
from huitou.core.actors import Role
from huitou.desk.tabs import OVER, Place, tabs_of
from huitou.desk.views import bench, bench_goods, changes, deliveries, repairs, replacements, returns
from huitou.logistics.machine import GOODS_RETURN
from huitou.logistics.replacing import REPLACEMENT
from huitou.services.machine import REPAIR

PAGES = {
    "changes": (ORDER_CHANGE, changes.TABS),
    "deliveries": (DELIVERY_REQUEST, deliveries.TABS),
    "replacements": (REPLACEMENT, replacements.TABS),
    "repairs": (REPAIR, repairs.TABS),
    "returns": (GOODS_RETURN, [tab for tab in returns.TABS if tab is not returns.TO_PUT_AWAY]),
    "bench": (REPAIR, bench.TABS),
    "bench_goods": (GOODS_RETURN, bench_goods.TABS),
}
# What the labels say; tabs that say where the goods are or that it is under way name nobody.
SAID = {
    Role.MERCHANT: ("open", "to_ship", "yours", "bench", "here", "shop"),
    Role.BUYER: ("unpaid", "buyer"),
    Role.CARRIER: ("home", "on_the_way"),
}
# They tell a workshop what it has no turn in any more, by where the goods are.
NOBODYS = {("bench", "done"), ("bench_goods", "coming"), ("bench_goods", "done")}


@pytest.mark.parametrize("name", PAGES)
def test_each_state_stands_once_and_where_its_turn_is(name) -> None:
    machine, tabs = PAGES[name]
    assert Counter(state for tab in tabs for state in tab.states) == Counter(machine.states)
    for tab in tabs:
        for state in tab.states:
            waits = machine.waiting(state)
            turn = waits.turn if waits is not None else ()
            for role, codes in SAID.items():
                if tab.code in codes:
                    assert role in turn, (tab.code, state)
            if (name, tab.code) in NOBODYS:
                continue
            assert (waits is None) == (tab.code == "done"), (tab.code, state)
            # Where the shop has something to do, no tab says that somebody else has.
            if Role.MERCHANT in turn:
                assert tab.code in SAID[Role.MERCHANT], (tab.code, state)


def test_a_tab_under_a_wrong_turn_is_refused_when_the_page_is_loaded() -> None:
    shop, over = Place("open", "", (Role.MERCHANT,)), Place("done", "", (OVER,))
    carrier = Place("running", "", (Role.CARRIER,))
    tabs_of(DELIVERY_REQUEST, shop, carrier, over)
    for places in (
        (shop, over),
        (shop, Place("running", "", (Role.BUYER,)), over),
        (Place("open", "", (Role.MERCHANT,), ("to_arrange", "arranged")), carrier, over),
        (shop, carrier, over, Place("more", "", (Role.MERCHANT,))),
    ):
        with pytest.raises(ValueError, match="delivery_request"):
            tabs_of(DELIVERY_REQUEST, *places)
