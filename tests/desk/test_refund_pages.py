"""What the bookkeeping looks for on the pages of refunds: what was really paid, its note, its order, the rest."""

import re

from django.urls import reverse
from django.utils.translation import override

from huitou.core.actors import system_actor
from huitou.core.jobs import run_pending
from huitou.core.tenancy import in_shop
from huitou.desk.refund_words import OUTCOMES, exchange_words
from huitou.orders.models import Order
from huitou.refunds.exchanges import _outcome
from huitou.refunds.gateways.protocol import AnswerLost, Misconfigured, Outcome, Permanent, Retryable
from huitou.refunds.gateways.sandbox.faults import Kind, plan_fault
from huitou.refunds.models import Discrepancy, GatewayExchange, Refund
from huitou.refunds.verbs import close_discrepancy, explain_discrepancy, issue_notes, succeed


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


def test_all_that_a_provider_says_has_words():
    errors = (Permanent("refused"), Misconfigured("unauthorised"), AnswerLost("lost"), Retryable("unreachable"))
    assert set(OUTCOMES) == {*map(str, Outcome), *map(_outcome, errors), "nothing"}
    row = GatewayExchange(kind="call", outcome="paid", amount_minor=None, currency="", failure_code="")
    for language in ("zh-hans", "zh-hant"):
        with override(language):
            assert "已付" in exchange_words(row).said
            assert "paid" not in exchange_words(row).said


def test_refunds_are_found_by_their_reference_and_by_their_orders_number(world, desk):
    orders = [world.order(shipped=False, delivered_days_ago=None) for _ in range(2)]
    for order in orders:
        world.apply(order, kind="refund_only", cups=1)
    run_pending()
    number = orders[0].number
    with in_shop(world.shop):
        Order.objects.filter(pk=orders[1].pk).update(number=f"{number}-B", number_key=f"{number}-B")
        first, other = (Refund.objects.get(order=order) for order in orders)
    client, address = desk("owner"), reverse("desk:refunds", args=[world.shop.slug])
    for text, found in ((f" {first.ref.lower()} ", first), (f"#{number}-b", other)):
        assert client.get(address, {"q": text})["Location"] == reverse("desk:refund", args=[world.shop.slug, found.ref])
    both = client.get(address, {"q": number}).content.decode()
    assert {ref for ref in (first.ref, other.ref) if ref in both} == {first.ref, other.ref}
    assert f'href="?state=paid&amp;q={number}"' in both
    for state, shown in (("paid", True), ("going", False)):
        assert (first.ref in client.get(address, {"q": number, "state": state}).content.decode()) is shown
    for nothing in ("F-NONE", "%", "#"):
        found = client.get(address, {"q": nothing}).content.decode()
        assert first.ref not in found, nothing


def test_closed_differences_say_what_it_was_and_who_closed_them(world, desk):
    at, owner, manager = world.now, world.hire("owner"), world.hire("manager")
    with in_shop(world.shop):
        rows = [
            Discrepancy.objects.create(
                shop_id=world.shop.pk, gateway="sandbox", kind="missing_here", key=f"key-{number}", currency="CNY",
                ours_minor=0, theirs_minor=700 + number, found_at=at,
            )
            for number in range(3)
        ]  # fmt: skip
    for row in rows[:2]:
        explain_discrepancy(discrepancy_id=row.pk, note="后台里的测试。", actor=manager, at=at)
        close_discrepancy(discrepancy_id=row.pk, actor=owner, at=at)
    client = desk("owner")
    address = reverse("desk:differences", args=[world.shop.slug])
    links = {
        state: re.findall(r"differences/([0-9a-f-]{36})/", client.get(address, {"state": state}).content.decode())
        for state in ("", "closed", "nonsense")
    }
    assert links == {"": [str(rows[2].pk)], "closed": [str(rows[1].pk), str(rows[0].pk)], "nonsense": links[""]}
    said = client.get(address, {"state": "closed"}).content.decode()
    assert all(word in said for word in ("后台里的测试。", "Manager", "Owner", "¥7.01"))


def test_every_credit_note_is_reached_page_by_page(world, desk, monkeypatch):
    monkeypatch.setattr("huitou.desk.views.refund_exports.NOTES_PER_PAGE", 2)
    for _ in range(3):
        world.apply(world.order(shipped=False, delivered_days_ago=None), kind="refund_only", cups=1)
    run_pending()
    notes = issue_notes(actor=world.system, at=world.now)
    client, address = desk("owner"), reverse("desk:refund_exports", args=[world.shop.slug])
    seen, query = [], "?"
    while query:
        shown = client.get(address + query).content.decode()
        seen += re.findall(r"refunds/notes/\d+/(\d+)/", shown)
        query = next(iter(re.findall(r'rel="next" href="([^"]*)"', shown)), "").replace("&amp;", "&")
    assert seen == [str(note.number) for note in reversed(notes)]
