"""The policy document as frozen values: what a shop promises about returns, readable by person and machine.

Read from JSON by `rules.reading`, checked by `rules.checks`, applied by `rules.evaluate`, worded by
`rules.sentences`. Rules are read from the top; the first whose conditions fit decides. No I/O here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from zoneinfo import ZoneInfo

from huitou.policies.rules.vocabulary import REASONS, Clock, Payer, Way

SCHEMA = "huitou.policy/1"


@dataclass(frozen=True, slots=True)
class Names:
    """The shop's own words (categories, regions, segments) as written, compared without regard to case."""

    shown: tuple[str, ...] = ()
    folded: frozenset[str] = frozenset()

    @classmethod
    def of(cls, words: Iterable[str]) -> Names:
        """Build from the words as the shop wrote them."""
        shown = tuple(words)
        return cls(shown, frozenset(word.casefold() for word in shown))

    def __bool__(self) -> bool:
        return bool(self.shown)


@dataclass(frozen=True, slots=True)
class Price:
    """Range of the price of one piece, minor units: `from_minor` included, `below_minor` not."""

    from_minor: int = 0
    below_minor: int | None = None

    def holds(self, price_minor: int) -> bool:
        """Say whether a price lies in the range."""
        return self.from_minor <= price_minor and (self.below_minor is None or price_minor < self.below_minor)


@dataclass(frozen=True, slots=True)
class When:
    """The conditions of a rule; all given ones must hold; an empty one always holds."""

    reasons: frozenset[str]
    stages: frozenset[str]
    categories: Names = Names()
    countries: frozenset[str] = frozenset()
    regions: Names = Names()
    segments: Names = Names()
    price: Price | None = None


@dataclass(frozen=True, slots=True)
class Window:
    """How long an offer stands. `days` None: no last day. The clocks:

    `delivery`: from the delivery of the last parcel; `promise`: from the day after the promised day;
    `before_shipping`, `before_delivery`: until that happens (no days).
    """

    clock: Clock
    days: int | None = None


@dataclass(frozen=True, slots=True)
class Shipping:
    """Who pays for sending goods back, and how. `fee_minor`: flat, only where the buyer uses the shop's label."""

    by: Payer
    way: Way
    fee_minor: int = 0


