"""What a policy answers: verdicts, their grounds, and the options of an order.

Built by `rules.evaluate` and `rules.options`; stored with cases; turned into words by `policies.texts`.
Every ground names the number of a rule that stands on the public page.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Self

from huitou.policies.rules import codec
from huitou.policies.rules.vocabulary import Payer, Way


@dataclass(frozen=True, slots=True)
class Ground:
    """One reason in words. `rule`: number on the policy page, such as "2.1". `msgid` is English with
    `%(name)s` placeholders; `params` are raw (codes, minor units, ISO times): `policies.texts.say` words them.
    """

    rule: str
    code: str
    msgid: str
    params: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LineVerdict:
    """The answer for some pieces of one line. Fields as in `Verdict`."""

    line_id: str
    quantity: int
    reason: str
    allowed: bool
    entitled: bool
    automatic: bool
    goodwill_possible: bool
    opens_at: datetime | None
    until: datetime | None
    return_shipping_by: Payer
    return_way: Way
    return_fee_minor: int
    restocking_basis_points: int
    outbound_shipping_refunded: bool
    evidence: tuple[str, ...]
    evidence_missing: tuple[str, ...]
    reasons: tuple[Ground, ...]
    still: tuple[Ground, ...]

    @property
    def rule(self) -> str:
        """The number of the rule that gives this, as on the policy page; "" where nothing is given."""
        return self.reasons[0].rule if self.allowed and self.reasons else ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer to a wish.

    `allowed`: the published policy gives it. `entitled`: as a right, so the case starts agreed. `automatic`:
    agreed at once without a person (a right, or the rule's conditions hold) and no evidence is missing.
    `goodwill_possible`: not promised, but the shop may still agree when asked.
    `opens_at`: from when it can be asked, where that lies ahead. `until`: the last moment to ask, inclusive;
    None when the rule sets no end. `refund_within`: from the acceptance of the goods, or from the agreement
    where nothing comes back. `return_fee_minor`: the flat fee for the whole return, never per line.
    When any line's way back is the shop's to pay, the parcel comes at the shop's cost.
    `restocking_basis_points` and `outbound_shipping_refunded` tell the best of the lines for the buyer; a sheet
    goes by each line's own. `reasons`: why; `still`: after a refusal, what can be done instead.
    """

    allowed: bool
    entitled: bool
    automatic: bool
    goodwill_possible: bool
    opens_at: datetime | None
    until: datetime | None
    refund_within: timedelta
    return_shipping_by: Payer
    return_way: Way
    return_fee_minor: int
    restocking_basis_points: int
    outbound_shipping_refunded: bool
    evidence: tuple[str, ...]
    evidence_missing: tuple[str, ...]
    reasons: tuple[Ground, ...]
    still: tuple[Ground, ...]
    lines: tuple[LineVerdict, ...]

    def line(self, line_id: str) -> LineVerdict | None:
        """Return the first line verdict for this order line, or None."""
        return next((line for line in self.lines if line.line_id == line_id), None)

    def to_json(self) -> dict[str, Any]:
        """Return the JSON form that a case stores."""
        return codec.to_json(self)  # type: ignore[no-any-return]

    @classmethod
    def from_json(cls, value: Any) -> Self:
        """Read `to_json`'s form back. Raises: MalformedJson."""
        return codec.from_json(cls, value)


@dataclass(frozen=True, slots=True)
class Choice:
    """One kind for one reason, with its verdict as if all required evidence were given."""

    kind: str
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class ReasonOptions:
    """Every kind for one reason, allowed ones first."""

    reason: str
    choices: tuple[Choice, ...]

    @property
    def possible(self) -> tuple[Choice, ...]:
        """The choices that the policy gives."""
        return tuple(choice for choice in self.choices if choice.verdict.allowed)


@dataclass(frozen=True, slots=True)
class LineOptions:
    """All that can be done with one line now, by reason, for all its available pieces."""

    line_id: str
    available: int
    reasons: tuple[ReasonOptions, ...]

    @property
    def possible(self) -> tuple[ReasonOptions, ...]:
        """The reasons for which at least one kind is given."""
        return tuple(option for option in self.reasons if option.possible)

    def for_reason(self, reason: str) -> ReasonOptions | None:
        """Return the options for one reason, or None."""
        return next((option for option in self.reasons if option.reason == reason), None)

    def to_json(self) -> dict[str, Any]:
        """Return the JSON form."""
        return codec.to_json(self)  # type: ignore[no-any-return]

    @classmethod
    def from_json(cls, value: Any) -> Self:
        """Read `to_json`'s form back. Raises: MalformedJson."""
        return codec.from_json(cls, value)
