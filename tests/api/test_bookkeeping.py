"""What a bookkeeping program reads: the refund with what it belongs to, its note, the files, the differences."""

from datetime import timedelta

import pytest

from huitou.core.jobs import run_pending
from huitou.core.tenancy import in_shop
from huitou.orders.models import Payment
from huitou.refunds.models import Discrepancy
from huitou.refunds.verbs import issue_notes


@pytest.fixture
def paid(world):
    """A case of one order that a card and a gift card have paid, paid back out of both."""
    order = world.order(shipped=False, delivered_days_ago=None, payments=(60_000, 20_200))
    with in_shop(world.shop):
        last = Payment.objects.filter(order=order).order_by("-position").first()
        Payment.objects.filter(pk=last.pk).update(method="gift_card")
    case = world.apply(order, kind="refund_only", cups=3, pots=1)
    run_pending()
    issue_notes(actor=world.system, at=world.now)
    return order, world.refreshed(case)


def test_a_program_can_keep_the_books(world, paid, call_as) -> None:
    (order, case), at = paid, world.now
    with in_shop(world.shop):
        for number, over in ((1, None), (2, at)):
            Discrepancy.objects.create(
                shop=world.shop, gateway="sandbox", kind="amount_differs", key=f"k{number}", currency="CNY",
                ours_minor=0, theirs_minor=number, found_at=at, closed_at=over,
            )  # fmt: skip
    manager = call_as("manager")
    refunds = manager.get("/refunds").json()["items"]
    assert sorted((one["order"], one["case"], one["goes_back"]) for one in refunds) == [
        (order.number, case.ref, "gift_card"), (order.number, case.ref, "money")]  # fmt: skip
    assert manager.get(f"/refunds/{refunds[0]['ref']}").json()["case"] == case.ref

    notes = manager.get("/credit-notes").json()["items"]
    assert sum(one["total"]["minor"] for one in notes) == case.sheet.total_minor
    assert all(sum(line["gross"]["minor"] for line in one["lines"]) == one["total"]["minor"] for one in notes)
    assert manager.get(f"/credit-notes/{notes[0]['year']}/{notes[0]['number']}").json() == notes[0]
    assert manager.get(f"/credit-notes/{notes[0]['year']}/77").status_code == 404

    for state, theirs in (("open", 1), ("closed", 2)):
        (found,) = manager.get(f"/differences?state={state}").json()["items"]
        assert (found["theirs"]["minor"], found["text"]) == (theirs, "Another sum was paid")

    today, around = world.today, timedelta(days=2)
    days = f"since={today - around}&until={today + around}"
    table = manager.get(f"/bookkeeping/notes?{days}")
    assert (table["Content-Type"], table.content.decode().count(order.number)) == (
        "text/csv; charset=utf-8", sum(len(one["lines"]) for one in notes))  # fmt: skip
    assert manager.get(f"/bookkeeping/journal?form=xlsx&{days}").content[:2] == b"PK"
    # All of time, in a zone whose clock is ahead of ours or behind it.
    ever = manager.get("/bookkeeping/notes?since=0001-01-01&until=9999-12-31")
    assert (ever.status_code, ever.content) == (200, table.content)
    assert manager.get("/bookkeeping/journal?since=2026-13-01&until=x").status_code == 422
    assert manager.get(f"/bookkeeping/secrets?{days}").status_code in (404, 422)