@dataclass(frozen=True, slots=True)
class Automatic:
    """When the shop agrees at once, without a person; all given conditions must hold.

    `max_value_minor`: value of all that the wish names together. `max_returns`: of the last 365 days.
    """

    max_value_minor: int | None = None
    segments: Names = Names()
    min_orders: int | None = None
    max_returns: int | None = None
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Offer:
    """One kind that a rule gives, with its terms.

    `right`: the shop need not agree, the case starts agreed. `evidence`: without it the buyer cannot apply.
    `shipping` None: as the document says for the side at fault. `restocking_basis_points`: of the price paid.
    """

    kind: str
    window: Window
    right: bool = False
    evidence: tuple[str, ...] = ()
    automatic: Automatic | None = None
    shipping: Shipping | None = None
    restocking_basis_points: int = 0
    outbound_shipping_refunded: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """When it fits, these offers are all there is. `basis`: codes of `law.articles` shown to the reader."""

    rule_id: str
    when: When
    offers: tuple[Offer, ...]
    basis: tuple[str, ...] = ()

    def offer(self, kind: str) -> Offer | None:
        """Return the offer of this kind, or None."""
        return next((offer for offer in self.offers if offer.kind == kind), None)


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Goods that cannot go back for a reason on the buyer's side. A fault is never excluded.

    `if_opened`: only when the buyer opened them. `needs_confirmation`: only when the buyer confirmed it
    expressly, for this purchase.
    """

    exclusion_id: str
    because: str
    categories: Names
    skus: Names
    traits: frozenset[str]
    reasons: frozenset[str]
    stages: frozenset[str]
    if_opened: bool = False
    needs_confirmation: bool = False
    basis: tuple[str, ...] = ()

    @property
    def unconditional(self) -> bool:
        """Whether naming the goods is enough, without opening or confirmation."""
        return not (self.if_opened or self.needs_confirmation)


@dataclass(frozen=True, slots=True)
class Calendar:
    """What happens when a window's last day is a day off: it ends all the same, or on the next working day.

    `days_off`: weekdays, Monday = 0. `holidays`: single days.
    """

    next_working_day: bool = False
    days_off: frozenset[int] = frozenset()
    holidays: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True)
class Terms:
    """The clocks of a case. `refund_days`: from acceptance of the goods, or from agreement without return.

    `promise_days`: the promised delivery where the order names none, in days after purchase.
    `goodwill_days`: how long after delivery the shop still listens to wishes beyond the rules.
    `notice_days`: from the buyer's notice to the money, where nothing comes back or the goods are back or proven to be
    on their way; None: as the law says.
    """

    answer_hours: int = 48
    hand_over_days: int = 7
    inspect_days: int = 3
    refund_days: int = 3
    promise_days: int = 30
    goodwill_days: int = 90
    notice_days: int | None = None


@dataclass(frozen=True, slots=True)
class Unserved:
    """Regions of one country that the shop does not deliver to, such as remote ones."""

    country: str
    regions: Names


@dataclass(frozen=True, slots=True)
class Serves:
    """Where the shop delivers to. `countries`: empty means every one that the policy covers."""

    countries: frozenset[str] = frozenset()
    without: tuple[Unserved, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.countries or self.without)

    def reaches(self, country: str, region: str) -> bool:
        """Say whether the shop delivers there; the region's name is compared without regard to case."""
        if self.countries and country not in self.countries:
            return False
        folded = region.casefold()
        return not any(place.country == country and folded in place.regions.folded for place in self.without)


@dataclass(frozen=True)
class Document:
    """A whole policy. `markets`: buyers' countries that it covers; empty means all.

    `listed`: categories of goods that fall under the three guarantees of Chinese law.
    """

    country: str
    currency: str
    timezone: str
    rules: tuple[Rule, ...]
    return_shipping: dict[str, Shipping]
    terms: Terms = field(default_factory=Terms)
    calendar: Calendar = field(default_factory=Calendar)
    markets: frozenset[str] = frozenset()
    exclusions: tuple[Exclusion, ...] = ()
    serves: Serves = Serves()
    listed: Names = Names()

    @cached_property
    def zone(self) -> ZoneInfo:
        """The time zone in which days begin and end."""
        return ZoneInfo(self.timezone)

    @cached_property
    def uses_money(self) -> bool:
        """Whether a rule's condition or a fee is a sum, which says nothing about orders in another currency.

        A rule that asks for the price does not fit those, and no fee is taken from them. A limit for automatic approval
        is no such sum: it is then not met.
        """
        fees = any(shipping.fee_minor for shipping in self.return_shipping.values())
        return fees or any(_uses_money(rule) for rule in self.rules)

    @cached_property
    def rules_by_reason(self) -> dict[str, tuple[tuple[int, Rule], ...]]:
        """For each reason the rules that speak of it, with their place from 1, in reading order."""
        placed = tuple(enumerate(self.rules, start=1))
        return {code: tuple((n, rule) for n, rule in placed if code in rule.when.reasons) for code in REASONS}

    def shipping_for(self, reason: str, offer: Offer | None, *, foreign: bool = False) -> Shipping:
        """Return who pays for the way back: the offer's own term, else by the side at fault.

        `foreign`: for an order in another currency, in which a fee cannot be taken: then the shop pays.
        """
        own = offer.shipping if offer is not None else None
        shipping = own or self.return_shipping[REASONS[reason].fault]
        return Shipping("merchant", shipping.way) if foreign and shipping.fee_minor else shipping


def _uses_money(rule: Rule) -> bool:
    if rule.when.price is not None:
        return True
    return any(offer.shipping is not None and offer.shipping.fee_minor > 0 for offer in rule.offers)
