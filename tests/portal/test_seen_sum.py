"""The buyer's button carries the sum that stood on it: an older page does not accept a newer, smaller offer."""

import re

from huitou.cases.models import Case
from huitou.cases.verbs import decline_offer, offer
from huitou.core.tenancy import in_shop
from tests.portal.reading import words


def state_of(world, case):
    with in_shop(world.shop):
        return Case.objects.get(pk=case.pk).state


def hidden(page):
    return dict(re.findall(r'<input type="hidden" name="(seen_minor)" value="(\d+)">', page.content.decode()))


def test_an_old_page_does_not_accept_a_smaller_offer(world, sign_in):
    order = world.order()
    case = world.apply(order, cups=1, reason="damaged", photo=True)
    page, client = f"/s/teahouse/cases/{case.ref}/", sign_in(order)
    offer(case=case, amount_minor=2_000, actor=world.agent, at=world.now)
    old = hidden(client.get(page))
    assert old == {"seen_minor": "2000"}
    decline_offer(case=case, actor=world.buyer(order), at=world.now)
    offer(case=case, amount_minor=500, actor=world.agent, at=world.now)
    refused = client.post(page + "accept_offer/", old)
    assert refused.status_code == 409
    assert "The refund is now CN¥5.00 instead of CN¥20.00." in words(refused)
    assert state_of(world, case) == "offered"
    assert client.post(page + "accept_offer/", hidden(client.get(page))).status_code == 302
    assert state_of(world, case) == "refunding"
