"""What the bookkeeping looks for on the pages of refunds: what was really paid, its note, its order, the rest."""

import re

from django.urls import reverse

from huitou.core.actors import system_actor
from huitou.core.jobs import run_pending
from huitou.core.tenancy import in_shop
from huitou.refunds.gateways.sandbox.faults import Kind, plan_fault
from huitou.refunds.models import Refund
from huitou.refunds.verbs import issue_notes, succeed


def test_a_refund_says_what_was_paid_and_leads_to_its_note_and_its_order(world, desk):
    at = world.now
    case = world.apply(world.order(shipped=False, delivered_days_ago=None), kind="refund_only", cups=1)
    plan_fault(str(world.shop.pk), Kind.REFUSE)
    run_pending()
    with in_shop(world.shop):
        refund = Refund.objects.select_related("order").get(cause_id=case.pk)
    client = desk("owner")
    client.cookies["huitou_language"] = "zh-hans"
    address = reverse("desk:refund", args=[world.shop.slug, refund.ref])
    assert re.findall('is-primary">([^<]*)', client.get(address).content.decode()) == ["申请改用其他方式退款"]
    succeed(refund=refund.pk, paid_minor=12, reason="看了后台。", actor=world.hire("manager"), at=at)
    (note,) = issue_notes(actor=system_actor(world.shop.pk), at=at)

    shown = client.get(address).content.decode()
    assert "¥0.12" in re.findall("<h1.*?</h1>", shown)[0]
    assert f">{refund.order.number}</a>" in shown
    assert reverse("desk:credit_note", args=[world.shop.slug, note.year, note.number]) in shown
    assert "支付机构答复：被拒绝（" in shown

    listed = {
        state: client.get(reverse("desk:refunds", args=[world.shop.slug]), {"state": state}).content.decode()
        for state in ("", "paid", "going", "given_up", "nonsense")
    }
    assert {state: refund.ref in page for state, page in listed.items()} == {
        "": True, "paid": True, "going": False, "given_up": False, "nonsense": True,
    }  # fmt: skip
    assert "¥0.12" in listed["paid"]
    assert "没有这样的退款。" in listed["going"]
