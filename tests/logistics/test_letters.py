"""The letters of the ways back and of offers, word for word in three languages.

`HUITOU_GOLDENS=write` writes the goldens anew; read the difference before it is kept.
"""

import os
import re
from pathlib import Path

import pytest

from huitou.cases.verbs import accept_offer, accept_reduction, decline_offer, offer
from huitou.core.jobs import run_pending
from huitou.core.tenancy import in_shop
from huitou.logistics.models import SendBack
from huitou.logistics.pick_ups.seats import free_slots
from huitou.logistics.verbs import (
    Finding,
    arrive,
    ask_label,
    book_pick_up,
    change_pick_up,
    contest_goods,
    give_label,
    hand_over,
    send_goods_back,
)
from huitou.notifications.models import Mail
from huitou.orders.models import CustomerContact
from tests.logistics.test_ways import PDF

GOLDENS = Path(__file__).parent / "goldens"
LANGUAGES = ("zh-hans", "zh-hant", "en")
CHANGING = (
    (re.compile(r"\b[A-Z]{1,2}-[0-9A-Z]{4}-[0-9A-Z]{4}\b"), "R-0000-0000"),
    (re.compile(r"https?://\S+"), "https://shop.example/"),
    (re.compile(r"(?:[0-9a-f]{8} ?){8}"), "0f0f"),
    (re.compile(r"\b\d{4,5}\b(?=\s*$)", re.M), "1001"),
    (re.compile(r"\d{4}年\d{1,2}月\d{1,2}日|\d{1,2} [A-Z][a-z]{2} \d{4}|[A-Z][a-z]{2} \d{1,2}, \d{4}"), "DATE"),
    (re.compile(r"(?:周|週|星期)[一二三四五六日]|\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\b"), "DAY"),
    (re.compile(r"\d{1,2}月\d{1,2}日|\b\d{1,2} [A-Z][a-z]{2}\b"), "DATE"),
    (re.compile(r"\d\d:\d\d(?::\d\d)?"), "TIME"),
    (re.compile(r"(?:\d+ (?:hours|days|小时|小時|天|minutes|分钟|分鐘))(?:[, ]+\d+ \w+)* ?"), "SOON "),
)


@pytest.fixture(params=LANGUAGES)
def speaking(request, house):
    """The language of the buyer."""
    house.offer_all()
    return request.param


def speak(house, language):
    with in_shop(house.world.shop):
        CustomerContact.objects.update(locale=language)
        Mail.objects.all().delete()


def label(house, language):
    back = house.asked().goods_return
    speak(house, language)
    back = ask_label(goods_return=back, **house.who(house.buyer))
    give_label(goods_return=back, carrier="sf", tracking_number="SF77", file_base64=PDF, **house.who(house.world.agent))


def pick_up(house, language):
    """Booked, put off, missed (and booked again by itself), missed once more."""
    case = house.asked()
    speak(house, language)
    first, second = [slot.starts_at for slot in slots(house)[:2]]
    back = book_pick_up(goods_return=case.goods_return, slot=first, **house.who(house.buyer))
    run_pending()
    change_pick_up(goods_return=back, slot=second, **house.who(house.buyer))
    for _ in range(2):
        house.after(house.fresh(case).goods_return.deadline_at)


def back_home(house, language):
    """One of two cups is not the shop's: it is not paid for, and goes back."""
    case = house.asked(cups=2)
    back = hand_over(goods_return=case.goods_return, tracking_number="SF1", **house.who(house.buyer))
    back = arrive(goods_return=back, **house.who(house.world.agent))
    line = house.world.line(house.order, "cup").pk
    contest_goods(goods_return=back, findings=[Finding(line=line, good=1, wrong=1)], **house.who(house.world.agent))
    accept_reduction(case=house.fresh(case), **house.who(house.buyer))
    run_pending()
    [home] = house.rows(SendBack)
    speak(house, language)
    home = send_goods_back(send_back=home, tracking_number="SF8", carrier="sf", **house.who(house.world.agent))
    run_pending()
    house.after(home.deadline_at)


def offers(house, language):
    """Declined, offered again, accepted."""
    house.order = house.world.order()
    case = house.world.apply(house.order, cups=2, reason="damaged", photo=True)
    run_pending()
    speak(house, language)
    agent = house.world.agent
    offer(case=case, amount_minor=2_000, note="杯子请留着用。", **house.who(agent))
    decline_offer(case=house.fresh(case), **house.who(house.buyer))
    offer(case=house.fresh(case), amount_minor=3_000, **house.who(agent))
    accept_offer(case=house.fresh(case), **house.who(house.buyer))


def slots(house):
    with in_shop(house.world.shop):
        return free_slots(house.now)


@pytest.mark.parametrize("story", [label, pick_up, back_home, offers], ids=lambda one: one.__name__)
def test_the_letters_are_word_for_word_what_was_agreed_on(house, speaking, story):
    story(house, speaking)
    run_pending()
    with in_shop(house.world.shop):
        mails = list(Mail.objects.filter(to_email="buyer@example.com").order_by("queued_at", "pk"))
    assert mails
    assert {mail.locale for mail in mails} == {speaking}
    said = "\n\n=====\n\n".join(f"{mail.subject}\n\n{mail.text}" for mail in mails)
    for pattern, instead in CHANGING:
        said = pattern.sub(instead, said)
    golden = GOLDENS / f"{story.__name__}-{speaking}.txt"
    if os.environ.get("HUITOU_GOLDENS") == "write":
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(said, encoding="utf-8")
    assert said == golden.read_text(encoding="utf-8")
