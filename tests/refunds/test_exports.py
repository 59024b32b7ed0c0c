"""What accountants take: the journal, gapless credit notes, tax that adds up, red-letter data, safe cells."""

import csv
import threading
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from io import StringIO
from uuid import uuid4

import pytest
from django.db import connections
from hypothesis import given, settings
from hypothesis import strategies as st

from huitou.core import ledger
from huitou.core.actors import Actor, Role, system_actor
from huitou.core.models import LedgerEntry, Shop
from huitou.core.money import Money
from huitou.core.spreadsheets import number, table
from huitou.core.tenancy import in_shop
from huitou.orders.models import Line, Order
from huitou.orders.verbs import note_invoice
from huitou.orders.verbs.note_invoice import InvoiceNumberMalformed
from huitou.refunds.exports.accounts import ACCOUNTS, booked_as
from huitou.refunds.exports.files import EXPORTS, csv_of
from huitou.refunds.exports.times import bounds
from huitou.refunds.gateway_calls import gateway_actor
from huitou.refunds.gateways.notices import ChargebackNews, Stage
from huitou.refunds.gateways.sandbox.faults import Kind, plan_fault
from huitou.refunds.models import CreditNote, NoteCounter, Refund, RefundRules
from huitou.refunds.note_lines import Bought, note_lines
from huitou.refunds.sheet import Fees
from huitou.refunds.verbs import hear_chargeback, issue_notes, succeed
from tests.refunds.conftest import sheet_for
from tests.seeds import examples

EVER = datetime(2020, 1, 1, tzinfo=UTC), datetime(2090, 1, 1, tzinfo=UTC)


def read(text: str) -> list[dict[str, str]]:
    assert text.startswith("\ufeff")
    return list(csv.DictReader(StringIO(text[1:])))


def export(shop: Shop, what: str) -> list[dict[str, str]]:
    with in_shop(shop):
        return read(csv_of(what, shop, *EVER))


@pytest.fixture
def taxed(shop, paid_order):
    """Ten per cent of tax within the price of every line: 2.64 on the cups of 29.00, 4.55 on the pot of 50.00."""
    with in_shop(shop):
        Order.objects.filter(pk=paid_order.order.pk).update(tax_minor=719)
        Line.objects.filter(pk=paid_order.cup.pk).update(tax_minor=264, title='=HYPERLINK("http://x","Cup")')
        Line.objects.filter(pk=paid_order.pot.pk).update(tax_minor=455)
    return paid_order


@pytest.fixture
def paid(taxed, ask_refund, run_jobs):
    def pay(**what):
        (refund,) = ask_refund(taxed, **what)
        run_jobs()
        return refund

    return pay


@pytest.fixture
def order_with_chargeback(shop, paid_order, clock):
    at = clock.now()
    news = ChargebackNews("dp_1", (paid_order.payments[0].external_id,), Money(8400, "EUR"), Stage.OPEN, at)
    gateway = gateway_actor(shop.pk, "sandbox")
    return paid_order, hear_chargeback(actor=gateway, at=at, gateway="sandbox", news=news).ref


def test_numbers_run_from_one_without_a_gap_and_a_second_run_changes_nothing(shop, paid, clock) -> None:
    for _ in range(3):
        paid(cups=1)
    system = system_actor(shop.pk)
    assert [note.number for note in issue_notes(actor=system, at=clock.now(), at_most=2)] == [1, 2]
    assert [note.number for note in issue_notes(actor=system, at=clock.now())] == [3]
    assert issue_notes(actor=system, at=clock.now()) == []
    year = clock.now().year
    with in_shop(shop):
        assert [note.name for note in CreditNote.objects.order_by("number")] == [f"{year}-{n:05d}" for n in (1, 2, 3)]


