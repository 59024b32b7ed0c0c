"""What earlier refunds of a cause leave to be asked for; what contradicts them; the waits and guards. All pure."""

import sys
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from huitou.core.actors import Actor, Role
from huitou.core.money import Money
from huitou.orders.models import Payment
from huitou.refunds import giving_back
from huitou.refunds.asked_before import AskedBefore, _within
from huitou.refunds.booking import RefundAboveCaptured
from huitou.refunds.freezing import PaymentFrozen
from huitou.refunds.gateways.protocol import GatewayAnswer, Outcome, Retryable
from huitou.refunds.giving_back import payments_for
from huitou.refunds.machine import CONFIRMED, FROZEN, UNCALLED, UNCONFIRMED
from huitou.refunds.models import Refund, RefundRules
from huitou.refunds.sheet import LineShare
from huitou.refunds.verbs.call import term_of
from huitou.refunds.verbs.settle import settle

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def asked(total: int, *given: int, on_account: bool = False, sheet: int = 1, instead: bool = False) -> AskedBefore:
    """A sheet of `total`, and refunds of `given` under way that sheet number `sheet` asked for."""
    refunds = [
        SimpleNamespace(amount_minor=minor, sequence=number, sheet_id=sheet) for number, minor in enumerate(given, 1)
    ]
    asking = SimpleNamespace(total_minor=total, pk=1, instead_of=(2,) if instead else ())
    return AskedBefore(asking, refunds, refunds, on_account, not refunds)


@pytest.mark.parametrize(
    ("before", "missing", "nothing"),
    [
        (asked(967), 967, False),
        (asked(967, 967), 0, True),
        (asked(967, 900, 67), 0, True),
        (asked(967, 966), 1, False),
        (asked(967, 968), -1, False),
        (asked(967, 968, on_account=True), -1, True),
        (asked(967, 966, on_account=True), 1, False),
        (asked(967, 968, sheet=2, instead=True), -1, True),
        (asked(967, 966, sheet=2, instead=True), 1, False),
        (asked(0), 0, False),
    ],
)
def test_what_is_still_missing_of_a_sheet(before, missing, nothing) -> None:
    assert (before.missing_minor, before.nothing_missing) == (missing, nothing)


def test_what_is_asked_for_anew_has_another_number_and_is_charged_once() -> None:
    assert (asked(5).next_sequence, asked(5, 1, 2).next_sequence) == (1, 3)
    assert (asked(5).first_of_its_sheet, asked(5, 5).first_of_its_sheet) == (True, False)
    assert asked(5, 5, sheet=2).first_of_its_sheet
    assert (asked(5).of_other_sheets, asked(5, 5).of_other_sheets, asked(5, 5, sheet=2).of_other_sheets) == (
        False, False, True)  # fmt: skip


def test_what_is_missing_beyond_another_sheet_is_of_the_lines_that_it_left() -> None:
    left = (LineShare("a", 0, 300), LineShare("b", 0, 100))
    assert _within(left, 101) == (LineShare("a", 0, 76), LineShare("b", 0, 25))
    assert _within(left, 1) == (LineShare("a", 0, 1),)
    assert _within((LineShare("a", 2, 300), LineShare("b", 1, -5)), 295) == (
        LineShare("a", 2, 295), LineShare("b", 1, 0))  # fmt: skip
    assert _within((LineShare("a", 0, 10), LineShare("b", -1, 0)), 10) == (LineShare("a", 0, 10),)
    nothing = (LineShare("a", 0, 0), LineShare("b", 0, 0))
    assert _within(nothing, 3) == (LineShare("a", 0, 2), LineShare("b", 0, 1))


def payment(room: int, *, disputed: bool = False) -> Payment:
    made = Payment(captured_minor=room + 30, reserved_minor=10, refunded_minor=20)
    made.frozen = disputed
    return made


def test_a_disputed_payment_gives_nothing_back_and_others_give_as_far_as_they_have_room(monkeypatch) -> None:
    monkeypatch.setattr(giving_back, "frozen", lambda held: PaymentFrozen(ref=str(held.captured_minor)))
    disputed, one, two = payment(100, disputed=True), payment(50), payment(50)
    assert payments_for(50, [disputed, one], "EUR") == [one]
    with pytest.raises(PaymentFrozen) as stopped:
        payments_for(51, [disputed, one], "EUR")
    assert stopped.value.params["ref"] == "130"
    with pytest.raises(RefundAboveCaptured) as full:
        payments_for(51, [one], "EUR")
    assert full.value.params["room"] == "€0.50"
    assert payments_for(50, [one, two], "EUR", under_way={one.pk}) == [two]
    assert payments_for(51, [one, two], "EUR", under_way={one.pk}) == [one, two]


