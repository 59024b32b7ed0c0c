"""Short addresses: unguessable, ending, told apart by nobody, and a door only for a browser that posts its secret."""

from datetime import timedelta
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from django.test import Client

from huitou.accounts import short_links
from huitou.accounts.buyers import LINK_LASTS, LinkOver, open_signed_link
from huitou.accounts.limits import TooManyTries
from huitou.accounts.models import ShortLink
from huitou.core import clock as core_clock
from huitou.core.models import Shop


@pytest.fixture
def shop(database):
    return Shop.objects.create(
        slug="taobei", name="陶杯社", country="CN", currency="CNY", timezone="Asia/Shanghai", locale="zh-hans",
        contact_email="help@taobei.example",
    )  # fmt: skip


def made(shop, **more):
    who = {"customer_id": uuid4(), "order_id": uuid4(), **more}
    address = short_links.make_short_link(shop=shop, place="/s/taobei/orders/1/", at=core_clock.now(), **who)
    return who, address.rpartition("/")[2], address


def test_it_leads_to_the_door_whose_secret_opens_this_order_alone(shop):
    who, code, address = made(shop)
    assert urlsplit(address).path == f"/t/{code}"
    assert len(code) == 11
    assert code.isalnum()
    response = Client().get(f"/t/{code}")
    assert (response.status_code, response["Cache-Control"], response["Referrer-Policy"]) == (
        302, "no-store", "no-referrer",
    )  # fmt: skip
    door = urlsplit(response["Location"])
    assert (door.path, door.query) == ("/s/taobei/enter/", "to=/s/taobei/orders/1/")
    grant, _token = open_signed_link(shop_id=shop.pk, secret=door.fragment, client="1", at=core_clock.now())
    assert (grant.customer_id, grant.order_id) == (who["customer_id"], who["order_id"])
    # The code itself is nowhere.
    assert code not in repr(list(ShortLink.objects.values()))


def test_one_that_has_ended_and_one_that_never_was_are_told_the_same(shop):
    _who, code, _address = made(shop)
    over = core_clock.now() + LINK_LASTS
    told = []
    for one in (code, "x" * 11, "x" * 5000):
        with pytest.raises(LinkOver) as refused:
            short_links.follow_short_link(code=one, client="203.0.113.7", at=over)
        told.append(refused.value.text)
    assert len(set(told)) == 1
    assert Client().get("/t/" + "y" * 11).status_code == 410
    short_links.forget_old_links(at=over)
    assert not ShortLink.objects.exists()


def test_guessing_ends_and_holds_nobody_up_who_has_a_code(shop):
    _who, code, _address = made(shop)
    at = core_clock.now()
    for _ in range(30):
        with pytest.raises(LinkOver):
            short_links.follow_short_link(code="z" * 11, client="198.51.100.4", at=at)
    with pytest.raises(TooManyTries):
        short_links.follow_short_link(code="z" * 11, client="198.51.100.4", at=at)
    assert "#" in short_links.follow_short_link(code=code, client="198.51.100.4", at=at + timedelta(minutes=1))