def test_a_new_year_by_the_shops_own_clock_begins_at_one(shop, paid, clock) -> None:
    """Half past eleven in the evening UTC on the last day is the new year in Berlin."""
    first, second = paid(cups=1), paid(cups=1)
    with in_shop(shop):
        Refund.objects.filter(pk=first.pk).update(settled_at=datetime(2026, 12, 31, 22, 30, tzinfo=UTC))
        Refund.objects.filter(pk=second.pk).update(settled_at=datetime(2026, 12, 31, 23, 30, tzinfo=UTC))
    notes = issue_notes(actor=system_actor(shop.pk), at=clock.now())
    assert [note.name for note in notes] == ["2026-00001", "2027-00001"]


def test_an_error_within_leaves_no_gap(shop, paid, clock, monkeypatch) -> None:
    paid(cups=1)
    with monkeypatch.context() as patch:
        patch.setattr(CreditNote, "save", lambda *args, **kwargs: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            issue_notes(actor=system_actor(shop.pk), at=clock.now())
    with in_shop(shop):
        assert list(NoteCounter.objects.filter(year__gt=0)) == []
    assert [note.number for note in issue_notes(actor=system_actor(shop.pk), at=clock.now())] == [1]


@pytest.mark.race
def test_eight_at_once_number_every_refund_once(shop, make_order, ask_refund, run_jobs, clock) -> None:
    for _ in range(6):
        ask_refund(make_order(), cups=1)
    run_jobs()
    at, errors = clock.now(), []

    def issue() -> None:
        try:
            issue_notes(actor=system_actor(shop.pk), at=at, at_most=4)
        except Exception as error:  # noqa: BLE001
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=issue) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with in_shop(shop):
        assert (errors, list(CreditNote.objects.order_by("number").values_list("number", flat=True))) == (
            [], [1, 2, 3, 4, 5, 6])  # fmt: skip


def test_the_tax_of_partial_refunds_comes_to_the_tax_that_was_paid(shop, paid, clock) -> None:
    whole = Fees(outbound_shipping_refunded=True)
    for cups, pots in ((1, 0), (2, 0), (0, 1)):
        paid(cups=cups, pots=pots, fees=whole)
    notes = issue_notes(actor=system_actor(shop.pk), at=clock.now())
    assert sum(note.tax_minor for note in notes) == 719
    assert sum(note.total_minor for note in notes) == 8400
    rows = export(shop, "tax")
    assert sum(Decimal(row["gross"]) for row in rows) == Decimal("84.00")
    assert sum(Decimal(row["tax"]) for row in rows) == Decimal("7.19")
    assert all(Decimal(row["net"]) + Decimal(row["tax"]) == Decimal(row["gross"]) for row in rows)
    assert {row["tax_rate"] for row in rows} == {"0.1002", "0.1001"}


def test_what_was_paid_short_leaves_its_tax_to_the_refund_that_makes_it_good(
    shop, taxed, ask_refund, run_jobs, manager, clock
) -> None:
    """Of the 29.00 for three cups 20.00 were paid, 9.00 afterwards: a tenth of tax in both, 2.64 in all."""
    plan_fault(str(shop.pk), Kind.REFUSE)
    cause, sheet = uuid4(), sheet_for(taxed, cups=3, at=clock.now())
    (first,) = ask_refund(taxed, cause_id=cause, sheet=sheet)
    run_jobs()
    succeed(actor=manager, at=clock.now(), refund=first.pk, reason="Seen in the console", paid_minor=2_000)
    (rest,) = ask_refund(taxed, amount=900)
    run_jobs()
    notes = issue_notes(actor=system_actor(shop.pk), at=clock.now())
    assert [(note.refund_id, note.total_minor) for note in notes] == [(first.pk, 2_000), (rest.pk, 900)]
    assert [note.tax_minor for note in notes] == [182, 82]


