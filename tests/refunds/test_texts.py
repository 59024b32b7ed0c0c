"""What people read: the bill in three languages, the sentence of a state, a stored sheet that was tampered with."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connections
from django.utils.translation import override

from huitou.core.actors import Role
from huitou.core.tenancy import in_shop
from huitou.refunds.models import Refund, StoredSheet
from huitou.refunds.recompute import SheetDiffers, recompute
from huitou.refunds.sheet import Fees, compute
from huitou.refunds.sheet_texts import bill, total
from huitou.refunds.values import say_state
from tests.refunds.conftest import sheet_for
from tests.refunds.test_sheet import facts

FEES = Fees(restocking_basis_points=1250, return_shipping_minor=400)


@pytest.mark.parametrize(
    ("locale", "rows"),
    [
        (
            "en",
            [
                ("1 × Cup at €10.00", "€10.00"),
                ("Discount on Cup", "-€0.33"),
                ("Tax contained: €0.80", ""),
                ("Restocking fee for Cup: 12.5%", "-€1.21"),
                ("Return shipping", "-€4.00"),
            ],
        ),
        (
            "zh-hans",
            [
                ("1 × Cup，单价 €10.00", "€10.00"),
                ("Cup 的优惠", "-€0.33"),
                ("其中含税 €0.80", ""),
                ("Cup 的重新入库费：12.5%", "-€1.21"),
                ("退货运费", "-€4.00"),
            ],
        ),
        (
            "zh-hant",
            [
                ("1 × Cup，單價 €10.00", "€10.00"),
                ("Cup 的折扣", "-€0.33"),
                ("其中含稅 €0.80", ""),
                ("Cup 的重新上架費：12.5%", "-€1.21"),
                ("退貨運費", "-€4.00"),
            ],
        ),
    ],
)
def test_the_bill_is_said_in_the_readers_language(locale, rows) -> None:
    sheet = compute(facts(fees=FEES))
    said = bill(sheet, locale)
    assert [(row.label, row.amount) for row in said] == rows
    assert all(row.why for row in said)
    assert total(sheet, locale) == "€4.46"


def test_a_title_with_a_percent_sign_is_only_a_title() -> None:
    sheet = compute(facts(replace(facts().lines[0], title="100% cotton %(x)s")))
    assert bill(sheet, "en")[0].label == "1 × 100% cotton %(x)s at €10.00"


def test_a_state_is_said_with_its_sum_its_time_and_its_reason() -> None:
    now = datetime(2026, 11, 21, 12, tzinfo=UTC)
    refund = Refund(
        state="needs_person",
        amount_minor=12800,
        currency="CNY",
        failure_code="card_closed",
        deadline_at=now + timedelta(hours=31),
    )
    with override("en"):
        assert say_state(refund, Role.MERCHANT, now) == (
            "CN¥128.00 could not be paid: the buyer's card or account is closed. Try again, or settle it by hand, "
            "within 31 hours; otherwise it is passed on. The money stays set aside."
        )
    with override("zh-hans"):
        assert say_state(refund, Role.MERCHANT, now) == (
            "¥128.00 没能退成：买家的卡或账户已停用。请在 31 小时内重试或人工处理；逾期转交上一级。这笔钱一直留着。"
        )


def test_a_stored_sheet_is_confirmed_by_computing_it_again(shop, paid_order, clock) -> None:
    stored = sheet_for(paid_order, cups=2, at=clock.now())
    with in_shop(shop):
        again = StoredSheet.objects.get(pk=stored.pk)
    assert recompute(again) == again.as_sheet()
    assert recompute(again).total_minor == again.total_minor == 1933


@pytest.mark.parametrize(
    "tampering",
    [
        "sheet = jsonb_set(sheet, '{total_minor}', '9999')",
        "facts = jsonb_set(facts, '{lines,0,unit_price_minor}', '2000')",
        "digest = repeat('0', 64)",
    ],
)
def test_a_stored_sheet_that_was_tampered_with_is_not_confirmed(shop, paid_order, clock, tampering) -> None:
    stored = sheet_for(paid_order, cups=2, at=clock.now())
    with connections["owner"].cursor() as cursor:
        cursor.execute("ALTER TABLE refunds_storedsheet NO FORCE ROW LEVEL SECURITY")
        cursor.execute(f"UPDATE refunds_storedsheet SET {tampering} WHERE id = %s", [stored.pk])
        assert cursor.rowcount == 1
        cursor.execute("ALTER TABLE refunds_storedsheet FORCE ROW LEVEL SECURITY")
    with in_shop(shop):
        changed = StoredSheet.objects.get(pk=stored.pk)
    with pytest.raises(SheetDiffers):
        recompute(changed)
