"""What a buyer has chosen so far on the way to a return: read from the page's address, so that going back or
reloading loses nothing. Called by the application's views; judges nothing.

`i<position>` pieces of the line at that place, `r` the reason of all items or `r<position>` of one, `o<position>`
whether it was opened, `kind` the solution of all or `k<position>` of one (with `apart`), `v<position>` what an exchange
is to bring, `a<position>` a sum as typed, `step` the page, `revises` the case that is changed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from huitou.cases.models import Kind
from huitou.cases.wishing import WishedLine
from huitou.orders.models import Line
from huitou.policies.rules.vocabulary import KINDS, REASONS

STEPS = ("what", "why", "how")
MOST_TYPED = 9
LONGEST_SUM = 24
WHOLE = -1


@dataclass(frozen=True, slots=True)
class Draft:
    """The choices so far, cleaned. `errors`: place of a line (WHOLE: the step) → what to do; `typed` as it came.

    `apart`: each item is solved its own way, as `kinds` say. `sums` are as typed; what they mean is the kind's matter.
    """

    step: str
    pieces: Mapping[int, int]
    reasons: Mapping[int, str]
    opened: Mapping[int, bool]
    kind: str = ""
    each: bool = False
    revises: str = ""
    errors: Mapping[int, str] = field(default_factory=dict)
    typed: Mapping[int, str] = field(default_factory=dict)
    apart: bool = False
    kinds: Mapping[int, str] = field(default_factory=dict)
    variants: Mapping[int, UUID] = field(default_factory=dict)
    sums: Mapping[int, str] = field(default_factory=dict)

    @property
    def reason(self) -> str:
        """The reason where all items have the same, else ""."""
        found = set(self.reasons.values())
        return found.pop() if len(found) == 1 and len(self.reasons) == len(self.pieces) else ""

    def line(self, place: int, line: Line, **how: Any) -> WishedLine:
        """The pieces of one item in the words of the cases; `how`: its kind, variant and sum."""
        return WishedLine(
            line=line.pk,
            quantity=self.pieces[place],
            reason=self.reasons[place],
            opened=self.opened.get(place),
            **how,
        )

    def fields(self, *, step: str, upto: str = "how") -> list[tuple[str, str]]:
        """The choices as form fields, for `step`; what is chosen on `upto` and after it is left out."""
        found = [("step", step)]
        if self.revises:
            found.append(("revises", self.revises))
        if upto == "what":
            return found
        found += [(f"i{place}", str(quantity)) for place, quantity in self.pieces.items()]
        if upto == "why":
            return found
        if self.reason and not self.each:
            found.append(("r", self.reason))
        else:
            found += [("each", "1"), *((f"r{place}", reason) for place, reason in self.reasons.items())]
        found += [(f"o{place}", "yes" if opened else "no") for place, opened in self.opened.items()]
        return found

    def address(self, *, step: str, upto: str = "kind", **more: str) -> str:
        """The choices as a query, `?…`."""
        return address_of([*self.fields(step=step, upto=upto), *more.items()])


def address_of(fields: Iterable[tuple[str, str]]) -> str:
    """Form fields as a query, `?…`."""
    return "?" + urlencode(list(fields))


def read_draft(given: Mapping[str, str], lines: Mapping[int, Line]) -> Draft:
    """Read the choices; what cannot be is left out and named in `errors`."""
    errors: dict[int, str] = {}
    pieces: dict[int, int] = {}
    for place, line in lines.items():
        quantity = _quantity(given.get(f"i{place}", ""))
        if quantity is None:
            errors[place] = _("Enter a whole number of pieces.")
        elif quantity < 0:
            errors[place] = _("The number of pieces cannot be below zero.")
        elif quantity > line.available:
            errors[place] = _too_many(line)
        elif quantity:
            pieces[place] = quantity
    step = given.get("step", "what") if given.get("step") in STEPS else "what"
    if not pieces and not errors and step != "what":
        errors[WHOLE] = _("Choose at least one item.")
    each, apart = given.get("each") == "1", given.get("apart") == "1"
    return Draft(
        step="what" if errors else step,
        pieces=pieces,
        reasons=_reasons(given, pieces, each),
        opened={place: given[f"o{place}"] == "yes" for place in pieces if given.get(f"o{place}") in ("yes", "no")},
        kind=str(Kind.MIXED) if apart else given.get("kind", "") if given.get("kind") in KINDS else "",
        each=each,
        revises=given.get("revises", "")[:16],
        errors=errors,
        typed={place: given[f"i{place}"][:MOST_TYPED] for place in lines if given.get(f"i{place}")},
        apart=apart,
        kinds={place: given[f"k{place}"] for place in pieces if apart and given.get(f"k{place}") in KINDS},
        variants={place: found for place in pieces if (found := _key(given.get(f"v{place}", ""))) is not None},
        sums={place: text for place in pieces if (text := given.get(f"a{place}", "").strip()[:LONGEST_SUM])},
    )


def _key(text: str) -> UUID | None:
    try:
        return UUID(text) if len(text) == 36 else None
    except ValueError:
        return None


def _reasons(given: Mapping[str, str], pieces: Mapping[int, int], each: bool) -> dict[int, str]:
    found = {place: given.get(f"r{place}", "") if each else given.get("r", "") for place in pieces}
    return {place: reason for place, reason in found.items() if reason in REASONS}


def _quantity(typed: str) -> int | None:
    """A number of pieces as typed, full-width digits too; nothing typed is none."""
    typed = typed.strip()
    if not typed:
        return 0
    digits = typed.removeprefix("-")
    if not digits.isdecimal() or len(digits) > MOST_TYPED:
        return None
    return int(typed) if typed.isascii() else int("".join(str(int(digit)) for digit in digits))


def _too_many(line: Line) -> str:
    if line.available <= 0:
        return _("Nothing of this item is left to return.")
    text = ngettext("At most %(count)s piece can be chosen.", "At most %(count)s pieces can be chosen.", line.available)
    return text % {"count": line.available}
