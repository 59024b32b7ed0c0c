"""The settlement statement is the ledger: every row once, its totals, nothing that runs in a spreadsheet."""

import csv
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huitou.core import ledger
from huitou.core.errors import Forbidden
from huitou.core.jobs import run_pending
from huitou.core.models import Event, LedgerEntry
from huitou.core.money import Money
from huitou.core.tenancy import in_shop
from huitou.insurance.risk import CoverRow
from huitou.insurance.verbs.set_terms import LARGEST_GRAMS
from huitou.settlements.files import csv_of
from huitou.settlements.kinds import KINDS, OTHER, effect_minor, kind_of, shops_own
from huitou.settlements.models import CostTerms, ReturnCost
from huitou.settlements.sharing import PARTIES, RULES, relieve, split, valid
from huitou.settlements.statement import PeriodInvalid, StatementRow, months_until, period_of, statement_of, totals_of
from huitou.settlements.verbs import set_cost_terms
from huitou.settlements.verbs.set_cost_terms import CostSharesInvalid
from tests.insurance.insuring import balance, insure_all, receive, send_back, shipped

ACCOUNTS = ("payment:a", "refund:b", "gateway:x", "share:merchant", "share:platform", "share:buyer", "share:insurer",
            "insurance:pool", "claim:c", "credit:d", "deposit:platform", "bank:merchant", "freight:returns", "loss:o",
            "who:knows")  # fmt: skip
PAIRS = [(debit, credit) for debit in ACCOUNTS for credit in ACCOUNTS if debit != credit]
movements = st.lists(
    st.tuples(st.sampled_from(PAIRS), st.integers(1, 10**9), st.sampled_from(("CNY", "EUR"))), max_size=12
)
FEW = settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow], deadline=None)


def costs(world, **shares):
    set_cost_terms(shares=shares, table=[CoverRow("CN", 5_000, 1_501)], piece_grams=500, actor=world.hire("manager"),
                   at=world.now)  # fmt: skip


def this_month(world):
    with in_shop(world.shop):
        moments = LedgerEntry.objects.order_by("at").values_list("at", flat=True)
        names = dict.fromkeys(f"{at.astimezone(ZoneInfo(world.shop.timezone)):%Y-%m}" for at in moments)
        return [statement_of(period_of(name, world.shop)) for name in names]


def test_an_insured_return_is_traced_to_the_ledger(world):
    insure_all(world)
    costs(world, buyer={"buyer": 10_000})
    order, _parcel = shipped(world)
    receive(world, send_back(world, order))
    statements = this_month(world)
    rows = [row for one in statements for row in one.rows]
    with in_shop(world.shop):
        entries = {entry.pk: entry for entry in LedgerEntry.objects.all()}
        (cost,) = ReturnCost.objects.all()
    assert sorted(row.entry for row in rows) == sorted(entries)
    assert all((row.debit, row.credit, row.minor) == (e.debit, e.credit, e.amount_minor)
               for row in rows for e in [entries[row.entry]])  # fmt: skip
    assert OTHER not in {row.kind for row in rows}
    assert {row.order for row in rows} == {order.number}
    # The verdict names the buyer; the claim of 18.00 relieves them of all 15.01.
    assert (cost.rule, cost.parts, cost.insurer_minor) == ("buyer", {"buyer": 1_501}, 1_501)
    shares = statements[-1].totals[0].shares
    assert shares["insurer"] == 1_501
    assert "buyer" not in shares
    assert balance(world, "share:buyer") == 0
    kinds = {kind for one in statements for total in one.totals for kind in total.by_kind}
    assert {"premium", "claim_approved", "claim_paid", "pool_made_good", "return_shipping", "insurer_bears"} <= kinds


