"""What an import did: counts, what was skipped or taken with a remark and why, with a few examples of each.

Filled by `imports.run`, shown by the command line and the setup.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from huitou.orders.drafts import Reject, Remark
from huitou.orders.sentences import SENTENCES

EXAMPLES = 5


@dataclass(frozen=True, slots=True)
class Example:
    """Where it happened and the text at fault (never a name, an address or a contact)."""

    where: str
    value: str


@dataclass(slots=True)
class Tally:
    """How often one thing happened, with the first few places."""

    count: int = 0
    examples: list[Example] = field(default_factory=list)

    def add(self, where: str, value: str) -> None:
        self.count += 1
        if len(self.examples) < EXAMPLES:
            self.examples.append(Example(where, value[:120]))


@dataclass(slots=True)
class ImportReport:
    """Counts of one run. `orders` = new + updated + unchanged; skipped things are in `skipped` by code."""

    format: str
    currency: str
    new: int = 0
    updated: int = 0
    unchanged: int = 0
    lines: int = 0
    payments: int = 0
    customers: int = 0
    contacts: int = 0
    parcels: int = 0
    cancellations_new: int = 0
    cancellations_matched: int = 0
    cancellations_matched_in_part: int = 0
    cancellations_waiting: int = 0
    moved_by_days: int = 0
    seconds: float = 0.0
    skipped: dict[str, Tally] = field(default_factory=dict)
    remarks: dict[str, Tally] = field(default_factory=dict)

    @property
    def orders(self) -> int:
        return self.new + self.updated + self.unchanged

    @property
    def orders_per_second(self) -> float:
        return round(self.orders / self.seconds, 1) if self.seconds else 0.0

    @property
    def skipped_total(self) -> int:
        return sum(tally.count for tally in self.skipped.values())

    def skip(self, rejects: Iterable[Reject]) -> None:
        for reject in rejects:
            self.skipped.setdefault(reject.code, Tally()).add(str(reject.where), reject.value)

    def remark(self, remarks: Iterable[Remark]) -> None:
        for one in remarks:
            self.remarks.setdefault(one.code, Tally()).add(str(one.where), one.value)

    def remark_waiting(self, document: str, value: str) -> None:
        """A cancellation for which no line was found."""
        self.remarks.setdefault("cancellation_unmatched", Tally()).add(document, value)

    def to_json(self) -> dict[str, Any]:
        """Everything, with a sentence for each code in the active language."""
        plain = asdict(self)
        for name in ("skipped", "remarks"):
            for code, tally in plain[name].items():
                tally["meaning"] = str(SENTENCES[code])
        return {**plain, "orders": self.orders, "orders_per_second": self.orders_per_second}
