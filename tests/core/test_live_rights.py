"""A live stream ends with the session it stands on, and tells its page what that could not have read."""

import asyncio
import re
from contextlib import suppress
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from huitou.accounts.buyers import end_session, open_demo_session
from huitou.accounts.models import Membership
from huitou.accounts.roles import StaffRole
from huitou.accounts.verbs import change_role, disable_staff
from huitou.cases.verbs import say
from huitou.core import live
from huitou.core.live import channel_token
from huitou.core.live_rights import EVERYTHING, ended, read_token
from huitou.core.models import Event
from huitou.core.tenancy import in_shop
from huitou.core.writing import writing
from huitou.portal.session import SESSION
from tests.apart import finished
from tests.core.test_live import DAMAGED, in_thread, opened
from tests.desk.conftest import client_of
from tests.environment import PATIENCE_SECONDS


@pytest.fixture(autouse=True)
def plain_static_files(settings):
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": plain}
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)


@pytest.fixture
def case(world):
    return world.apply(world.order(), **DAMAGED)


def token_on(client, path):
    """What the page's `data-live-url` carries."""
    page = client.get(path).content.decode()
    address = unescape(re.search(r'data-live-url="([^"]+)"', page)[1])
    return parse_qs(urlsplit(address).query)["token"][0]


@pytest.fixture
def staff_token(world, case):
    world.hire("agent")
    return token_on(client_of(world.staff["agent"]), f"/desk/teahouse/cases/{case.ref}/")


@pytest.fixture
def buyers(world, case):
    """(token of the stream, the session's secret)."""
    _grant, secret = open_demo_session(shop_id=world.shop.pk, customer_id=case.order.customer_id, at=world.now)
    client = Client()
    client.cookies[SESSION] = secret
    return token_on(client, f"/s/teahouse/cases/{case.ref}/"), secret


def ends(token, act, monkeypatch, patience=PATIENCE_SECONDS):
    """Whether an open stream ends after the act, and what a new one is answered."""
    monkeypatch.setattr(live, "RECHECK_SECONDS", 0.2)

    async def watch():
        async with opened(token) as stream:
            await asyncio.sleep(0.5)
            still_open = not stream.ended
            await in_thread(act)
            with suppress(TimeoutError):
                async with asyncio.timeout(patience):
                    await stream.until(lambda: stream.ended)
            over = stream.ended
        async with opened(token) as again:
            await asyncio.sleep(0.2)  # cancelled while it connects, psycopg leaves a connection open, and warns
            return still_open, over, again.status

    return finished(watch())


def test_a_person_who_is_switched_off_hears_nothing_more(world, staff_token, monkeypatch):
    assert ends(staff_token, lambda: disable_staff(staff=world.staff["agent"]), monkeypatch) == (True, True, 403)


def test_nor_does_one_whose_role_was_changed(world, staff_token, monkeypatch):
    owner, member = world.hire("owner"), Membership.objects.get(staff=world.staff["agent"])

    def demote():
        change_role(membership_id=member.pk, role=StaffRole.READONLY, actor=owner, at=world.now)

    assert ends(staff_token, demote, monkeypatch) == (True, True, 403)


def test_nor_one_who_has_logged_out(world, case, monkeypatch):
    world.hire("agent")
    client = client_of(world.staff["agent"])
    token = token_on(client, f"/desk/teahouse/cases/{case.ref}/")
    assert client.session.session_key not in token
    assert ends(token, lambda: client.post("/staff/logout/"), monkeypatch) == (True, True, 403)


def test_nor_a_buyer_who_has_signed_out(world, buyers, monkeypatch):
    token, secret = buyers

    def leave():
        end_session(shop_id=world.shop.pk, token=secret, at=world.now)

    assert ends(token, leave, monkeypatch) == (True, True, 403)


def test_nor_one_whose_session_has_run_out(world, buyers, clock):
    right = read_token(buyers[0], seconds=3600)
    assert ended([right]) == set()
    clock.forward(hours=11, minutes=59)
    assert ended([right]) == set()
    clock.forward(minutes=2)
    assert ended([right]) == {right}


def test_others_go_on_undisturbed(world, staff_token, buyers, monkeypatch):
    token, _secret = buyers
    assert ends(token, lambda: disable_staff(staff=world.staff["agent"]), monkeypatch, 3) == (True, False, 200)


def test_what_happens_between_reading_and_the_first_connection_is_told(world, case):
    buyer = world.buyer(case.order)
    say(case=case, body="之前", actor=buyer, at=world.now)
    with in_shop(world.shop):
        token = channel_token(world.shop.pk, case.pk)
        all_of_it = channel_token(world.shop.pk, EVERYTHING)
    between = say(case=case, body="之间", actor=buyer, at=world.now).pk

    async def watch(which):
        async with opened(which) as stream:
            await stream.until(lambda: stream.events)
            await asyncio.sleep(0.2)
            return [event["id"] for event in stream.events]

    with in_shop(world.shop):
        newest = Event.objects.latest("position")
    assert str(between) in newest.body
    # What another database of the cluster was writing meanwhile may bring the one before it once more.
    assert finished(watch(token))[-1] == finished(watch(all_of_it))[-1] == newest.position


def test_what_was_being_written_while_the_page_read_is_told_too(world, case):
    """A number alone would lose it: its position is lower than what the page saw, its commit later."""
    agent, other = world.agent, world.apply(world.order(), **DAMAGED)
    buyer_of_other = world.buyer(other.order)

    async def watch():
        written, go_on = asyncio.Event(), asyncio.Event()
        loop = asyncio.get_running_loop()

        def slowly():
            with writing(world.shop.pk):
                say(case=case.pk, body="慢", actor=agent, at=world.now)
                from django.db import connection

                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_current_xact_id()")
                loop.call_soon_threadsafe(written.set)
                asyncio.run_coroutine_threadsafe(go_on.wait(), loop).result(timeout=PATIENCE_SECONDS)

        def read():
            say(case=other.pk, body="快", actor=buyer_of_other, at=world.now)
            with in_shop(world.shop):
                return channel_token(world.shop.pk, EVERYTHING)

        acting = asyncio.create_task(in_thread(slowly))
        await written.wait()
        token = await in_thread(read)
        go_on.set()
        await acting
        async with opened(token) as stream:
            await stream.until(lambda: stream.events)
            await asyncio.sleep(0.2)
            return [event["subject_id"] for event in stream.events]

    assert str(case.pk) in finished(watch())


def test_a_page_that_has_seen_all_is_told_nothing(world, case):
    """Unless another database of the cluster was writing meanwhile, which may bring the last ones once more."""

    async def watch(token):
        async with opened(token) as stream:
            await asyncio.sleep(0.5)
            return stream.events

    def told():
        with in_shop(world.shop):
            token = channel_token(world.shop.pk, EVERYTHING)
        return finished(watch(token))

    assert any(told() == [] for _ in range(6))
