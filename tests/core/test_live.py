"""The live stream against a real database: what was committed comes, nothing else, to nobody else, nothing lost."""

import asyncio
import json
from contextlib import asynccontextmanager, suppress
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.core import signing
from django.db import connections

from huitou.cases.verbs import agree, say
from huitou.core import live
from huitou.core.live import Listener, Subscription, app, channel_token, every
from huitou.core.live_rights import Right
from huitou.core.models import Event
from huitou.core.tenancy import in_shop
from huitou.core.writing import writing
from tests.apart import finished
from tests.environment import PATIENCE_SECONDS

DAMAGED = {"cups": 1, "reason": "damaged", "photo": True}


class Stream:
    """One open page. `events` are those that came, `status` the answer's."""

    def __init__(self) -> None:
        self.status, self.events, self.ended = 0, [], False
        self._arrived = asyncio.Event()
        self.may_write = asyncio.Event()
        self.may_write.set()

    async def send(self, message):
        if message["type"] == "http.response.start":
            self.status = message["status"]
            return
        await self.may_write.wait()
        self.ended = not message.get("more_body", False)
        for part in message["body"].decode().split("\n\n"):
            fields = dict(line.split(": ", 1) for line in part.splitlines() if not line.startswith(":"))
            if "data" in fields:
                self.events.append({"id": int(fields["id"]), **json.loads(fields["data"])})
        self._arrived.set()

    async def receive(self):
        await asyncio.Event().wait()  # the browser stays

    async def until(self, told):
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not told():
                self._arrived.clear()
                if not told():
                    await self._arrived.wait()

    @property
    def kinds(self):
        return [event["kind"] for event in self.events]


@asynccontextmanager
async def opened(token, last=None):
    stream = Stream()
    headers = [] if last is None else [(b"last-event-id", str(last).encode())]
    scope = {"type": "http", "query_string": f"token={token}".encode(), "headers": headers}
    reading = asyncio.create_task(app(scope, stream.receive, stream.send))
    await asyncio.sleep(0)
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not stream.status:
                await asyncio.sleep(0.01)
        yield stream
    finally:
        reading.cancel()
        with suppress(asyncio.CancelledError):
            await reading


async def in_thread(act):
    def run():
        try:
            return act()
        finally:
            connections.close_all()

    return await asyncio.to_thread(run)


@pytest.fixture
def case(world):
    return world.apply(world.order(), **DAMAGED)


def test_an_event_comes_after_the_commit_and_not_before(world, case):
    agent = world.agent

    async def watch():
        committing, go_on = asyncio.Event(), asyncio.Event()
        loop = asyncio.get_running_loop()

        def slowly():
            with writing(world.shop.pk):
                agree(case=case.pk, actor=agent, at=world.now)
                loop.call_soon_threadsafe(committing.set)
                asyncio.run_coroutine_threadsafe(go_on.wait(), loop).result(timeout=PATIENCE_SECONDS)

        async with opened(channel_token(world.shop.pk, "*")) as stream:
            acting = asyncio.create_task(in_thread(slowly))
            await committing.wait()
            await asyncio.sleep(0.3)
            before = list(stream.events)
            go_on.set()
            await acting
            await stream.until(lambda: len(stream.events) >= 2)
            return before, stream.events

    before, after = finished(watch())
    assert before == []
    assert [event["kind"] for event in after] == ["cases.case.agreed", "logistics.goods_return.opened"]
    assert set(after[0]) == {"id", "kind", "subject_type", "subject_id"}
    assert after[0]["subject_id"] == str(case.pk)


def test_what_is_rolled_back_is_never_told(world, case):
    buyer, agent = world.buyer(case.order), world.agent

    def fails():
        with suppress(RuntimeError), writing(world.shop.pk):
            agree(case=case.pk, actor=agent, at=world.now)
            raise RuntimeError

    async def watch():
        async with opened(channel_token(world.shop.pk, "*")) as stream:
            await in_thread(fails)
            await in_thread(lambda: say(case=case.pk, body="你好", actor=buyer, at=world.now))
            await stream.until(lambda: stream.events)
            return stream.kinds

    assert finished(watch()) == ["cases.message.written"]


