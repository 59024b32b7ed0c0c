"""Every letter of a replacement: sent to whom it concerns, in three languages, with the parcel and the difference."""

import re
from pathlib import Path

import pytest
from django.utils.translation import override

from huitou.cases.models import Case
from huitou.cases.replacement_letters import TOLD, replacement_letter
from huitou.cases.verbs import agree
from huitou.core.deadlines import sweep_deadlines
from huitou.core.jobs import run_pending
from huitou.core.tenancy import in_shop
from huitou.core.verbs import past
from huitou.logistics.models import Replacement
from huitou.logistics.replacing import REPLACEMENT
from huitou.logistics.verbs.replace import confirm_difference, deliver, ship
from huitou.notifications.brand import Brand
from huitou.notifications.models import Mail
from huitou.notifications.rendering import render
from tests.cases.generous import ask, be_generous, settle, stock
from tests.cases.test_kinds import bring_back

GOLDENS = Path(__file__).parent / "goldens"


@pytest.fixture
def shop(world):
    be_generous(world)
    return world


def subjects(world):
    with in_shop(world.shop):
        found = list(Mail.objects.order_by("pk").values_list("subject", flat=True))
    return [re.sub(r"R-[\w-]+", "R", text) for text in found]


def forget(world):
    with in_shop(world.shop):
        Mail.objects.all().delete()


def test_every_letter_is_of_a_step_that_there_is():
    steps = {f"logistics.replacement.{past(step.action)}" for step in REPLACEMENT.steps}
    assert set(TOLD) <= steps | {"logistics.replacement.opened"}


def test_a_dearer_exchange_asks_for_the_difference_and_tells_of_the_parcel(shop):
    order, large = shop.order(), stock(shop, "CUP-L", 12_000)
    case = bring_back(shop, order, ask(shop, order, "exchange", reason="does_not_fit", variant=large.pk))
    assert "换货请补差价 ¥23.33：R" in subjects(shop)
    forget(shop)
    confirm_difference(replacement=case.replacement, actor=shop.hire("manager"), at=shop.now)
    run_pending()
    assert "已收到差价，换货即将发出：R" in subjects(shop)
    forget(shop)
    ship(replacement=case.replacement, actor=shop.agent, at=shop.now, tracking_number="SF2", carrier="sf")
    run_pending()
    with in_shop(shop.shop):
        (mail,) = Mail.objects.all()
    assert mail.subject == f"换发的商品已发出：{case.ref}"
    assert "顺丰速运 SF2" in mail.text
    assert "青瓷杯 (大) × 1" in mail.text
    forget(shop)
    deliver(replacement=case.replacement, actor=shop.agent, at=shop.now)
    run_pending()
    assert "换发的商品已送达：R" in subjects(shop)


def test_a_late_replacement_asks_the_buyer_to_choose(shop):
    order = shop.order()
    agree(case=ask(shop, order, "reship", "missing_item"), actor=shop.agent, at=shop.now)
    run_pending()
    forget(shop)
    shop.clock.forward(days=5)
    sweep_deadlines(at=shop.now)
    run_pending()
    assert "换发逾期，请选择：R" in subjects(shop)


@pytest.mark.parametrize("locale", ["en", "zh-hans", "zh-hant"])
def test_the_letters_read_as_they_should(shop, locale):
    order, large = shop.order(), stock(shop, "CUP-L", 12_000)
    case = bring_back(shop, order, ask(shop, order, "exchange", reason="does_not_fit", variant=large.pk))
    due = letter(shop, case, "logistics.replacement.opened", locale)
    confirm_difference(replacement=case.replacement, actor=shop.hire("manager"), at=shop.now)
    ship(replacement=case.replacement, actor=shop.agent, at=shop.now, tracking_number="SF2", carrier="sf")
    shipped = letter(shop, settle(shop, case), "logistics.replacement.shipped", locale)
    brand = Brand.of(shop.shop)
    text = "\n=====\n".join(f"{one.subject}\n{render(one, brand=brand, locale=locale).text}" for one in (due, shipped))
    for ref, stands_for in ((case.ref, "R-1"), (case.replacement.ref, "X-1"), (order.number, "1001")):
        text = text.replace(ref, stands_for)
    golden = GOLDENS / f"replacement-{locale}.txt"
    assert text == golden.read_text(encoding="utf-8")


def letter(shop, case, kind, locale):
    with in_shop(shop.shop), override(locale):
        row = Case.objects.select_related("sheet", "goods_return", "order", "replacement", "repair").get(pk=case.pk)
        replacement = Replacement.objects.get(pk=row.replacement_id)
        return replacement_letter(row, replacement, shop.shop, TOLD[kind][0], shop.now, name="陈小暖")