def test_a_day_is_the_shops_own(world):
    at = period_of("2026-11-22", world.shop)
    with in_shop(world.shop):
        for number, moment in enumerate(
            (at.since - timedelta(seconds=1), at.since, at.until - timedelta(seconds=1), at.until)
        ):
            ledger.post(shop_id=world.shop.pk, key=f"k{number}", debit="share:merchant", credit="fee:x",
                        money=Money(100 + number, "CNY"), subject_type="x", subject_id=uuid4(), at=moment)  # fmt: skip
        assert [row.minor for row in statement_of(at).rows] == [101, 102]
        month = statement_of(period_of("2026-11", world.shop))
        assert (len(month.rows), month.totals[0].by_kind, month.totals[0].effect_minor) == (
            4,
            {"fee": (406, -406)},
            -406,
        )
    # The refund of a ruling was the shop's money: what the platform bears of it comes back, its own share does not.
    assert [effect_minor(f"share:{party}", "ruling:x", 100) for party in ("merchant", "platform")] == [0, 100]
    # A chargeback costs the shop once: not when it is held, when the provider keeps it; its fee besides.
    moves = [("payment:p", "chargeback:c"), ("chargeback:c", "gateway:g"), ("loss:chargeback_fees", "gateway:g")]
    assert [effect_minor(*move, 100) for move in moves] == [0, -100, -100]
    assert kind_of("chargeback:c:fee", *moves[2]) == "fee"
    assert at.since.isoformat() == "2026-11-22T00:00:00+08:00"


def test_months_and_days_end_where_the_next_begin(world):
    assert months_until(date(2026, 2, 28), 3) == ["2026-02", "2026-01", "2025-12"]
    assert (months_until(date(2026, 12, 1), 1), len(months_until(date(2026, 1, 31)))) == (["2026-12"], 12)
    ends = [f"{period_of(name, world.shop).until:%Y-%m-%d}" for name in ("2026-11", "2026-12", "2026-12-31")]
    assert ends == ["2026-12-01", "2027-01-01", "2027-01-01"]


@pytest.mark.parametrize("name", ["", "2026", "2026-13", "2026-02-30", "2026-11-22x", "0000-01", "９９９９-01"])
def test_what_is_no_period(world, name):
    with pytest.raises(PeriodInvalid):
        period_of(name, world.shop)


def row(debit, credit, minor, currency, order="1"):
    at = datetime(2026, 11, 22, tzinfo=UTC)
    return StatementRow(uuid4(), at, "k", kind_of("k", debit, credit), debit, credit, minor,
                        effect_minor(debit, credit, minor), currency, "R", order)  # fmt: skip


@FEW
@given(movements)
def test_the_totals_are_those_of_the_ledger(moved):
    rows = [row(*accounts, minor, currency) for accounts, minor, currency in moved]
    for total in totals_of(rows):
        own = [one for one in rows if one.currency == total.currency]
        assert sum(minor for minor, _effect in total.by_kind.values()) == sum(one.minor for one in own)
        # What changes for the shop is exactly what its own accounts gained or lost together.
        gained = sum(one.minor for one in own if shops_own(one.credit)) - sum(
            one.minor for one in own if shops_own(one.debit)
        )
        assert total.effect_minor == gained == sum(effect for _minor, effect in total.by_kind.values())
        for party in PARTIES:
            bears = sum(one.minor * ((one.debit == f"share:{party}") - (one.credit == f"share:{party}")) for one in own)
            assert total.shares.get(party, 0) == bears
        assert set(total.by_kind) <= set(KINDS)


@FEW
@given(
    st.integers(1, 10**9),
    st.sampled_from(RULES),
    st.lists(st.integers(0, 10_000), min_size=4, max_size=4),
    st.integers(0, 10**9),
)
def test_shares_add_up_and_nobody_is_relieved_of_more_than_they_bear(cost, rule, cuts, paid):
    bounds = [0, *sorted(cuts), 10_000]
    weights = {party: after - before for party, before, after in zip(PARTIES, bounds, bounds[1:], strict=False)}
    parts = split(cost, rule, {rule: weights})
    assert sum(parts.values()) == cost
    relieved = relieve(parts, paid)
    assert all(relieved[party] <= parts[party] for party in relieved)
    assert sum(relieved.values()) == min(paid, parts.get("buyer", 0) + parts.get("merchant", 0))


