"""The desk's pages of short messages: accounts entered, tried and closed; a secret shown once; the list."""

from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huitou.core.jobs import run_pending
from huitou.core.tenancy import in_shop
from huitou.core.writing import writing
from huitou.notifications.models import ChannelAccount, ShortMessage
from huitou.notifications.verbs import send_short
from tests.desk.conftest import client_of
from tests.portal.reading import words
from tests.worlds import build_world

TWILIO = {"account_sid": "AC" + "a" * 32, "auth_token": "a token of thirty-two signs here", "sender": "+15005550006"}


@dataclass
class Place:
    world: Any

    @property
    def settings(self) -> str:
        return f"/desk/{self.world.shop.slug}/settings/messages/"

    @property
    def list(self) -> str:
        return f"/desk/{self.world.shop.slug}/mails/short/"


@pytest.fixture
def place(once, clock, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

    def build():
        world = build_world(clock)
        world.hire("owner")
        return Place(world)

    found = once(build)
    found.world.clock = clock
    return found


@pytest.fixture
def owner(place):
    client = client_of(place.world.staff["owner"])
    client.cookies["huitou_language"] = "en"
    return client


def test_an_account_is_entered_changed_and_closed_and_its_secret_never_shown(place, owner):
    refused = owner.post(f"{place.settings}twilio/", {**TWILIO, "account_sid": "AC1"})
    assert refused.status_code == 422
    assert "Begins with AC." in words(refused)
    assert owner.post(f"{place.settings}twilio/", TWILIO).status_code == 302
    page = owner.get(place.settings).content.decode()
    assert "/hooks/messages/teahouse/twilio/" in page
    assert TWILIO["auth_token"] not in page
    # A secret that is left empty stays.
    assert owner.post(f"{place.settings}twilio/", {**TWILIO, "auth_token": "", "sender": "Shop"}).status_code == 302
    with in_shop(place.world.shop):
        row = ChannelAccount.objects.get()
    assert (row.shown["sender"], list(row.hints)) == ("Shop", ["auth_token"])
    assert TWILIO["auth_token"] not in row.sealed
    assert owner.post(f"{place.settings}twilio/close/").status_code == 302
    with in_shop(place.world.shop):
        assert ChannelAccount.objects.get().sealed == ""
    assert owner.post(f"{place.settings}fax/", {}).status_code == 404


def test_the_secret_that_we_made_is_shown_this_once(place, owner):
    address = {"url": "https://shop.example/hook", "secret": ""}
    assert owner.post(f"{place.settings}webhook/", {**address, "url": "http://10.0.0.1/"}).status_code == 422
    first = owner.post(f"{place.settings}webhook/", address)
    assert first.status_code == 200
    assert "whsec_" in words(first)
    assert "It is shown only now." in words(first)
    assert owner.post(f"{place.settings}webhook/", address).status_code == 302
    assert "It is shown only now." not in words(owner.get(place.settings))


def test_a_test_goes_out_and_stands_in_the_list(place, owner):
    assert owner.post(f"{place.settings}file/test/", {"address": "13800138000"}).status_code == 404
    owner.post(f"{place.settings}file/", {})
    odd = owner.post(f"{place.settings}file/test/", {"address": "12"})
    assert odd.status_code == 422
    assert owner.post(f"{place.settings}file/test/", {"address": "138 0013 8000"})["Location"] == place.list
    run_pending()
    said = words(owner.get(place.list))
    assert "This is a test from 陶杯社." in said
    assert "+8613800138000" in said
    assert "Sent" in said


def test_the_list_says_why_something_did_not_go_and_asks_as_often_for_many_as_for_few(place, owner):
    shop = place.world.shop

    def send(count: int) -> None:
        with writing(shop.pk):
            for number in range(count):
                send_short(
                    shop_id=shop.pk, customer_id=shop.pk, channel="sms", title="t", text=f"News {number}", link="",
                    about_id=None, key=f"{count}:{number}", language="en", at=place.world.now,
                )  # fmt: skip

    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            page = owner.get(place.list)
        assert "The customer gave no address for this. Mail is still there." in words(page)
        return len(seen)

    send(2)
    asked()
    few = asked()
    send(12)
    assert asked() == few
    with in_shop(shop):
        assert ShortMessage.objects.count() == 14
