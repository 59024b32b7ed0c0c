"""What an open queue hears: rows of every kind come and go, cases or not, and nothing that it shows is new."""

import re

import pytest
from django.urls import reverse

from huitou.core.jobs import run_pending
from huitou.core.writing import writing
from huitou.lanes.trouble import Kind, Step
from huitou.lanes.verbs import take_trouble_step
from huitou.notifications.stalling import stall
from huitou.notifications.verbs import keep_channel_account, resume_channel_account
from huitou.parcels.verbs import announce_parcel, record_scan
from tests.desk.conftest import client_of
from tests.worlds import build_world


@pytest.fixture
def world(once, clock, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    return once(lambda: build_world(clock))


def test_parcels_in_trouble_and_what_is_no_case_come_and_go_too(world):
    manager, slug = world.hire("owner"), world.shop.slug
    client = client_of(world.staff["owner"])
    page, changes = reverse("desk:queue", args=[slug]), reverse("desk:changes", args=[slug])

    def shown():
        return re.findall(r'name="known" value="([^"]+)"', client.get(page).content.decode())

    def told(known):
        said = client.get(changes, {"known": known}).content.decode()
        return 'data-key="n"' in said, re.search(r'data-gone="([^"]*)"', said)[1].split()

    empty = shown()
    assert told(empty) == (False, [])
    order = world.order(shipped=False, delivered_days_ago=None)
    parcel = announce_parcel(order_id=order.pk, direction="outbound", carrier="dhl", tracking_number="LOST1",
                             actor=world.agent, at=world.now)  # fmt: skip
    for state in ("collected", "lost"):
        record_scan(parcel=parcel, state=state, occurred_at=world.now, actor=world.agent, at=world.now)
    keep_channel_account(provider="file", values={}, actor=manager, at=world.now)
    with writing(world.shop.pk):
        stall("file", "unauthorised", at=world.now)
    run_pending()
    assert told(empty) == (True, [])
    both = shown()
    assert len(both) == len(empty) + 2
    assert told(both) == (False, [])
    # Somebody else looks after both: the open page says so of each, and nothing new has come.
    take_trouble_step(parcel=parcel.pk, kind=Kind.LOST, did=Step.WRITE, actor=world.agent, at=world.now)
    resume_channel_account(provider="file", actor=manager, at=world.now)
    new, gone = told(both)
    assert (new, sorted(gone)) == (False, sorted(set(both) - set(empty)))
