"""Events: chained, delivered once, undone with their verb."""

import json

import pytest
from django.db import connections

from huitou.cases.verbs import agree, say
from huitou.core import events
from huitou.core.delivery import SubscribersFailed, deliver
from huitou.core.events import ChainBroken, Subscribed, verify_chain
from huitou.core.jobs import run_pending
from huitou.core.models import Delivery, Event
from huitou.core.tenancy import in_shop
from huitou.notifications.models import Mail


def chain(world, case):
    with in_shop(world.shop):
        return list(Event.objects.filter(subject_id=case.pk).order_by("seq"))


@pytest.fixture
def spoken(world):
    """A case with four events."""
    order = world.order()
    case = world.apply(order, cups=1, reason="damaged", photo=True)
    say(case=case, body="杯子碎了", actor=world.buyer(order), at=world.now)
    say(case=case, body="请看照片", actor=world.buyer(order), at=world.now)
    agree(case=case, actor=world.agent, at=world.now)
    return case


def test_a_chain_verifies(world, spoken):
    found = chain(world, spoken)
    assert [event.seq for event in found] == [1, 2, 3, 4]
    verify_chain(found)
    assert bytes(world.refreshed(spoken).chain_head) == bytes(found[-1].hash)


def _changed(found):
    found[1].body = found[1].body.replace("written", "revoked")
    return found


def _removed(found):
    return found[:1] + found[2:]


def _swapped(found):
    return [found[0], found[2], found[1], found[3]]


def _relabelled(found):
    found[1].kind = "cases.case.refused"
    return found


def _first_gone(found):
    return found[1:]


@pytest.mark.parametrize(
    ("tamper", "seq"), [(_changed, 2), (_removed, 2), (_swapped, 2), (_relabelled, 2), (_first_gone, 1)]
)
def test_tampering_is_found_and_named(world, spoken, tamper, seq):
    with pytest.raises(ChainBroken) as broken:
        verify_chain(tamper(chain(world, spoken)))
    assert broken.value.params == {"seq": seq}


def test_an_event_holds_no_personal_data(world, spoken):
    told = " ".join(event.body for event in chain(world, spoken))
    for secret in ("杯子碎了", "陈小暖", "buyer@example.com", "cup.jpg"):
        assert secret not in told


def test_a_subscriber_runs_once_however_often_the_job_does(world, spoken):
    run_pending()
    with in_shop(world.shop):
        mails, receipts = Mail.objects.count(), Delivery.objects.count()
    found = chain(world, spoken)
    for _ in range(2):
        deliver.func(shop=str(world.shop.pk), events=[str(event.pk) for event in found])
    with in_shop(world.shop):
        assert (Mail.objects.count(), Delivery.objects.count()) == (mails, receipts)


def test_a_failing_subscriber_holds_nobody_up_and_is_tried_again(world, monkeypatch):
    seen, mood = [], {"fails": True}

    def moody(event):
        if mood["fails"]:
            raise RuntimeError("not today")
        seen.append(event.kind)

    def steady(event):
        seen.append("steady")

    registry = {"cases.case.opened": [Subscribed("moody", moody, False), Subscribed("steady", steady, False)]}
    monkeypatch.setattr(events, "_subscribers", registry)
    case = world.apply(world.order(), cups=1)
    event = chain(world, case)[0]
    with pytest.raises(SubscribersFailed, match="moody"):
        deliver.func(shop=str(world.shop.pk), events=[str(event.pk)])
    assert seen == ["steady"]
    mood["fails"] = False
    deliver.func(shop=str(world.shop.pk), events=[str(event.pk)])
    assert seen == ["steady", "cases.case.opened"]


def test_a_failed_verb_leaves_no_event_and_no_job(world, spoken, monkeypatch):
    order = world.order()
    before = len(chain(world, spoken))
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs")
        jobs = cursor.fetchone()
    monkeypatch.setattr("huitou.cases.arrivals.open_return", _explode)
    with pytest.raises(RuntimeError):
        world.apply(order, cups=1)
    assert len(chain(world, spoken)) == before
    assert world.line(order, "cup").claimed == 0
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs")
        assert cursor.fetchone() == jobs


def _explode(**_):
    raise RuntimeError("the return cannot be opened")


def test_events_are_written_by_verbs_only(world, spoken):
    with in_shop(world.shop), pytest.raises(RuntimeError, match="verbs only"):
        events.record(spoken, "cases.case.opened", actor=world.agent, at=world.now, facts={})


def test_the_stored_bytes_are_canonical(world, spoken):
    for event in chain(world, spoken):
        told = json.loads(event.body)
        assert events.canonical(told) == event.body
        assert told["facts"] == event.facts