def test_only_the_subjects_of_the_token_and_only_of_its_shop(world, worlds, case):
    other_case, far = world.apply(world.order(), **DAMAGED), worlds("other")
    far_case = far.apply(far.order(), **DAMAGED)
    buyer, far_buyer = world.buyer(case.order), far.buyer(far_case.order)

    async def watch():
        mine = channel_token(world.shop.pk, case.pk)
        theirs = channel_token(far.shop.pk, case.pk, "*")
        async with opened(mine) as stream, opened(theirs) as foreign:
            for act in (
                lambda: say(case=other_case.pk, body="甲", actor=buyer, at=world.now),
                lambda: say(case=far_case.pk, body="乙", actor=far_buyer, at=world.now),
                lambda: say(case=case.pk, body="丙", actor=buyer, at=world.now),
            ):
                await in_thread(act)
            await stream.until(lambda: stream.events)
            await foreign.until(lambda: foreign.events)
            await asyncio.sleep(0.2)
            return [event["subject_id"] for event in stream.events], [event["subject_id"] for event in foreign.events]

    assert finished(watch()) == ([str(case.pk)], [str(far_case.pk)])


def test_a_type_is_heard_whole_and_nothing_else(world, case):
    agent = world.agent
    with in_shop(world.shop):
        returns = channel_token(world.shop.pk, every("logistics.goodsreturn"))

    async def watch():
        async with opened(returns) as stream:
            await in_thread(lambda: agree(case=case.pk, actor=agent, at=world.now))
            await stream.until(lambda: stream.events)
            await asyncio.sleep(0.2)
            return [event["kind"] for event in stream.events]

    assert finished(watch()) == ["logistics.goods_return.opened"]


def test_no_token_a_forged_one_an_old_one_are_refused(world, case, monkeypatch):
    good = channel_token(world.shop.pk, "*")
    body, _, signature = good.rpartition(":")
    other = channel_token(uuid4(), "*").rpartition(":")[2]
    elsewhere = signing.dumps({"shop": str(world.shop.pk), "subjects": ["*"]}, salt="another purpose")

    async def status(token):
        async with opened(token) as stream:
            return stream.status

    for token in ("", "nonsense", good[:-2], f"{body}:{other}", f"x{body}:{signature}", elsewhere):
        assert finished(status(token)) == 403
    assert finished(status(good)) == 200
    monkeypatch.setattr(live, "TOKEN_SECONDS", -1)
    assert finished(status(good)) == 403


def test_a_program_that_asks_for_the_head_alone_gets_it_and_no_stream(world):
    stream, token = Stream(), channel_token(world.shop.pk, "*")
    scope = {"type": "http", "method": "HEAD", "query_string": f"token={token}".encode(), "headers": []}

    async def ask():
        async with asyncio.timeout(PATIENCE_SECONDS):
            await app(scope, stream.receive, stream.send)

    finished(ask())
    assert (stream.status, stream.ended) == (200, True)


def positions(world):
    with in_shop(world.shop):
        return list(Event.objects.order_by("position").values_list("position", flat=True))


def test_what_was_missed_is_replayed_once_and_only_for_these_subjects(world, case, monkeypatch):
    buyer = world.buyer(case.order)
    other = world.apply(world.order(), **DAMAGED)
    last = positions(world)[-1]
    for _ in range(5):
        say(case=other, body="别的", actor=buyer, at=world.now)
    say(case=case, body="错过的", actor=buyer, at=world.now)
    # Others' events must not use up the place of ours.
    monkeypatch.setattr(live, "REPLAY_LIMIT", 3)

    async def watch():
        async with opened(channel_token(world.shop.pk, case.pk), last=last) as stream:
            await stream.until(lambda: stream.events)
            await in_thread(lambda: say(case=case.pk, body="新的", actor=buyer, at=world.now))
            await stream.until(lambda: len(stream.events) >= 2)
            await asyncio.sleep(0.2)
            return stream.events

    events = finished(watch())
    assert [event["subject_id"] for event in events] == [str(case.pk)] * 2
    assert events[0]["id"] == last + 6
    assert events[1]["id"] > events[0]["id"]