# Key, debited, credited → what it is to the shop, and whether it gains (1) or bears (-1) it.
MOVES = [
    ("k", "gateway:x", "payment:1", "captured", 1),
    ("k", "payment:1", "gateway:x", "paid_back_elsewhere", -1),
    ("k", "payment:1", "refund:1", "refund_set_aside", 0),
    ("k", "refund:1", "gateway:x", "refund_paid", -1),
    ("k", "refund:1", "payment:1", "refund_released", 0),
    ("chargeback:1:fee", "loss:chargeback_fees", "gateway:x", "fee", -1),
    ("chargeback:1:fee_back", "gateway:x", "loss:chargeback_fees", "fee", 1),
    ("chargeback:1:1", "payment:1", "chargeback:1", "chargeback_held", 0),
    ("chargeback:1:2", "chargeback:1", "payment:1", "chargeback_won", 0),
    ("chargeback:1:2", "chargeback:1", "gateway:x", "chargeback_lost", -1),
    ("refund:1:overpaid", "loss:overpaid", "gateway:x", "refund_overpaid", -1),
    ("claim:1:lack", "share:merchant", "insurance:pool", "pool_made_good", -1),
    ("cover:1:premium", "share:merchant", "insurance:pool", "premium", -1),
    ("cover:1:premium", "share:merchant", "insurer:x", "premium", -1),
    ("cover:1:premium", "share:buyer", "insurance:pool", "premium", 0),
    ("claim:1:approve", "insurance:pool", "claim:1", "claim_approved", 0),
    ("claim:1:approve", "insurer:x", "claim:1", "claim_approved", 0),
    ("claim:1:pay", "claim:1", "credit:1", "claim_paid", 0),
    ("claim:1:spent", "credit:1", "bank:transfer", "credit_spent", 0),
    ("carrier:1", "share:carrier", "share:merchant", "carrier_bears", 1),
    ("return:1:insurer:merchant", "share:insurer", "share:merchant", "insurer_bears", 1),
    ("return:1:insurer:back:merchant", "share:merchant", "share:insurer", "insurer_bears", -1),
    ("return:1:share:merchant", "share:merchant", "freight:returns", "return_shipping", -1),
    ("return:1:back:merchant", "freight:returns", "share:merchant", "return_shipping_back", 1),
    ("deposit:top_up:1", "bank:merchant", "deposit:platform", "deposit_topped_up", 0),
    ("deposit:set_off:1", "deposit:platform", "share:platform", "deposit_set_off", -1),
    ("advance:1:claim", "receivable:1", "reversed:instant", "advance_claimed", 0),
    ("advance:1:charge:1", "setoff:instant", "receivable:1", "advance_kept_back", 0),
    ("advance:1:back:1", "receivable:1", "setoff:instant", "advance_owed_again", 0),
    ("advance:1:received:1", "received:instant", "receivable:1", "advance_paid_back", 1),
    ("advance:1:brought", "reversed:instant", "receivable:1", "advance_reversed", 0),
    ("advance:1:lost", "loss:instant", "receivable:1", "advance_lost", 0),
    ("byhand:1:owed", "hand:buyers", "owed:buyers", "owed_by_hand", 0),
    ("byhand:1:back", "owed:buyers", "hand:buyers", "settled_by_hand", 0),
    ("k", "share:merchant", "ruling:1", "ruling_share", 0),
    ("k", "share:platform", "ruling:1", "ruling_share", 1),
    ("k", "share:merchant", "bank:x", "share", -1),
    ("k", "bank:x", "share:merchant", "share", 1),
    ("k", "bank:x", "sales:credit", "other", 0),
]


@pytest.mark.parametrize(("key", "debit", "credit", "kind", "sign"), MOVES)
def test_each_movement_is_what_it_is_to_the_shop(key, debit, credit, kind, sign):
    assert (kind_of(key, debit, credit), effect_minor(debit, credit, 250)) == (kind, 250 * sign)


def test_who_is_relieved_first_and_who_bears_where_nothing_was_set():
    parts = {"buyer": 5, "merchant": 5, "platform": 9}
    assert [relieve(parts, paid) for paid in (0, 5, 7, 99)] == [
        {}, {"buyer": 5}, {"buyer": 5, "merchant": 2}, {"buyer": 5, "merchant": 5}]  # fmt: skip
    assert relieve(parts, -3) == {}
    assert [split(7, rule, {}) for rule in RULES] == [{"buyer": 7}, {"merchant": 7}, {"carrier": 7}]
    halves = {"buyer": {"merchant": 5_000, "carrier": 5_000}}
    assert split(3, "buyer", halves) == {"merchant": 2, "carrier": 1}
    assert split(10**8, "buyer", halves) == {"merchant": 5 * 10**7, "carrier": 5 * 10**7}
    alike = {"buyer": dict.fromkeys(PARTIES, 2_000), "lost": {"carrier": 10_000, "buyer": 0}}
    assert [valid(shares) for shares in (halves, {}, alike)] == [True] * 3
    for wrong in (
        {"who": {"buyer": 10_000}}, {"buyer": {"nobody": 10_000}}, {"buyer": {"buyer": 9_999}}, {"buyer": {}},
        {"buyer": {"buyer": 11_000, "merchant": -1_000}}, {**halves, "lost": {"carrier": 10_001}},
    ):  # fmt: skip
        assert not valid(wrong), wrong
    assert not valid({"buyer": {"merchant": 10_000.0}})


