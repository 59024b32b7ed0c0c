"""Who reaches refunds and chargebacks; for everybody else they are not there."""

import pytest

from huitou.core.actors import Actor, Role
from huitou.core.errors import NotFound
from huitou.core.tenancy import in_shop
from huitou.refunds.access import visible_chargebacks, visible_refunds

SEES_ALL, SEES_NONE, HIDDEN = 1, 0, None


@pytest.mark.parametrize(
    ("role", "permissions", "refunds", "chargebacks"),
    [
        (Role.MERCHANT, ("refunds.view",), SEES_ALL, True),
        (Role.MERCHANT, ("cases.view",), SEES_ALL, False),
        (Role.MERCHANT, ("refunds.resolve", "disputes.rule"), HIDDEN, False),
        (Role.PLATFORM, ("refunds.view",), SEES_ALL, True),
        (Role.PLATFORM, ("refunds.view", "disputes.rule"), SEES_ALL, True),
        # Whoever rules sees the refunds of the orders in dispute; this one is in none.
        (Role.PLATFORM, ("disputes.rule", "disputes.view", "cases.view"), SEES_NONE, False),
        (Role.PLATFORM, ("cases.view",), HIDDEN, False),
        (Role.SYSTEM, (), SEES_ALL, True),
        (Role.GATEWAY, (), SEES_ALL, True),
        (Role.CARRIER, ("refunds.view",), HIDDEN, False),
        (Role.PROVIDER, ("refunds.view",), HIDDEN, False),
        (Role.BUYER, ("refunds.view",), SEES_NONE, False),
    ],
)
def test_who_sees_them(shop, make_order, ask_refund, role, permissions, refunds, chargebacks) -> None:
    ask_refund(make_order(), cups=1)
    actor = Actor(role=role, shop_id=shop.pk, id="x", permissions=frozenset(permissions))
    with in_shop(shop):
        if refunds is HIDDEN:
            with pytest.raises(NotFound):
                visible_refunds(actor)
        else:
            assert visible_refunds(actor).count() == refunds
        if chargebacks:
            assert visible_chargebacks(actor).count() == 0
        else:
            with pytest.raises(NotFound):
                visible_chargebacks(actor)
