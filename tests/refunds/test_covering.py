"""What left elsewhere counts for the cause that it was for, and what of ours may have been paid is never taken off."""

from uuid import uuid4

from huitou.core.tenancy import in_shop
from huitou.core.writing import writing
from huitou.refunds.covering import covered_for, drop_uncalled, is_under_way, paid_back
from huitou.refunds.models import Chargeback, Refund, RefundElsewhere
from tests.refunds.conftest import counters, fresh

WAITS = ("to_confirm", "reserved", "needs_person", "escalated")
GONE = ("calling", "accepted", "unknown", "by_hand", "other_way", "succeeded")


def test_only_what_was_for_the_cause_and_has_really_left_counts(shop, paid_order, clock) -> None:
    at, cause, another = clock.now(), uuid4(), uuid4()
    payment = paid_order.payments[0]
    common = {
        "shop": shop, "order": paid_order.order, "payment": payment, "gateway": "sandbox", "amount_minor": 5000,
        "currency": "EUR",
    }  # fmt: skip
    with in_shop(shop):
        for number, (of, covers, reversed_at) in enumerate(((cause, 100, None), (cause, 20, at), (another, 3, None))):
            RefundElsewhere.objects.create(
                **common, reference=f"re_{number}", cause_id=of, covers_minor=covers, reversed_at=reversed_at,
                happened_at=at, found_at=at,
            )  # fmt: skip
        for number, (of, covers, state) in enumerate(((cause, 7, "lost"), (cause, 50, "won"), (another, 900, "lost"))):
            Chargeback.objects.create(
                **common, reference=f"dp_{number}", ref=f"B-{number}", cause_id=of, covers_minor=covers, state=state,
                said_at=at, opened_at=at, turn_at=at,
            )  # fmt: skip
        assert [covered_for(one) for one in (cause, another, uuid4(), None)] == [107, 903, 0, 0]


def test_what_may_have_been_paid_is_under_way_and_nothing_else_is(shop, paid_order, make_order, ask_refund) -> None:
    (refund,), (other,) = ask_refund(paid_order, cups=1), ask_refund(make_order(), cups=2)

    def stands(state: str, *, outcome_open: bool) -> tuple[bool, int]:
        paid = {"paid_minor": 967, "settled_at": refund.requested_at} if state == "succeeded" else {"paid_minor": 0}
        Refund.objects.filter(pk=refund.pk).update(state=state, outcome_open=outcome_open, **paid)
        return is_under_way(refund.cause_id), paid_back(refund.payment_id)

    with in_shop(shop):
        Refund.objects.filter(pk=other.pk).update(state="calling")
        for state in (*WAITS, "failed"):
            assert stands(state, outcome_open=False) == (False, 0), state
        for state in WAITS:
            assert stands(state, outcome_open=True) == (True, 967), state
        for state in GONE:
            assert stands(state, outcome_open=False) == (True, 967), state


def test_only_what_was_surely_not_called_is_given_up(shop, paid_order, ask_refund, clock) -> None:
    cause, at = uuid4(), clock.now()
    first, perhaps, called = (ask_refund(paid_order, cups=1, cause_id=cause)[0] for _ in range(3))
    (strange,) = ask_refund(paid_order, pots=1)
    with in_shop(shop):
        Refund.objects.filter(pk=perhaps.pk).update(state="needs_person", outcome_open=True)
        Refund.objects.filter(pk=called.pk).update(state="calling")
    with writing(shop.pk):
        assert drop_uncalled(cause, gateway="sandbox", shop_id=shop.pk, at=at) == 1
    now = fresh(first)
    assert (now.state, now.failure_code, now.settled_at) == ("failed", "paid_elsewhere", at)
    assert [fresh(one).state for one in (perhaps, called, strange)] == ["needs_person", "calling", "reserved"]
    held = sum(refund.amount_minor for refund in (perhaps, called, strange))
    assert counters(paid_order.payments[0]) == (held, 0)
