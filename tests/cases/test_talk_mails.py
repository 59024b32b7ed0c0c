"""What somebody writes in a case reaches the other side by mail with its words, joined, unless they have read it."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone
from django.utils.translation import override

from huitou.accounts.models import Membership
from huitou.cases.models import Case, Message
from huitou.cases.talk_mails import talk_letter
from huitou.cases.verbs import mark_read, say
from huitou.core.actors import Role
from huitou.core.jobs import run_pending
from huitou.core.tenancy import in_shop
from huitou.notifications.brand import Brand
from huitou.notifications.models import Mail
from huitou.notifications.rendering import render
from huitou.orders.models import CustomerContact

GOLDENS = Path(__file__).parent / "goldens"
SECRET = "s" * 40


@pytest.fixture
def order(world):
    return world.order()


@pytest.fixture
def case(world, order):
    opened = world.apply(order, cups=1, reason="damaged", photo=True)
    run_pending()
    with in_shop(world.shop):
        Mail.objects.all().delete()
    return opened


def some_minutes_later():
    """The queue's own time passes: what waits for its moment may run."""
    run_pending()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET scheduled_at = now() WHERE scheduled_at IS NOT NULL")
    run_pending()


def mails(world):
    with in_shop(world.shop):
        return list(Mail.objects.order_by("queued_at", "pk"))


def test_the_shops_words_reach_the_buyer_in_one_mail(world, order, case):
    say(case=case, body="请问杯底也裂了吗？", actor=world.agent, at=world.now)
    run_pending()
    with connection.cursor() as cursor:
        cursor.execute("SELECT scheduled_at FROM procrastinate_jobs WHERE task_name = 'cases.tell_what_was_said'")
        [(due,)] = cursor.fetchall()
    assert 150 < (due - timezone.now()).total_seconds() <= 180
    say(case=case, body="<b>能拍一张吗？</b>", actor=world.agent, at=world.now)
    some_minutes_later()
    [mail] = mails(world)
    assert (mail.to_email, mail.locale, mail.subject) == (
        "buyer@example.com",
        "zh-hans",
        f"Agent 给你留言了：{case.ref}",
    )
    assert mail.text.index("请问杯底也裂了吗？") < mail.text.index("<b>能拍一张吗？</b>")
    assert "&lt;b&gt;能拍一张吗？" in mail.html
    assert mail.secrets == []  # the link's secret is forgotten once the mail has gone
    assert f"/s/teahouse/cases/{case.ref}/" in mail.text


def test_nothing_is_mailed_twice(world, order, case):
    say(case=case, body="第一句。", actor=world.agent, at=world.now)
    some_minutes_later()
    say(case=case, body="第二句。", actor=world.agent, at=world.now)
    some_minutes_later()
    first, second = mails(world)
    assert "第一句。" in first.text
    assert "第一句。" not in second.text
    assert "第二句。" in second.text


def test_who_has_read_it_gets_no_mail(world, order, case):
    say(case=case, body="请补一张照片。", actor=world.agent, at=world.now)
    assert mark_read(case=case, actor=world.buyer(order), at=world.now) == 1
    some_minutes_later()
    assert mails(world) == []


def test_who_answers_has_read(world, order, case):
    say(case=case, body="请补一张照片。", actor=world.agent, at=world.now)
    say(case=case, body="好的。", actor=world.buyer(order), at=world.now)
    some_minutes_later()
    assert {mail.to_email.rpartition("@")[2] for mail in mails(world)} == {"teahouse.example.com"}


def test_the_buyers_words_reach_everybody_who_may_answer(world, order, case):
    world.hire("owner")
    world.hire("readonly")
    say(case=case, body="什么时候能退？", actor=world.buyer(order), at=world.now)
    some_minutes_later()
    assert {mail.to_email.split("@")[0] for mail in mails(world)} == {"owner", "manager"}
    assert all("什么时候能退？" in mail.text for mail in mails(world))
    assert {mail.subject for mail in mails(world)} == {f"The buyer wrote: {case.ref}"}


def test_who_has_switched_messages_off_gets_none_and_the_others_do(world, order, case):
    world.hire("owner")
    Membership.objects.filter(staff=world.staff["owner"]).update(muted=["messages"])
    say(case=case, body="什么时候能退？", actor=world.buyer(order), at=world.now)
    some_minutes_later()
    assert [mail.to_email for mail in mails(world)] == ["manager@teahouse.example.com"]


def test_erased_words_are_not_mailed(world, order, case):
    written = say(case=case, body="我的电话是 13800000000", actor=world.agent, at=world.now)
    with in_shop(world.shop):
        Message.objects.filter(pk=written.pk).update(body="", erased_at=world.now)
    some_minutes_later()
    assert mails(world) == []


@pytest.mark.parametrize("locale", ["en", "zh-hans", "zh-hant"])
def test_the_letter_reads_exactly_so(world, order, case, locale):
    with in_shop(world.shop):
        CustomerContact.objects.update(locale=locale)
        shown = Case.objects.select_related("sheet", "order").get(pk=case.pk)
        shown.ref, shown.order.number = "R-7F3K-Q2MX", "1001"
        said = [
            Message(role=Role.MERCHANT, author_name="林小姐", body="请问杯底也裂了吗？\n拍一张就好。"),
            Message(role=Role.PLATFORM, author_name="周正", body="Please add the parcel's label."),
        ]
        at = shown.opened_at.astimezone(UTC)
        assert isinstance(at, datetime)
        with override(locale):
            letter = talk_letter(shown, world.shop, said, Role.BUYER, at, name="陈小暖", secret=SECRET)
            to_shop = talk_letter(shown, world.shop, [Message(role=Role.BUYER, body="好的。")], Role.MERCHANT, at)
        brand = Brand.of(world.shop)
        text = "\n=====\n".join(render(one, brand=brand, locale=locale).text for one in (letter, to_shop))
    text = re.sub(r"/\d+:( [0-9a-f]{8}){8}", "/1: …", text)  # the checkpoint of this very chain
    golden = GOLDENS / f"talk-{locale}.txt"
    assert text == golden.read_text(encoding="utf-8")