@pytest.mark.parametrize("last", ["9" * 400, "-1", "abc", "٣"])
def test_a_senseless_last_event_id_is_ignored(world, case, last):
    buyer = world.buyer(case.order)

    async def watch():
        async with opened(channel_token(world.shop.pk, "*"), last=last) as stream:
            await in_thread(lambda: say(case=case.pk, body="你好", actor=buyer, at=world.now))
            await stream.until(lambda: stream.events)
            return stream.kinds

    assert finished(watch()) == ["cases.message.written"]


def made_up(count, kind="a"):
    return [
        SimpleNamespace(
            position=10**9 + place, kind=kind, subject_type="cases.case", subject_id=uuid4(), shop_id=uuid4()
        )
        for place in range(count)
    ]


@pytest.mark.parametrize(("count", "kind"), [(1, "a"), (50, "cases.case.agreed"), (50, "a" * 100), (50, "x" * 2000)])
def test_many_events_go_in_as_many_notices_as_they_need(database, count, kind):
    """A notice of 8,000 bytes is refused; cut in the middle it would be no JSON, and all of it lost."""
    events = made_up(count, kind)
    payloads = list(live._payloads(events))
    assert all(len(payload.encode()) <= 7_900 for payload in payloads)
    told = [event for payload in payloads for event in json.loads(payload)["events"]]
    assert [event[0] for event in told] == [event.position for event in events]
    live._notify(payloads)  # PostgreSQL takes them


def test_a_page_that_does_not_keep_up_loses_its_stream_and_catches_up(world, case, monkeypatch):
    buyer = world.buyer(case.order)
    monkeypatch.setattr(live, "QUEUE_LENGTH", 3)

    async def watch():
        async with opened(channel_token(world.shop.pk, "*")) as slow:
            await slow.until(lambda: not slow.ended)
            slow.may_write.clear()
            for _ in range(8):
                await in_thread(lambda: say(case=case.pk, body="你好", actor=buyer, at=world.now))
            await asyncio.sleep(0.3)
            slow.may_write.set()
            await slow.until(lambda: slow.ended)
            seen = [event["id"] for event in slow.events]
        async with opened(channel_token(world.shop.pk, "*"), last=seen[-1]) as again:
            await again.until(lambda: len(seen) + len(again.events) >= 8)
            return seen + [event["id"] for event in again.events]

    assert finished(watch()) == positions(world)[-8:]


def test_when_the_listening_connection_breaks_every_page_comes_back(world, case):
    async def watch():
        async with opened(channel_token(world.shop.pk, "*")) as stream:
            await in_thread(lambda: break_listeners(world))
            await stream.until(lambda: stream.ended)
            return stream.status

    assert finished(watch()) == 200


def test_a_process_that_stops_ends_its_streams_and_holds_none_that_still_opens(world, monkeypatch):
    monkeypatch.setattr(live, "listener", Listener())

    async def watch():
        token = channel_token(world.shop.pk, "*")
        async with opened(token) as stream:
            live.listener.close()
            await stream.until(lambda: stream.ended)
            async with opened(token) as late:
                await late.until(lambda: late.ended)
            return stream.status, late.status

    assert finished(watch()) == (200, 200)


def break_listeners(world):
    with in_shop(world.shop):
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query = 'LISTEN huitou_live' "
                "AND datname = current_database() AND pid <> pg_backend_pid()"
            )


def test_a_full_queue_marks_the_page_instead_of_dropping_in_silence(monkeypatch):
    monkeypatch.setattr(live, "QUEUE_LENGTH", 2)

    async def fill():
        page = Subscription(Right("of no shop", frozenset()))
        lost = []
        for place in range(3):
            page.put([place])
            lost.append(page.lost)
        return lost

    assert finished(fill()) == [False, False, True]


def test_a_notice_that_is_no_json_disturbs_nobody():
    Listener()._spread("{")