def test_shares_that_make_no_whole_change_nothing(world):
    for wrong in ({"buyer": {"buyer": 9_999}}, {"buyer": {"nobody": 10_000}}, {"who": {"buyer": 10_000}},
                  {"buyer": {"buyer": 11_000, "merchant": -1_000}}):  # fmt: skip
        with pytest.raises(CostSharesInvalid):
            costs(world, **wrong)
    given = {"shares": {}, "table": [], "actor": world.hire("manager"), "at": world.now}
    for grams in (0, LARGEST_GRAMS + 1):
        with pytest.raises(CostSharesInvalid):
            set_cost_terms(**given, piece_grams=grams)
    with pytest.raises(Forbidden):
        set_cost_terms(**{**given, "actor": world.agent}, piece_grams=1)
    with in_shop(world.shop):
        assert not CostTerms.objects.exists()
    for grams in (1, LARGEST_GRAMS):
        set_cost_terms(**given, piece_grams=grams)
    with in_shop(world.shop):
        assert CostTerms.objects.get().piece_grams == LARGEST_GRAMS
        told = Event.objects.filter(kind="settlements.cost_terms.set").order_by("seq")
        assert [one.facts["after"]["piece_grams"] for one in told] == [1, LARGEST_GRAMS]


def test_the_shop_splits_by_its_own_rule_and_a_lost_parcel_is_the_carriers(world):
    from huitou.logistics.verbs import declare_lost, trace

    costs(world, buyer={"merchant": 3_333, "platform": 3_333, "buyer": 3_334})
    order, _parcel = shipped(world)
    receive(world, send_back(world, order))
    assert [balance(world, f"share:{party}") for party in ("merchant", "platform", "buyer")] == [-500, -500, -501]
    other, _parcel = shipped(world, email="ann@example.com", customer="ann")
    back = send_back(world, other)
    world.clock.forward(days=16)
    trace(goods_return=back.pk, actor=world.system, at=world.now)
    declare_lost(goods_return=back.pk, actor=world.agent, at=world.now)
    run_pending()
    assert balance(world, "share:carrier") == -1_501


def test_numbers_stay_numbers_and_an_order_number_cannot_be_a_formula(world):
    period = period_of("2026-11", world.shop)
    one = row("share:merchant", "fee:x", 1_250, "CNY", order='=HYPERLINK("http://x","y")')
    from huitou.settlements.statement import Statement

    text = csv_of(Statement(period, (one,), totals_of([one])), "Asia/Shanghai")
    assert text.startswith("\ufeff")
    cells = list(csv.DictReader(StringIO(text.removeprefix("\ufeff"))))
    assert (cells[0]["amount"], cells[0]["effect"], cells[0]["order"]) == (
        "12.50",
        "-12.50",
        '\'=HYPERLINK("http://x","y")',
    )
    assert (cells[-1]["kind"], cells[-1]["effect"]) == ("total", "-12.50")


@pytest.mark.parametrize(
    ("key", "debit", "credit", "kind"),
    [("chargeback:1:1", "loss:overpaid", "chargeback:1", "chargeback_held"),
     ("chargeback:1:2", "chargeback:1", "loss:overpaid", "chargeback_won"),
     ("chargeback:1:3", "payment:1", "loss:overpaid", "overpaid_counted"),
     ("elsewhere:1:1", "payment:1", "gateway:stripe", "paid_back_elsewhere"),
     ("elsewhere:1:2", "gateway:stripe", "payment:1", "elsewhere_failed"),
     ("elsewhere:1:3", "gateway:stripe", "loss:overpaid", "elsewhere_failed"),
     ("capture:1", "gateway:stripe", "payment:1", "captured")],
)  # fmt: skip
def test_what_leaves_without_us_has_a_name_beyond_the_room_too(key, debit, credit, kind) -> None:
    assert kind_of(key, debit, credit) == kind
