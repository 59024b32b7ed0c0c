"""What the buyer keeps is a reduction of the price in the books (销售折让); what does not stay with them a return."""

from datetime import timedelta

import pytest

from huitou.cases.verbs import agree
from huitou.core.jobs import run_pending
from huitou.core.tenancy import in_shop
from huitou.refunds.exports.notes import RED_HEAD, lines_of, red_letters
from huitou.refunds.models import CreditNote, Refund
from huitou.refunds.verbs import issue_notes

NOT_SENT = {"shipped": False, "delivered_days_ago": None}


@pytest.mark.parametrize(
    ("sent", "wish", "reason", "pieces"),
    [
        ({}, {"reason": "damaged", "photo": True}, "销售折让", ""),
        ({}, {"reason": "not_received", "note": "物流停了两周。"}, "销货退回", -1),
        (NOT_SENT, {}, "销货退回", -1),
    ],
)
def test_money_without_goods_coming_back(world, sent, wish, reason, pieces):
    order = world.order(**sent)
    case = world.apply(order, kind="refund_only", pots=1, **wish)
    if case.state == "requested":
        agree(case=case.pk, actor=world.agent, at=world.now)
    run_pending()
    issue_notes(actor=world.system, at=world.now)
    with in_shop(world.shop):
        assert Refund.objects.get(cause_id=case.pk).state == "succeeded"
        (line,) = lines_of(CreditNote.objects.get())
        (row,) = red_letters(world.shop, world.now - timedelta(days=1), world.now + timedelta(days=1))
    told = dict(zip(RED_HEAD, row, strict=True))
    assert (told["开具红字发票原因"], told["数量"]) == (reason, pieces)
    assert (told["单价"] == "") == (pieces == "")
    assert (line.quantity, line.gross_minor) == (1, -int(told["价税合计"] * 100))
