"""The privacy page's content: every holding with what for and how long, in words. Shown by portal and desk."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from huitou.core.personal_erasure import still_there
from huitou.core.personal_registry import Holding, Person, holdings
from huitou.core.personal_words import length_words


@dataclass(frozen=True, slots=True)
class HeldRow:
    """One line of the page. `law`: why an erasure leaves it; empty for what goes."""

    code: str
    label: str
    purpose: str
    kept: str
    law: str
    count: int | None = None


def what_is_held() -> list[HeldRow]:
    """Everything that a shop may hold of its customers."""
    return [_row(one) for one in holdings()]


def what_is_held_of(person: Person) -> list[HeldRow]:
    """What is there of this person, with how many pieces; kinds without any are left out. Inside the shop."""
    rows = (_row(one, one.rows(person).filter(still_there(one, deletes=one.deleted)).count()) for one in holdings())
    return [row for row in rows if row.count]


def parted(rows: Iterable[HeldRow]) -> dict[str, list[HeldRow]]:
    """What an erasure takes, and what it leaves."""
    listed = list(rows)
    return {"goes": [row for row in listed if not row.law], "stays": [row for row in listed if row.law]}


def _row(holding: Holding, count: int | None = None) -> HeldRow:
    kept = _("%(length)s %(after)s") % {"length": length_words(holding.keep_days()), "after": holding.keep.after}
    return HeldRow(holding.code, str(holding.label), str(holding.purpose), kept, str(holding.kept_for_law), count)
