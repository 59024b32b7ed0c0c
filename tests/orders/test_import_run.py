"""An import from end to end: batches, a second run, changes, contacts, moved dates, interruptions, other imports."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest

from huitou.core.actors import system_actor
from huitou.core.errors import Forbidden
from huitou.core.ledger import balance
from huitou.core.models import Event, LedgerEntry
from huitou.core.money import Money
from huitou.core.tenancy import in_shop
from huitou.orders.connectors.generic.adapter import Generic
from huitou.orders.connectors.protocol import ColumnsMissing, FileMissing, FormatUnknown, ReadOptions
from huitou.orders.drafts import OrderDraft, Record, Reject, Where
from huitou.orders.imports import Job, choose, run
from huitou.orders.imports.run import NothingToMove
from huitou.orders.models import Customer, CustomerContact, Line, Order, OrderAddress, Payment
from huitou.orders.sentences import SENTENCES
from huitou.orders.verbs import claim_quantity
from huitou.parcels.imports import write as write_parcels
from huitou.parcels.models import Parcel, ParcelLine, ParcelScan
from huitou.refunds.gateway_calls import gateway_actor
from huitou.refunds.gateways.protocol import GatewayAnswer, Outcome
from huitou.refunds.verbs import record_elsewhere
from tests.orders.conftest import AT
from tests.orders.drafting import CNY, PLACED, draft, write_csv

TABLES = (
    Order,
    OrderAddress,
    Line,
    Payment,
    Customer,
    CustomerContact,
    LedgerEntry,
    Event,
    Parcel,
    ParcelLine,
    ParcelScan,
)


@dataclass
class Given:
    """A connector that reads what the test gives; `breaks_after` so many records it is interrupted."""

    records: Sequence[Record]
    breaks_after: int | None = None
    name: str = "test"

    def recognises(self, path: Path) -> bool:
        return False

    def read(self, paths: Sequence[Path], options: ReadOptions) -> Iterator[Record]:
        for number, record in enumerate(self.records):
            if number == self.breaks_after:
                raise KeyboardInterrupt
            yield record


def many(count: int) -> list[OrderDraft]:
    return [
        draft(f"N{number:05d}", customer=replace(draft().customer, external_id=f"c{number % 50}", email="", phone=""))
        for number in range(count)
    ]


@pytest.fixture
def bring(shop):
    def bring(*records, at=AT, breaks_after=None, **job):
        connector = Given(records, breaks_after)
        return run(Job(connector, [], CNY, then=write_parcels, **job), actor=system_actor(shop.pk), at=at)

    return bring


def everything(shop):
    """Every row of every table, to see that nothing changed."""
    with in_shop(shop):
        return {model: sorted(map(str, model.objects.values_list())) for model in TABLES}


def test_a_second_run_changes_nothing(shop, bring):
    records = many(1203)
    first = bring(*records)
    assert (first.new, first.lines, first.payments, first.customers, first.parcels) == (1203, 2406, 1203, 50, 1203)
    before = everything(shop)
    again = bring(*records, at=AT + timedelta(days=3))
    assert (again.new, again.updated, again.unchanged, again.parcels, again.skipped) == (0, 0, 1203, 0, {})
    assert everything(shop) == before


def test_an_interrupted_run_goes_on_where_it_stopped(shop, bring):
    records = many(1100)
    with pytest.raises(KeyboardInterrupt):
        bring(*records, breaks_after=1050)
    with in_shop(shop):
        assert Order.objects.count() == 1000
        assert Parcel.objects.count() == 1000
    again = bring(*records)
    assert (again.new, again.unchanged) == (100, 1000)


def test_rejects_are_counted_with_their_first_places(bring):
    rejects = [Reject(Where("a.csv", line), "amount_malformed", f"x{line}") for line in range(2, 9)]
    report = bring(*rejects, draft())
    told = report.to_json()
    assert told["skipped"]["amount_malformed"]["count"] == 7
    assert [one["where"] for one in told["skipped"]["amount_malformed"]["examples"]] == [
        "a.csv:2", "a.csv:3", "a.csv:4", "a.csv:5", "a.csv:6",
    ]  # fmt: skip
    assert told["skipped"]["amount_malformed"]["meaning"] == str(SENTENCES["amount_malformed"])
    assert (told["orders"], told["new"]) == (1, 1)


def test_orders_that_clash_cost_themselves_only(bring):
    report = bring(
        draft("1"),
        draft("1"),
        draft("1", external_id="2"),
        draft("3", placed_at=AT + timedelta(days=2)),
        draft("4", lines=(replace(draft().lines[0], discount_minor=99_999_999),), payments=()),
        # A zero byte: the database refuses what no reader should have let through.
        draft("6", lines=(replace(draft().lines[0], title="a\0b"),)),
        draft("5"),
    )
    assert report.new == 2
    assert {code: tally.count for code, tally in report.skipped.items()} == {
        "duplicate_order": 1,
        "number_taken": 1,
        "time_in_future": 1,
        "discount_above_price": 1,
        "refused_by_database": 1,
    }


def test_a_changed_order_follows_its_source(shop, bring):
    bring(draft(state="placed", payments=(), parcels=()))
    cups, pot = draft().lines
    changed = draft(
        lines=(replace(cups, returned=1), pot, replace(pot, external_id="3", sku="LID")),
        payments=(replace(draft().payments[0], refunded_minor=5000),),
    )
    report = bring(changed)
    assert (report.new, report.updated, report.unchanged, report.parcels) == (0, 1, 0, 1)
    assert bring(changed).unchanged == 1
    with in_shop(shop):
        order = Order.objects.get()
        assert (order.state, order.total_minor) == ("paid", changed.total_minor)
        lines = Line.objects.order_by("position")
        assert [(line.sku, line.returned) for line in lines] == [("CUP", 1), ("POT", 0), ("LID", 0)]
        payment = Payment.objects.get()
        assert balance(f"payment:{payment.pk}", "CNY").minor == payment.captured_minor - payment.refunded_minor == 18000
        kinds = Event.objects.filter(subject_id=order.pk).order_by("seq").values_list("kind", flat=True)
        assert list(kinds) == ["orders.order.imported", "orders.order.updated"]
        assert Parcel.objects.get().state == "delivered"


def test_captures_and_refunds_that_grow_at_the_source_are_booked_by_the_difference(shop, bring):
    paid = draft().payments[0]
    for captured, refunded in ((10000, 0), (23000, 1000), (23000, 4000)):
        bring(draft(payments=(replace(paid, captured_minor=captured, refunded_minor=refunded),)))
    with in_shop(shop):
        payment = Payment.objects.get()
        assert (payment.captured_minor, payment.refunded_minor) == (23000, 4000)
        assert balance(f"payment:{payment.pk}", "CNY").minor == 19000
        amounts = LedgerEntry.objects.order_by("recorded_at", "pk").values_list("amount_minor", flat=True)
        assert sorted(amounts) == [1000, 3000, 10000, 13000]


def test_a_sum_that_the_source_states_again_after_a_part_of_it_came_back_is_booked_again(shop, bring):
    paid = replace(draft().payments[0], gateway="sandbox")
    gateway = gateway_actor(shop.pk, paid.gateway)

    def stated(refunded: int) -> None:
        bring(draft(payments=(replace(paid, refunded_minor=refunded),)))

    def told(outcome: Outcome) -> None:
        money = Money(3000, "CNY")
        answer = GatewayAnswer(
            key="", outcome=outcome, reference="re_1", money=money, at=AT, payments=(paid.external_id,)
        )
        record_elsewhere(actor=gateway, at=AT, gateway=paid.gateway, answer=answer)

    stated(4000)
    told(Outcome.PAID)
    stated(9000)
    told(Outcome.REFUSED)
    stated(6000)
    stated(9000)
    with in_shop(shop):
        payment = Payment.objects.get()
        assert payment.refunded_minor == 9000
        assert balance(f"payment:{payment.pk}", "CNY").minor == payment.captured_minor - 9000


@pytest.mark.parametrize(
    "change",
    [
        {"lines": draft().lines[1:]},
        {"lines": (replace(draft().lines[0], quantity=1), draft().lines[1])},
        {"lines": (replace(draft().lines[0], unit_price_minor=1, discount_minor=0), draft().lines[1])},
        {"currency": "USD"},
    ],
)
def test_a_change_that_takes_away_what_is_claimed_is_refused_and_changes_nothing(shop, bring, change):
    bring(draft())
    with in_shop(shop):
        claim_quantity(Line.objects.get(sku="CUP").pk, 2)
    before = everything(shop)
    report = bring(draft(**change), draft("2", customer=replace(draft().customer, external_id="c1")))
    assert (report.new, report.updated) == (1, 0)
    assert list(report.skipped) == ["order_in_use"]
    after = everything(shop)
    assert [row for row in before[Line] if row not in after[Line]] == []
    assert set(before[Payment]) <= set(after[Payment])


def test_contacts_come_from_a_file_and_outlive_later_runs(shop, bring, tmp_path):
    customer = replace(draft().customer, external_id="person", aliases=("per-order",), email="", name="", phone="")
    order = draft(customer=customer, address=replace(draft().address, name="", phone=""))
    bring(order)
    contacts = write_csv(
        tmp_path / "contacts.csv",
        ("customer_id", "email", "name", "phone"),
        [
            ("per-order", "Ana@Example.com", "Ana", "13800138000"),
            ("", "x@example.com", "", ""),
            ("other", "o@example.com", "", ""),
        ],
    )
    report = bring(order, contacts=contacts)
    assert (report.unchanged, report.contacts) == (1, 1)
    assert report.skipped["contact_row_broken"].count == 1
    bring(order)
    with in_shop(shop):
        contact = CustomerContact.objects.get()
        assert (contact.email, contact.name, contact.phone) == ("ana@example.com", "Ana", "+8613800138000")


def test_an_order_fills_gaps_of_a_contact_and_a_contacts_file_replaces(shop, bring, tmp_path):
    bring(draft("1", customer=replace(draft().customer, phone="")))
    bring(draft("2", customer=replace(draft().customer, email="new@example.com")))
    with in_shop(shop):
        contact = CustomerContact.objects.get()
        assert (contact.email, contact.phone) == ("ann@example.com", "+8613800138000")
    contacts = write_csv(tmp_path / "contacts.csv", ("客户编号", "邮箱"), [("c1", "third@example.com")])
    bring(draft("1", customer=replace(draft().customer, phone="")), contacts=contacts)
    with in_shop(shop):
        contact = CustomerContact.objects.get()
        assert (contact.email, contact.phone) == ("third@example.com", "+8613800138000")


def test_contacts_that_cannot_be_one_are_left_out_and_said(shop, bring):
    report = bring(draft(customer=replace(draft().customer, email="ann at example", phone="12")))
    assert {code: tally.count for code, tally in report.remarks.items()} == {"email_malformed": 1, "phone_malformed": 1}
    assert [one.value for one in report.remarks["email_malformed"].examples] == [""]


def test_a_contacts_file_without_the_customer_is_refused(bring, tmp_path):
    contacts = write_csv(tmp_path / "contacts.csv", ("email", "name"), [])
    with pytest.raises(ColumnsMissing):
        bring(draft(), contacts=contacts)


def test_all_dates_move_together_so_that_the_newest_is_today(shop, bring):
    old = [draft("1"), draft("2", placed_at=PLACED - timedelta(days=700), payments=(), parcels=())]
    report = bring(*old, shift_to_today=True)
    # The newest moment is the delivery of May 4th, 08:00: 28 whole days before June 1st, 12:00.
    assert report.moved_by_days == 28
    with in_shop(shop):
        first, second = Order.objects.order_by("number")
        assert (first.placed_at, first.moved_by_days) == (PLACED + timedelta(days=28), 28)
        assert first.placed_at - second.placed_at == timedelta(days=700)
        assert Parcel.objects.get().delivered_at == PLACED + timedelta(days=31)
        assert Payment.objects.get().paid_at == PLACED + timedelta(days=28, minutes=3)
    before = everything(shop)
    again = bring(*old, at=AT + timedelta(days=10), shift_to_today=True)
    assert (again.unchanged, again.moved_by_days) == (2, 38)
    assert everything(shop) == before


def test_one_order_that_ended_late_does_not_hold_all_others_back(shop, bring):
    many = [draft(str(place), payments=(), parcels=()) for place in range(199)]
    late = draft("late", placed_at=PLACED + timedelta(days=90), payments=(), parcels=())
    report = bring(*many, late, shift_to_today=True)
    # May 1st, 08:00 moves to the day before June 1st, 12:00 ends; the late one, already in the future, moves back.
    assert (report.new, report.skipped_total, report.moved_by_days) == (200, 0, 31)
    with in_shop(shop):
        assert set(Order.objects.exclude(number="late").values_list("moved_by_days", flat=True)) == {31}
        moved = Order.objects.get(number="late")
        assert (moved.moved_by_days, moved.placed_at) == (-59, PLACED + timedelta(days=31))
        assert not Order.objects.filter(placed_at__gt=AT).exists()
    before = everything(shop)
    assert bring(*many, late, shift_to_today=True).unchanged == 200
    assert everything(shop) == before


def test_a_changed_order_keeps_the_move_it_came_with(shop, bring):
    bring(draft(parcels=()), shift_to_today=True)
    bring(draft(), at=AT + timedelta(days=50), shift_to_today=True)
    with in_shop(shop):
        order, parcel = Order.objects.get(), Parcel.objects.get()
        assert parcel.delivered_at - order.placed_at == timedelta(days=3)


def test_there_is_nothing_to_move_without_an_order(bring):
    with pytest.raises(NothingToMove):
        bring(Reject(Where("a", 1), "row_broken"), shift_to_today=True)


def test_the_content_chooses_the_connector(tmp_path):
    table = write_csv(tmp_path / "o.csv", ("order_id", "placed_at", "title", "unit_price"), [])
    assert choose([Given([]), Generic()], "auto", [table]).name == "generic"
    assert choose([Given([]), Generic()], "test", [table]).name == "test"
    with pytest.raises(FormatUnknown):
        choose([Given([])], "auto", [table])
    with pytest.raises(FormatUnknown):
        choose([Given([])], "other", [table])
    undated = write_csv(tmp_path / "undated.csv", ("order_id", "title", "unit_price"), [])
    with pytest.raises(ColumnsMissing) as lacking:
        choose([Given([]), Generic()], "auto", [undated])
    assert lacking.value.params["missing"] == "placed_at"
    other = write_csv(tmp_path / "other.csv", ("foo", "bar"), [])
    with pytest.raises(FormatUnknown):
        choose([Given([]), Generic()], "auto", [other])
    with pytest.raises(FileMissing):
        choose([Given([])], "auto", [tmp_path / "none"])


def test_importing_needs_the_right(shop, agent):
    with pytest.raises(Forbidden):
        run(Job(Given([draft()]), [], CNY), actor=agent, at=AT)
    with in_shop(shop):
        assert Order.objects.count() == 0