def test_a_piece_paid_by_several_payments_comes_back_on_each_note(
    shop, make_order, ask_refund, run_jobs, clock
) -> None:
    """The first payment's part counts the piece; the others' are no reduction of the price."""
    order = make_order(("sandbox", 6300), ("sandbox", 2100), currency="CNY")
    ask_refund(order, cups=1)
    run_jobs()
    issue_notes(actor=system_actor(shop.pk), at=clock.now())
    rows = sorted(export(shop, "red-letters"), key=lambda row: row["数量"])
    assert [(row["开具红字发票原因"], row["数量"], row["价税合计"]) for row in rows] == [
        ("销货退回", "", "-2.42"), ("销货退回", "-1", "-7.25")]  # fmt: skip


def test_the_journal_names_a_chargeback_and_its_order(shop, order_with_chargeback) -> None:
    order, ref = order_with_chargeback
    rows = [row for row in export(shop, "journal") if row["entry"].startswith("chargeback:")]
    assert {(row["refund"], row["order"]) for row in rows} == {(ref, order.order.number)}


def test_the_journal_has_every_booking_under_the_shops_accounts(shop, paid) -> None:
    with in_shop(shop):
        RefundRules.objects.create(shop=shop, accounts={"gateway": "1122", "refund": "2241"})
    refund = paid(cups=1)
    rows = [row for row in export(shop, "journal") if row["refund"] == refund.ref]
    assert [(row["debit"], row["credit"], row["credit_detail"], row["amount"]) for row in rows] == [
        ("payments", "2241", str(refund.pk), "9.67"),
        ("2241", "1122", "sandbox", "9.67"),
    ]
    with in_shop(shop):
        booked = LedgerEntry.objects.count()
    assert len(export(shop, "journal")) == booked


def test_the_journal_adds_up_to_the_ledger_by_account_and_currency(
    shop, paid, make_order, ask_refund, run_jobs
) -> None:
    ask_refund(make_order(currency="CNY"), cups=2)
    paid(cups=1)
    trial: Counter[tuple[str, str, str]] = Counter()
    for row in export(shop, "journal"):
        amount = Decimal(row["amount"])
        trial[row["currency"], row["debit"], row["debit_detail"]] -= amount
        trial[row["currency"], row["credit"], row["credit_detail"]] += amount
    assert {currency for currency, _account, _detail in trial} == {"EUR", "CNY"}
    for currency in ("EUR", "CNY"):
        assert sum(sum_ for (one, _account, _detail), sum_ in trial.items() if one == currency) == 0
    with in_shop(shop):
        for (currency, account, detail), sum_ in trial.items():
            kind = next((kind for kind, (_words, name) in ACCOUNTS.items() if name == account), account)
            assert number(ledger.balance(f"{kind}:{detail}", currency).minor, currency) == sum_


def test_a_file_is_of_its_time_alone(shop, paid, clock) -> None:
    """From its first moment to before its last one; in yuan, what is in yuan."""
    paid(cups=1)
    clock.forward(hours=1)
    paid(cups=1)
    issue_notes(actor=system_actor(shop.pk), at=clock.now())
    with in_shop(shop):
        booked = list(LedgerEntry.objects.values_list("at", flat=True))
        settled = list(CreditNote.objects.values_list("settled_at", flat=True))

    def rows(what: str, since: datetime, until: datetime) -> int:
        with in_shop(shop):
            return len(read(csv_of(what, shop, since, until)))

    for what, moments in (("journal", booked), ("notes", settled)):
        last = max(moments)
        assert rows(what, last, EVER[1]) == moments.count(last) < len(moments)
        assert rows(what, EVER[0], last) == len(moments) - moments.count(last)
    assert (rows("red-letters", *EVER), len(settled)) == (0, 2)


def test_no_cell_of_a_file_is_a_formula(shop, paid, clock) -> None:
    paid(cups=1)
    issue_notes(actor=system_actor(shop.pk), at=clock.now())
    titles = [row["item"] for row in export(shop, "notes")]
    assert titles == ['\'=HYPERLINK("http://x","Cup")']


