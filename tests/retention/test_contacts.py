"""A question on the parcel's page, its answer, what is counted of it and of visits; pages of buyer and shop."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client

from huitou.accounts.buyers import open_demo_session
from huitou.accounts.models import Membership
from huitou.cases.verbs import say
from huitou.core.errors import Forbidden, NotFound
from huitou.core.jobs import run_pending
from huitou.core.tenancy import in_shop
from huitou.notifications.models import Mail
from huitou.orders.verbs import ask_erasure
from huitou.parcels.models import Parcel
from huitou.portal.session import SESSION
from huitou.retention.models import Contact, ParcelVisit
from huitou.retention.queries.contacts import wismo
from huitou.retention.queries.visits import visits
from huitou.retention.verbs import answer_question, ask_about_parcel, mark_contact, record_contact
from huitou.retention.verbs.contacts import MOST_OPEN, AnsweredAlready, ContactNoteMalformed, TooManyQuestions
from tests.desk.conftest import client_of
from tests.worlds import World, build_world

PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X)"


@pytest.fixture
def bought(once, clock, settings):
    """A shop with one order on its way."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

    def build():
        world = build_world(clock)
        world.hire("agent")
        return world, world.order(delivered_days_ago=None)

    world, order = once(build)
    return World(world.shop, clock, dict(world.staff)), order


def parcel_of(world, order):
    with in_shop(world.shop):
        return Parcel.objects.get(order=order)


def contacts(world):
    with in_shop(world.shop):
        return list(Contact.objects.order_by("asked_at", "pk"))


def test_a_question_is_asked_answered_mailed_and_erased(bought):
    world, order = bought
    buyer, parcel = world.buyer(order), parcel_of(world, order)
    words = "包裹到哪了？<b>急</b>"
    asked = ask_about_parcel(parcel=parcel.ref, text=f" {words}\x00", actor=buyer, at=world.now)
    assert ask_about_parcel(parcel=parcel.ref, text=words, actor=buyer, at=world.now).pk == asked.pk
    assert (asked.where_is_it, asked.stage, asked.order_id) == (True, "collected", order.pk)
    with pytest.raises(Forbidden):
        answer_question(contact=asked.pk, text="明天。", actor=buyer, at=world.now)
    with pytest.raises(NotFound):
        ask_about_parcel(parcel=parcel.ref, text="?", actor=world.buyer(world.order(customer="else")), at=world.now)
    answered = answer_question(contact=asked.pk, text="明天 <送到>。", actor=world.agent, at=world.now)
    with pytest.raises(AnsweredAlready):
        answer_question(contact=asked.pk, text="又", actor=world.agent, at=world.now)
    with in_shop(world.shop):
        mail = Mail.objects.get(key=f"retention.answer:{asked.pk}")
    assert "明天 <送到>。" in mail.text
    assert "明天 &lt;送到&gt;。" in mail.html
    ask_erasure(customer_id=order.customer_id, actor=world.hire("owner"), at=world.now)
    gone = world.refreshed(answered)
    assert (gone.text, gone.answer, gone.where_is_it) == ("", "", True)


def test_a_question_knows_the_message_before_it(bought):
    world, order = bought
    parcel = parcel_of(world, order)
    sent = {"to_email": "", "locale": "en", "state": "sent", "about_type": "parcels.parcel", "about_id": parcel.pk}
    with in_shop(world.shop):
        for key, hours in (("portal.shipped:1", 30), ("lanes.trouble:2", 3), ("news:3", 1)):
            queued = world.now - timedelta(hours=hours)
            Mail.objects.create(shop=world.shop, key=key, message_id=key, queued_at=queued, **sent)
    asked = ask_about_parcel(parcel=parcel.pk, text="到哪了", actor=world.buyer(order), at=world.now)
    assert asked.after == "lanes.trouble"
    with in_shop(world.shop):
        told = {one.kind: one for one in wismo(world.shop, world.now).messages}
    assert {kind: (one.sent, one.echoes, one.compared) for kind, one in told.items()} == {
        "portal.shipped": (1, 0, None), "lanes.trouble": (1, 1, None)
    }  # fmt: skip


def test_no_more_than_some_questions_wait(bought):
    world, order = bought
    parcel = parcel_of(world, order)
    for number in range(MOST_OPEN):
        ask_about_parcel(parcel=parcel.pk, text=f"问 {number}", actor=world.buyer(order), at=world.now)
    with pytest.raises(TooManyQuestions):
        ask_about_parcel(parcel=parcel.pk, text="还有", actor=world.buyer(order), at=world.now)
    assert len(contacts(world)) == MOST_OPEN


def test_what_is_asked_in_cases_and_elsewhere_is_counted_once(bought, clock):
    world, order = bought
    done = world.order(customer="other", delivered_days_ago=20)
    case = world.apply(done, cups=1, reason="damaged", photo=True)
    say(case=case, body="我的包裹到哪了？", actor=world.buyer(done), at=world.now)
    say(case=case, body="杯子碎了。", actor=world.buyer(done), at=world.now)
    say(case=case, body="您的包裹到哪了？", actor=world.agent, at=world.now)
    run_pending()
    told = {"actor": world.agent, "at": world.now}
    first = record_contact(channel="phone", order=order.number, text="Where is my parcel?", source_key="T-1", **told)
    assert record_contact(channel="phone", order=order.number, source_key="T-1", **told).pk == first.pk
    other = record_contact(channel="chat", where_is_it=False, **told)
    for wrong in ({"channel": "page"}, {"channel": "phone", "asked_at": world.now + timedelta(minutes=1)}):
        with pytest.raises(ContactNoteMalformed):
            record_contact(**wrong, **told)
    with in_shop(world.shop):
        found = wismo(world.shop, world.now)
    assert dict(found.channels) == {"case": 1, "phone": 1}
    assert (found.weeks[0].where, found.weeks[0].others, found.whole.contacts) == (2, 1, 2)
    assert found.whole.parcels == 2
    mark_contact(contact=other.pk, where_is_it=True, **told)
    with in_shop(world.shop):
        assert wismo(world.shop, world.now).weeks[0].where == 3
    assert [(one.channel, one.text) for one in contacts(world) if one.text] == []