def said(outcome: Outcome, minor: int = 967, reference: str = "R-1") -> GatewayAnswer:
    return GatewayAnswer("k", outcome, reference, Money(minor, "EUR"), NOW)


PAID, REFUSED = Outcome.PAID, Outcome.REFUSED


@pytest.mark.parametrize(
    ("state", "changes", "answer", "found"),
    [
        ("calling", {}, said(PAID), None),
        ("calling", {}, said(PAID, 900), ("amount_differs", 967, 900)),
        ("failed", {}, said(PAID), ("paid_after_failure", 967, 967)),
        ("succeeded", {}, said(PAID), None),
        ("succeeded", {}, said(PAID, reference=""), None),
        ("succeeded", {}, said(PAID, reference="R-2"), ("paid_twice", 960, 960 + 967)),
        ("succeeded", {"paid_through": "offline"}, said(PAID), ("paid_twice", 0, 967)),
        ("succeeded", {}, said(PAID, 900), ("amount_differs", 960, 900)),
        ("succeeded", {}, said(REFUSED), ("failed_after_payment", 960, 967)),
        ("succeeded", {}, said(REFUSED, reference="R-2"), None),
        ("calling", {}, said(REFUSED), None),
        ("failed", {}, said(REFUSED), None),
        ("succeeded", {}, said(Outcome.ACCEPTED, 900), None),
        ("failed", {}, said(Outcome.BY_HAND, 900), None),
        ("failed", {}, None, None),
        ("failed", {}, Retryable("busy"), None),
    ],
)
def test_a_payment_that_contradicts_the_books_is_written_down(state, changes, answer, found, monkeypatch) -> None:
    module = sys.modules[settle.__module__]
    written = []
    monkeypatch.setattr(module, "record_discrepancy", lambda **told: written.append(told))
    monkeypatch.setattr(module, "payments_heard", lambda _: {answer.reference: answer.money.minor})
    given = {"paid_through": "sandbox", "gateway_reference": "R-1", "paid_minor": 960, **changes}
    refund = Refund(state=state, key="k", gateway="sandbox", amount_minor=967, currency="EUR", **given)
    module._notice_contradiction(refund, answer, actor=Actor(role=Role.SYSTEM, shop_id=None, id="system"), at=NOW)
    assert [(row["kind"], row["ours_minor"], row["theirs_minor"]) for row in written] == ([found] if found else [])


@pytest.mark.parametrize(
    ("state", "attempts", "asks", "minutes"),
    [
        ("reserved", 0, 9, None), ("reserved", 1, 9, 2), ("reserved", 8, 0, 256), ("reserved", 9, 0, 360),
        ("unknown", 9, 0, 2), ("unknown", 0, 7, 256), ("unknown", 0, 8, 360), ("accepted", 9, 0, 60),
        ("accepted", 0, 4, 960), ("accepted", 0, 5, 1_440), ("by_hand", 3, 3, None),
    ],
)  # fmt: skip
def test_waits_grow_up_to_their_bound(state, attempts, asks, minutes) -> None:
    found = term_of(Refund(attempts=attempts, asks=asks), SimpleNamespace(state=state))
    assert found == (None if minutes is None else timedelta(minutes=minutes))


@pytest.mark.parametrize(
    ("needed", "by", "confirmed"), [(True, "", False), (True, "staff:1", True), (False, "", True), (False, "x", True)]
)
def test_above_the_limit_only_what_was_looked_at_is_tried_again(needed, by, confirmed) -> None:
    refund = SimpleNamespace(confirm_needed=needed, confirmed_by=by)
    assert (CONFIRMED.test(refund), UNCONFIRMED.test(refund)) == (confirmed, not confirmed)


@pytest.mark.parametrize(
    ("code", "is_open", "frozen"),
    [("chargeback_open", False, True), ("chargeback_open", True, False), ("", False, False)],
)
def test_only_what_a_chargeback_stopped_before_its_call_goes_on_by_itself(code, is_open, frozen) -> None:
    refund = SimpleNamespace(failure_code=code, outcome_open=is_open)
    assert (FROZEN.test(refund), UNCALLED.test(refund)) == (frozen, not is_open)


@pytest.mark.parametrize(
    ("limit", "minor", "currency", "confirms"),
    [(None, 10**9, "EUR", False), (None, 1, "CNY", False), (966, 966, "CNY", False), (966, 967, "CNY", True),
     (966, 1, "EUR", True), (0, 1, "CNY", True)],
)  # fmt: skip
def test_whether_a_second_person_looks(limit, minor, currency, confirms) -> None:
    assert RefundRules(confirm_above_minor=limit).confirms(minor, currency, "CNY") is confirms