@pytest.mark.parametrize("dangerous", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1"])
def test_what_programs_take_for_a_formula_is_text(dangerous: str) -> None:
    (row,) = csv.reader(StringIO(table(["x"], [[dangerous]]).split("\r\n", 1)[1]))
    assert row == [f"'{dangerous}"]


def test_numbers_stay_numbers_even_below_zero() -> None:
    assert table(["x"], [[-number(967, "EUR"), number(5, "JPY"), number(1, "KWD")]]).endswith("-9.67,5,0.001\r\n")


def test_red_letter_data_of_a_chinese_shop(shop, make_order, ask_refund, run_jobs, clock) -> None:
    order = make_order(currency="CNY")
    with in_shop(shop):
        Order.objects.filter(pk=order.order.pk).update(tax_minor=334)
        Line.objects.filter(pk=order.cup.pk).update(tax_minor=334)
    ask_refund(order, cups=3)
    ask_refund(order, amount=100)
    run_jobs()
    issue_notes(actor=system_actor(shop.pk), at=clock.now())
    clerk = Actor(Role.MERCHANT, shop.pk, "staff:clerk", frozenset({"refunds.resolve", "orders.view"}))
    with pytest.raises(InvoiceNumberMalformed):
        note_invoice(order=order.order.pk, number="=1+1", actor=clerk, at=clock.now())
    assert {row["蓝字发票号码"] for row in export(shop, "red-letters")} == {""}
    note_invoice(order=order.order.pk, number=" 26312000000012345678 ", actor=clerk, at=clock.now())
    back, *reduced = export(shop, "red-letters")
    assert {row["蓝字发票号码"] for row in (back, *reduced)} == {"26312000000012345678"}
    assert (back["开具红字发票原因"], back["数量"], back["金额"], back["税额"], back["价税合计"], back["税率"]) == (
        "销货退回", "-3", "-25.66", "-3.34", "-29.00", "0.1302")  # fmt: skip
    assert {row["开具红字发票原因"] for row in reduced} == {"销售折让"}
    assert all(row["数量"] == "" for row in reduced)


def test_what_was_overpaid_or_paid_short_is_what_the_note_says() -> None:
    lines = note_lines(1000, [("a", 1, 300), ("b", 1, 600)], {"a": Bought("A", 300, 27), "b": Bought("B", 600, 0)}, {})
    assert [(line.gross_minor, line.tax_minor) for line in lines] == [(333, 27), (667, 0)]


@settings(max_examples=examples(120, 300), deadline=None)
@given(st.integers(1, 10**6), st.integers(0, 10**5), st.lists(st.integers(1, 10**5), min_size=1, max_size=6))
def test_taxes_of_parts_never_exceed_the_lines_tax(goods: int, tax: int, parts: list[int]) -> None:
    tax = min(tax, goods)
    before = taken = 0
    for part in parts:
        (line,) = note_lines(part, [("a", 1, part)], {"a": Bought("A", goods, tax)}, {"a": before})
        assert 0 <= line.tax_minor <= line.gross_minor or line.tax_minor <= tax
        before, taken = before + part, taken + line.tax_minor
    assert taken <= tax
    assert before < goods or taken == tax


def test_days_are_the_shops_own(shop) -> None:
    begin, end = bounds(date(2026, 3, 29), date(2026, 3, 29), shop)  # clocks go forward that day in Berlin
    assert end - begin == timedelta(hours=23)
    assert begin == datetime(2026, 3, 28, 23, tzinfo=UTC)


def test_accounts_have_names_of_their_own_or_ours() -> None:
    assert booked_as("gateway:stripe", {"gateway": "1200"}) == ("1200", "stripe")
    assert booked_as("payment:1", {}) == ("payments", "1")
    assert booked_as("unheard:1", {}) == ("unheard", "1")


def test_another_shops_bookings_are_in_no_file(shop, other_shop, paid, clock) -> None:
    paid(cups=1)
    issue_notes(actor=system_actor(shop.pk), at=clock.now())
    assert [len(export(other_shop, what)) for what in EXPORTS] == [0, 0, 0, 0]
