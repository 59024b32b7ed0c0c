"""What a refund's sheet is computed from: plain numbers about the order, the goods and the verdict.

Built by `refunds.queries.facts` from the database, or by hand in tests; stored as JSON beside the sheet so that the
same sheet can be computed again. Pure: no database, no clock, no float.

Version 1 knew one set of fees for the whole sheet; version 2 knows each line's own; version 3 knows what was given for
reaching a sum. Facts of an earlier version are read and written as they were, so that their sheets keep their digest.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from huitou.core.errors import Invalid

FULL_BASIS_POINTS = 10_000
LARGEST_QUANTITY = 10_000_000
VERSION = 3


class FactsMalformed(Invalid):
    """Numbers that no order can have; a programming error of the caller or a broken import."""

    code = "sheet_facts_malformed"
    message = _("The refund cannot be computed: %(problem)s. Check the order's lines and the quantities.")


class NothingToRefund(Invalid):
    """No unit comes back and no amount was agreed."""

    code = "nothing_to_refund"
    message = _("Nothing is selected to be refunded. Choose at least one item, or agree on an amount.")


# Why a line is paid back in part: what came instead costs less, its price fell, or the goods are kept as they are.
DIFFERENCES = ("exchange", "price_adjustment", "partial_refund")
# Why what was given for reaching a sum stays: a statutory right, the goods' or the shop's fault, the shop's choice.
STAYS = ("law", "fault", "shop")
# Agreements that replace the computed sum as a whole.
WHOLE_SUMS = ("amount", "ruled")


@dataclass(frozen=True, slots=True)
class Inspection:
    """How the units that were to come back were found. Quantities; they add up to `coming_back`."""

    good: int = 0
    wrong: int = 0
    damaged: int = 0
    missing: int = 0

    @property
    def arrived(self) -> int:
        """Units of the right kind, whole or damaged."""
        return self.good + self.damaged


@dataclass(frozen=True, slots=True)
class LineFact:
    """One line of the order. Sums are minor units for the whole line; all lines of the order are given.

    `unit_price_minor` contains the tax when the order's prices do. `refunded_quantity` and `refunded_minor` count
    earlier refunds of this line, also those still under way. `inspected` is None before the goods were seen, and
    where no goods come back (refund only). `difference_minor` is paid back without a unit coming back,
    `difference_for` one of `DIFFERENCES`. `adjusted_minor` went back before while all the goods were kept.
    """

    line_id: str
    title: str
    bought: int
    unit_price_minor: int
    discount_minor: int = 0
    tax_minor: int = 0
    shipping_minor: int = 0
    coming_back: int = 0
    refunded_quantity: int = 0
    refunded_minor: int = 0
    inspected: Inspection | None = None
    difference_minor: int = 0
    difference_for: str = ""
    adjusted_minor: int = 0

    @property
    def payable(self) -> int:
        """Units that are paid back now: all before the inspection, those that arrived after it."""
        return self.coming_back if self.inspected is None else self.inspected.arrived

    @property
    def damaged(self) -> int:
        return 0 if self.inspected is None else self.inspected.damaged


@dataclass(frozen=True, slots=True)
class Promotion:
    """What was given for reaching a sum. `tiers`: (goods at their price from, off), minor units.

    `kind`: `discount`, whose `shares` (line, minor units) are in the lines' discounts, or `free_shipping`, where off
    is the shipping that was not charged. Only lines in `shares` count. `taken_minor`: what earlier refunds took
    back and did not give back since; `ever_taken_minor`: what they took back in all.
    """

    title: str
    kind: str
    tiers: tuple[tuple[int, int], ...]
    shares: tuple[tuple[str, int], ...]
    taken_minor: int = 0
    ever_taken_minor: int = 0


@dataclass(frozen=True, slots=True)
class LineFees:
    """What the deciding rule takes off or gives back for one line. `rule`: its number on the policy page."""

    line_id: str
    restocking_basis_points: int = 0
    outbound_shipping_refunded: bool = False
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Fees:
    """What the verdict takes off or gives back. Basis points are hundredths of a per cent of the goods' price paid.

    `lines` are the lines' own fees; `restocking_basis_points` and `outbound_shipping_refunded` hold for lines that are
    not among them. `return_shipping_minor` is one fee for the whole parcel; `damaged_basis_points` what the
    inspection takes off every damaged unit. `promotions_stay`: why nothing is taken back of what was given for
    reaching a sum, one of `STAYS`; empty where it is. `delivery_owed`: the goods do not come and it is not the buyer's
    doing, so the delivery is refunded whatever the rules say.
    """

    restocking_basis_points: int = 0
    damaged_basis_points: int = 0
    return_shipping_minor: int = 0
    outbound_shipping_refunded: bool = False
    lines: tuple[LineFees, ...] = ()
    promotions_stay: str = ""
    delivery_owed: bool = False

    def of(self, line_id: str) -> LineFees:
        """The fees of the line: its own, or those of the whole sheet."""
        for own in self.lines:
            if own.line_id == line_id:
                return own
        return LineFees(line_id, self.restocking_basis_points, self.outbound_shipping_refunded)


@dataclass(frozen=True, slots=True)
class Agreed:
    """What buyer and shop agreed on: `amount` is the whole sum paid back, `reduction` is taken off the computed sum.

    `ruled` is a whole sum too, on which nobody agreed: an arbitrator granted it.

    `goods_kept`: the buyer keeps the goods, so the units stay open for a later return.
    """

    kind: str
    minor: int
    goods_kept: bool = False


@dataclass(frozen=True, slots=True)
class SheetFacts:
    """Everything a sheet depends on. `shipping_minor` is the order's whole outbound shipping.

    `paid_minor` is what was captured over all payments, `paid_back_minor` what went back or is reserved to go back.
    `goods_only`: the wish is for goods, so a sheet that pays nothing is right. `owed_minor` is what the buyer owes the
    shop from a refund that was paid ahead of goods which did not come. `covered_minor` is what of this very refund left
    the payments without us (in a back office, by a chargeback); `paid_back_minor` does not count it. `kept_minor` is
    what an earlier sheet of this very refund kept back of what the buyer owed, and `owed_minor` does not count.
    `instead_of` are the sheets of the same cause whose place this one takes: what they have paid, or have on its way
    (`account_minor`), counts as paid of this one and for nothing else. Facts without any of them are written as before.
    """

    currency: str
    tax_included: bool
    lines: tuple[LineFact, ...]
    paid_minor: int
    paid_back_minor: int = 0
    shipping_minor: int = 0
    fees: Fees = field(default_factory=Fees)
    agreed: Agreed | None = None
    version: int = VERSION
    goods_only: bool = False
    promotions: tuple[Promotion, ...] = ()
    owed_minor: int = 0
    covered_minor: int = 0
    kept_minor: int = 0
    instead_of: tuple[str, ...] = ()
    account_minor: int = 0

    def to_json(self) -> dict[str, Any]:
        """Plain values; `from_json` gives back an equal value."""
        value = {**asdict(self), "lines": [asdict(line) for line in self.lines]}
        value["fees"]["lines"] = [asdict(line) for line in self.fees.lines]
        value["promotions"] = [_promotion_json(one) for one in self.promotions]
        if self.version < 3:
            del value["promotions"], value["fees"]["promotions_stay"]
        value["instead_of"] = list(self.instead_of)
        for seldom in ("owed_minor", "covered_minor", "kept_minor", "instead_of", "account_minor"):
            if not value[seldom]:
                del value[seldom]
        if not self.fees.delivery_owed:
            del value["fees"]["delivery_owed"]
        if self.version == 1:
            del value["version"], value["fees"]["lines"], value["goods_only"]
            for line in value["lines"]:
                del line["difference_minor"], line["difference_for"], line["adjusted_minor"]
        return value

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "SheetFacts":
        """Read what `to_json` wrote."""
        lines = tuple(_line(line) for line in value["lines"])
        agreed = Agreed(**value["agreed"]) if value["agreed"] else None
        own = tuple(LineFees(**line) for line in value["fees"].get("lines", ()))
        fees = Fees(**{**value["fees"], "lines": own})
        given = tuple(_promotion(one) for one in value.get("promotions", ()))
        known = {"lines": lines, "fees": fees, "agreed": agreed, "promotions": given}
        known["instead_of"] = tuple(value.get("instead_of", ()))
        return cls(**{"version": 1, **value, **known})

    def validate(self) -> None:
        """Raise FactsMalformed or NothingToRefund unless the numbers can be true."""
        _demand(bool(self.lines), _("the order has no lines"))
        _demand(len({line.line_id for line in self.lines}) == len(self.lines), _("a line appears twice"))
        for line in self.lines:
            _check_line(line)
        self._validate_fees()
        self._validate_promotions()
        sums = (
            self.fees.return_shipping_minor, self.paid_minor, self.paid_back_minor, self.shipping_minor,
            self.owed_minor, self.covered_minor, self.kept_minor, self.account_minor,
        )  # fmt: skip
        _demand(min(sums) >= 0, _("an amount is negative"))
        if self.agreed is not None:
            _demand(self.agreed.kind in (*WHOLE_SUMS, "reduction"), _("the agreement is of no known kind"))
            _demand(self.agreed.minor > 0, _("the agreed amount is not above zero"))
        is_sum_agreed = self.agreed is not None and self.agreed.kind in WHOLE_SUMS
        if is_sum_agreed or self.goods_only:
            return
        if not any(line.coming_back or line.difference_minor for line in self.lines):
            raise NothingToRefund()

    def _validate_fees(self) -> None:
        fees = self.fees
        rates = [fees.restocking_basis_points, fees.damaged_basis_points]
        rates += [own.restocking_basis_points for own in fees.lines]
        _demand(
            min(rates) >= 0 and max(rates) <= FULL_BASIS_POINTS, _("a fee is below nothing or above the whole price")
        )
        named = [own.line_id for own in fees.lines]
        _demand(len(set(named)) == len(named), _("a line appears twice"))
        _demand(set(named) <= {line.line_id for line in self.lines}, _("a fee is of no line of the order"))
        _demand(self.version in (2, 3) or (self.version == 1 and not named), _("the version is not known"))

    def _validate_promotions(self) -> None:
        _demand(self.fees.promotions_stay in ("", *STAYS), _("a promotion is not described rightly"))
        _demand(self.version == 3 or not self.promotions, _("the version is not known"))
        known = {line.line_id for line in self.lines}
        for one in self.promotions:
            sums = [off for _start, off in one.tiers] + [start for start, _off in one.tiers]
            carried = [share for _line, share in one.shares] + [one.taken_minor, one.ever_taken_minor - one.taken_minor]
            named = [line for line, _share in one.shares]
            right = one.kind in ("discount", "free_shipping") and min(sums, default=0) > 0 and min(carried) >= 0
            _demand(right and len(set(named)) == len(named), _("a promotion is not described rightly"))
            _demand(set(named) <= known, _("a promotion is of no line of the order"))


def _promotion_json(one: Promotion) -> dict[str, Any]:
    pairs = {"tiers": [list(tier) for tier in one.tiers], "shares": [list(share) for share in one.shares]}
    return {**asdict(one), **pairs}


def _promotion(value: Mapping[str, Any]) -> Promotion:
    tiers = tuple((start, off) for start, off in value["tiers"])
    shares = tuple((line, share) for line, share in value["shares"])
    return Promotion(**{**value, "tiers": tiers, "shares": shares})


def _line(value: Mapping[str, Any]) -> LineFact:
    inspected = Inspection(**value["inspected"]) if value["inspected"] else None
    return LineFact(**{**value, "inspected": inspected})


def _check_line(line: LineFact) -> None:
    numbers = (
        line.unit_price_minor,
        line.discount_minor,
        line.tax_minor,
        line.shipping_minor,
        line.refunded_minor,
        line.difference_minor,
        line.adjusted_minor,
    )
    _demand(min(numbers) >= 0, _("an amount of a line is negative"))
    _demand(0 < line.bought <= LARGEST_QUANTITY, _("a line's quantity is not above zero"))
    _demand(line.coming_back >= 0 and line.refunded_quantity >= 0, _("a quantity is negative"))
    _demand(line.coming_back + line.refunded_quantity <= line.bought, _("more comes back than was bought"))
    _demand(line.discount_minor <= line.unit_price_minor * line.bought, _("a discount is larger than its line"))
    _demand(bool(line.difference_minor) == (line.difference_for in DIFFERENCES), _("a difference has no reason"))
    if line.inspected is not None:
        found = line.inspected
        counts = (found.good, found.wrong, found.damaged, found.missing)
        _demand(
            min(counts) >= 0 and sum(counts) == line.coming_back, _("the inspected units are not those coming back")
        )


def _demand(fulfilled: bool, problem: object) -> None:
    if not fulfilled:
        raise FactsMalformed(problem=problem)
