"""A shop's settlement statement of a day or a month: the rows of the ledger, each once, and their totals.

Built from the ledger alone, inside the shop; called by the desk, the API and the command line. Writes nothing.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from huitou.claims.models import CarrierClaim
from huitou.core.errors import Invalid
from huitou.core.models import LedgerEntry, Shop
from huitou.core.money import Money
from huitou.instant.models import Advance
from huitou.insurance.models import FreightClaim, FreightCover
from huitou.orders.models import OwedByHand, Payment
from huitou.refunds.models import Refund
from huitou.settlements.kinds import KINDS, effect_minor, kind_of
from huitou.settlements.models import ReturnCost

PERIOD = re.compile(r"(\d{4})-(\d{2})(?:-(\d{2}))?", re.ASCII)


class PeriodInvalid(Invalid):
    """Neither a day nor a month."""

    code = "period_invalid"
    message = _("Write a day as 2026-11-22 or a month as 2026-11.")


@dataclass(frozen=True, slots=True)
class Period:
    """From `since` up to before `until`, in the shop's time zone. `name`: as it was asked for."""

    name: str
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class StatementRow:
    """One row of the ledger. `effect_minor`: what it changes for the shop. `reference`, `order`: what people search."""

    entry: UUID
    at: datetime
    key: str
    kind: str
    debit: str
    credit: str
    minor: int
    effect_minor: int
    currency: str
    reference: str
    order: str


@dataclass(frozen=True, slots=True)
class Totals:
    """One currency: kind → (sum, effect for the shop), and what all rows together change for the shop."""

    currency: str
    by_kind: Mapping[str, tuple[int, int]]
    shares: Mapping[str, int]
    effect_minor: int

    def money(self, minor: int) -> Money:
        """A sum of this currency."""
        return Money(minor, self.currency)


@dataclass(frozen=True, slots=True)
class Statement:
    """All of it."""

    period: Period
    rows: tuple[StatementRow, ...]
    totals: tuple[Totals, ...]


def period_of(name: str, shop: Shop) -> Period:
    """The day or month. Raises PeriodInvalid."""
    match = PERIOD.fullmatch(name)
    if match is None:
        raise PeriodInvalid()
    year, month, day = (int(part) if part else 0 for part in match.groups())
    try:
        first = date(year, month, day or 1)
        after = first + timedelta(days=1) if day else date(year + month // 12, month % 12 + 1, 1)
    except (ValueError, OverflowError) as error:
        raise PeriodInvalid() from error
    zone = ZoneInfo(shop.timezone)
    return Period(name, *(datetime(one.year, one.month, one.day, tzinfo=zone) for one in (first, after)))


def months_until(day: date, number: int = 12) -> list[str]:
    """The last months' names as a period is asked for, the current one first."""
    first = day.year * 12 + day.month - 1
    return [f"{one // 12:04}-{one % 12 + 1:02}" for one in range(first, first - number, -1)]


def statement_of(period: Period) -> Statement:
    """The statement of the open shop. Eight queries, however many rows."""
    entries = list(
        LedgerEntry.objects.filter(at__gte=period.since, at__lt=period.until).order_by("at", "recorded_at", "pk")
    )
    names = _names(entries)
    rows = tuple(_row(entry, names) for entry in entries)
    return Statement(period, rows, totals_of(rows))


def totals_of(rows: Iterable[StatementRow]) -> tuple[Totals, ...]:
    """The totals by currency."""
    found: dict[str, list[StatementRow]] = defaultdict(list)
    for row in rows:
        found[row.currency].append(row)
    return tuple(_totals(currency, found[currency]) for currency in sorted(found))


def _totals(currency: str, rows: list[StatementRow]) -> Totals:
    by_kind: dict[str, tuple[int, int]] = {}
    shares: dict[str, int] = defaultdict(int)
    for row in rows:
        total, effect = by_kind.get(row.kind, (0, 0))
        by_kind[row.kind] = (total + row.minor, effect + row.effect_minor)
        for account, sign in ((row.debit, 1), (row.credit, -1)):
            if account.startswith("share:"):
                shares[account.removeprefix("share:")] += sign * row.minor
    return Totals(
        currency=currency,
        by_kind={kind: by_kind[kind] for kind in KINDS if kind in by_kind},
        shares={party: minor for party, minor in sorted(shares.items()) if minor},
        effect_minor=sum(row.effect_minor for row in rows),
    )


def _row(entry: LedgerEntry, names: Mapping[UUID, tuple[str, str]]) -> StatementRow:
    reference, order = names.get(entry.subject_id, ("", ""))
    return StatementRow(
        entry=entry.pk, at=entry.at, key=entry.key, kind=kind_of(entry.key, entry.debit, entry.credit),
        debit=entry.debit, credit=entry.credit, minor=entry.amount_minor,
        effect_minor=effect_minor(entry.debit, entry.credit, entry.amount_minor), currency=entry.currency,
        reference=reference, order=order,
    )  # fmt: skip


def _names(entries: Iterable[LedgerEntry]) -> dict[UUID, tuple[str, str]]:
    """Subject → (its reference, its order's number). One query for each kind of subject."""
    subjects: dict[str, set[UUID]] = defaultdict(set)
    for entry in entries:
        subjects[entry.subject_type].add(entry.subject_id)
    found: dict[UUID, tuple[str, str]] = {}
    for kind, model, ref in (
        ("orders.payment", Payment, "external_id"),
        ("refunds.refund", Refund, "ref"),
        ("insurance.freightcover", FreightCover, "ref"),
        ("insurance.freightclaim", FreightClaim, "ref"),
        ("claims.carrierclaim", CarrierClaim, "ref"),
        ("instant.advance", Advance, "ref"),
        ("settlements.returncost", ReturnCost, "goods_return__ref"),
        ("orders.owedbyhand", OwedByHand, "ref"),
    ):
        rows = model._default_manager.filter(pk__in=subjects[kind]).values_list("pk", ref, "order__number")
        found.update({pk: (reference, number) for pk, reference, number in rows})
    return found