def test_the_pages_of_both_sides(bought):
    world, order = bought
    buyer, agent = Client(HTTP_ACCEPT_LANGUAGE="en"), client_of(world.staff["agent"])
    _grant, token = open_demo_session(shop_id=world.shop.pk, customer_id=order.customer_id, at=world.now)
    buyer.cookies[SESSION] = token
    page, parcel = f"/s/teahouse/orders/{order.number}/parcels/", parcel_of(world, order)
    for agent_name in (PHONE, PHONE, "Googlebot/2.1"):
        assert buyer.get(page, HTTP_USER_AGENT=agent_name).status_code == 200
    with in_shop(world.shop):
        Parcel.objects.filter(pk=parcel.pk).update(tracking_number="SF1234567890")
    for number in ("SF1234567890", "SF0000000000"):
        Client().get(f"/s/teahouse/track/?number={number}", HTTP_USER_AGENT=PHONE)
    with in_shop(world.shop):
        seen = ParcelVisit.objects.get()
    assert (seen.parcel_id, seen.stage, seen.late, seen.opened) == (parcel.pk, "collected", False, 3)
    refused = buyer.post(f"{page}ask/", {"parcel": parcel.ref, "text": "  "})
    assert refused.status_code == 422
    assert "Write something before you send it." in refused.content.decode()
    assert buyer.post(f"{page}ask/", {"parcel": parcel.ref, "text": "到哪了"}).url == f"{page}#questions"
    assert "1 question about a parcel" in agent.get("/desk/teahouse/").content.decode()
    with in_shop(world.shop):
        for day, late, opened in ((1, True, 2), (2, True, 1), (3, False, 9)):
            ParcelVisit.objects.create(
                shop=world.shop, parcel=parcel, day=world.now.date() - timedelta(days=day), stage="moving", late=late,
                opened=opened,
            )  # fmt: skip
        looked = visits(world.shop, world.now)
    assert (looked.opened, looked.parcels, looked.late_parcels, looked.late_thrice) == (15, 1, 1, 1)
    asked = contacts(world)[0]
    here = "/desk/teahouse/questions/"
    assert "到哪了" in agent.get(here).content.decode()
    assert agent.post(f"{here}{asked.pk}/answer/", {"text": ""}).status_code == 422
    assert agent.post(f"{here}{asked.pk}/answer/", {"text": "明天送到"}).url == here
    assert "明天送到" in buyer.get(page).content.decode()
    figures = agent.post("/desk/teahouse/insights/parcels/", {"channel": "phone", "about": "where", "order": "nothing"})
    assert figures.status_code == 422
    told = {"channel": "phone", "about": "where", "order": order.number}
    assert agent.post("/desk/teahouse/insights/parcels/", told).status_code == 302
    shown = agent.get("/desk/teahouse/insights/parcels/").content.decode()
    assert ">200.0<" in shown


def test_the_shops_people_hear_of_questions_by_mail_once_per_order(bought):
    world, order = bought
    parcel, buyer = parcel_of(world, order), world.buyer(order)
    for words in ("到哪了？", "还要几天？"):
        ask_about_parcel(parcel=parcel.pk, text=words, actor=buyer, at=world.now)

    def told():
        run_pending()
        with connection.cursor() as cursor:  # the queue goes by the database's own time
            cursor.execute("UPDATE procrastinate_jobs SET scheduled_at = now() WHERE scheduled_at IS NOT NULL")
        run_pending()
        with in_shop(world.shop):
            mails = Mail.objects.filter(key__startswith="retention.asked:", to_email=world.staff["agent"].email)
            return list(mails.order_by("queued_at", "pk"))

    [mail] = told()
    assert mail.about_id == order.pk
    assert "到哪了？" in mail.text
    assert "还要几天？" in mail.text
    assert "/desk/teahouse/questions/" in mail.text
    answered = ask_about_parcel(parcel=parcel.pk, text="又问", actor=buyer, at=world.now)
    answer_question(contact=answered.pk, text="明天。", actor=world.agent, at=world.now)
    assert len(told()) == 1  # answered before anybody had to be told
    with in_shop(world.shop):
        Membership.objects.update(muted=["messages"])
    ask_about_parcel(parcel=parcel.pk, text="再问", actor=buyer, at=world.now)
    assert len(told()) == 1


def test_a_contact_that_is_dated_back_moves_no_beginning(bought):
    world, _order = bought
    since = world.now - timedelta(days=90)
    record_contact(channel="phone", where_is_it=True, asked_at=since, actor=world.agent, at=world.now)
    with in_shop(world.shop):
        assert wismo(world.shop, world.now).known_since == world.now.astimezone(ZoneInfo("Asia/Shanghai")).date()
        Contact.objects.update(noted_at=None)  # from before it was kept
        assert wismo(world.shop, world.now).known_since == since.astimezone(ZoneInfo("Asia/Shanghai")).date()
