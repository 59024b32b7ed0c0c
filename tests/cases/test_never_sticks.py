"""Laws of nature, on random walks through the real verbs: a case always ends, and what it moves always adds up."""

from collections import defaultdict

import pytest

from huitou.cases.catching_up import WAITS_FOR
from huitou.cases.machine import CASE
from huitou.cases.models import Case, CaseLine, Dispute, Offer
from huitou.cases.telling import tell
from huitou.core.actors import Role
from huitou.core.deadlines import moved_models
from huitou.core.events import verify_chain
from huitou.core.flow import Machine, machines
from huitou.core.models import Event
from huitou.core.tenancy import in_shop
from huitou.logistics.machine import GOODS_RETURN
from huitou.logistics.models import ReplacementLine
from huitou.orders.models import Line, Payment, Variant
from huitou.refunds.machine import REFUND
from huitou.refunds.models import Refund, RefundLine
from huitou.refunds.reconcile import counters_against_ledger
from tests.cases.walking import Walk
from tests.seeds import some_of

STEPS = 40
NOT_SENT_YET = ("awaiting_difference", "to_ship", "late")


def assert_the_laws_hold(world) -> None:
    """What is true at every moment, whatever happened."""
    assert counters_against_ledger(world.shop.pk) == []
    with in_shop(world.shop):
        for payment in Payment.objects.all():
            assert payment.reserved_minor + payment.refunded_minor <= payment.captured_minor
        claimed: dict = defaultdict(int)
        for wish in CaseLine.objects.filter(settled=False):
            claimed[wish.order_line_id] += wish.quantity
        paid_for: dict = defaultdict(int)
        for share in RefundLine.objects.exclude(refund__state="failed"):
            paid_for[share.line_id] += share.quantity
        for line in Line.objects.all():
            assert line.claimed == claimed[line.pk]
            assert line.claimed + line.returned <= line.quantity
            assert paid_for[line.pk] <= line.returned
        for name, model in moved_models().items():
            for subject in model.objects.all():
                assert_the_subject_is_whole(machines()[name], subject)
        for variant in Variant.objects.all():
            assert variant.reserved == promised(variant), variant.sku
            assert variant.stock is None or variant.reserved <= variant.stock
        for case in Case.objects.select_related("goods_return"):
            assert_the_case_is_whole(case)


def assert_the_subject_is_whole(machine: Machine, subject) -> None:
    """It has a deadline where somebody is waited for, and its chain of events is unbroken to its head."""
    assert (subject.deadline_at is not None) == (machine.waiting(subject.state) is not None), subject.state
    events = list(Event.objects.filter(subject_id=subject.pk).order_by("seq"))
    verify_chain(events)
    assert bytes(events[-1].hash) == bytes(subject.chain_head)


def promised(variant: Variant) -> int:
    """The pieces that open exchanges hold: the case until its replacement is born, then that until it is sent."""
    asked = CaseLine.objects.filter(variant=variant, case__closed_at=None, case__replacement=None)
    to_send = ReplacementLine.objects.filter(variant=variant, replacement__state__in=NOT_SENT_YET)
    return sum(line.quantity for line in [*asked, *to_send])


def assert_the_case_is_whole(case: Case) -> None:
    in_dispute = Dispute.objects.filter(case=case, closed_at=None)
    # A dispute that is over moves its case by a job; until then both say so.
    assert in_dispute.count() == 0 or case.state in ("disputed", "goods_disputed")
    if case.state in CASE.finals:
        assert not in_dispute.exists()
    offers = Offer.objects.filter(case=case, state=Offer.State.OPEN).count()
    assert offers == (1 if case.state in ("offered", "counter_offered") else 0)
    for side in ("buyer", "merchant"):
        made = Offer.objects.filter(case=case, by=side).count()
        assert made <= Case.OFFERS_PER_ATTEMPT * case.attempt
    goods_back = case.goods_return.state if case.goods_return else None
    if case.state in CASE.finals:
        assert case.closed_at is not None
        assert not case.lines.filter(settled=False).exists()
        paid_by_law = case.money_due is not None and case.money_due.state == "paid"
        assert paid_by_law or goods_back in (None, *GOODS_RETURN.finals)
    waits_for = WAITS_FOR.get(case.state)
    assert waits_for in (None, REFUND.name) or getattr(case, waits_for) is not None, case.state
    if case.state == "resolved":
        assert_what_was_granted_is_paid(case)


def assert_what_was_granted_is_paid(case: Case) -> None:
    """Each sheet that was ever paid is paid to the full, and the last one is among them unless it comes to nothing.

    A refund that was given up and asked for again in the same moment may have failed; what counts is the sum.
    """
    paid: dict = defaultdict(int)
    for refund in Refund.objects.filter(cause_id=case.pk).select_related("sheet"):
        paid[refund.sheet] += refund.amount_minor if refund.state == "succeeded" else 0
    assert {sheet.pk: sum_ for sheet, sum_ in paid.items()} == {sheet.pk: sheet.total_minor for sheet in paid}
    assert case.sheet in paid or case.sheet.total_minor == 0


WALKS = [
    *(("mild", seed) for seed in range(1, 6)),
    *(("stubborn", seed) for seed in range(101, 106)),
    *(("generous", seed) for seed in range(201, 210)),
    *(("generous-stubborn", seed) for seed in range(301, 305)),
]
# An odd seed has the shop's owner for the last instance, an even one the arbitrators of a platform.
FEW = [
    ("generous-stubborn", 301),
    ("mild", 1),
    ("stubborn", 102),
    *(("generous", seed) for seed in (202, 203)),
]


def assert_everything_can_be_told(world) -> None:
    """Every sentence of the stream finds in its event what it is filled with."""
    with in_shop(world.shop):
        for event in Event.objects.all():
            for reader in (Role.BUYER, Role.MERCHANT, Role.PLATFORM):
                tell(event, reader, shop=world.shop)


@pytest.mark.parametrize(("kind", "seed"), some_of(WALKS, FEW))
def test_every_case_ends_and_everything_adds_up(world, kind, seed, caplog):
    """Mild: the gateway stumbles. Stubborn: it refuses for good, too. Generous: every kind of help is given."""
    stubborn = "stubborn" in kind
    walk = Walk(world, seed, stubborn=stubborn, generous="generous" in kind)
    for _ in range(STEPS):
        walk.step()
    assert_the_laws_hold(world)
    walk.end()
    assert [(case.ref, case.state) for case in walk.open_cases()] == []
    assert_the_laws_hold(world)
    assert_everything_can_be_told(world)
    if not stubborn:
        walk.books_agree()
    # Nothing was in the sweep's way on the way here.
    assert [record for record in caplog.records if "deadline.stuck" in record.getMessage()] == []
