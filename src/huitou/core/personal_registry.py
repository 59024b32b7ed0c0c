"""The one list of what we hold of people: which field, whose, what for, how long.

Filled by each area's room `personal_data`; pages, erasure, retention and export read it. A field of text, JSON, bytes
or a file that no room declares fails a test.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db.models import (
    BinaryField,
    CharField,
    Field,
    FileField,
    JSONField,
    Model,
    Q,
    QuerySet,
    TextField,
)

from huitou.core.models import Chained, Personal

YEAR_DAYS = 365
# What may hold something about somebody. Numbers, times, keys and truth values alone say nothing of a person.
SPEAKING = (BinaryField, CharField, FileField, JSONField, TextField)


@dataclass(frozen=True, slots=True)
class Keep:
    """How long something is kept: `days` after the moment `since` (an expression over the row; null: not yet counted).

    `after` says that moment in words. `least_days` is what a law asks for; no setting goes below it.
    """

    days: int
    since: Any
    after: Any
    least_days: int = 0


@dataclass(frozen=True, slots=True)
class Person:
    """One customer of the open shop. `subjects`: the ids of all that is theirs; `marks`: texts that name them."""

    shop_id: UUID
    customer_id: UUID
    subjects: frozenset[UUID]
    marks: frozenset[str]


Whose = str | Callable[[Person], Q]


@dataclass(frozen=True, slots=True)
class Proof:
    """How an event vouches for a row: the facts that hold its id and its salted digest, and the text digested."""

    id_fact: str
    digest_fact: str
    text: Callable[[Any], str]


@dataclass(frozen=True, slots=True)
class Holding:
    """What one table holds of a customer.

    `fields` are emptied (or the rows `deleted`) by erasure and when their time is over; `ends_deleted`: the rows go
    when their time is over, an erasure empties them. `kept_for_law` says why an erasure leaves them until then.
    `shown` stands in the export besides, `untold` does not, `tell` writes a row otherwise. `emptied` gives other values
    than nothing. `not_for_them`: rows that hold the person's case and were never written for them; they are erased and
    run out like the others, and are not handed out.
    """

    code: str
    model: type[Model]
    fields: tuple[str, ...]
    label: Any
    purpose: Any
    whose: Whose
    keep: Keep
    shown: tuple[str, ...] = ()
    untold: tuple[str, ...] = ()
    tell: Callable[[Any], Mapping[str, Any]] | None = None
    deleted: bool = False
    ends_deleted: bool = False
    kept_for_law: Any = ""
    emptied: Mapping[str, Any] = field(default_factory=dict)
    proof: Proof | None = None
    exported: bool = True
    not_for_them: Q | None = None

    def rows(self, person: Person) -> "QuerySet[Any]":
        """The person's rows. Inside the shop."""
        return rows_of(self.model, self.whose, person)

    def keep_days(self) -> int:
        """The time to keep, as the installation has set it."""
        return int(settings.HUITOU_KEEP_DAYS.get(self.code, self.keep.days))

    def ends_before(self, at: datetime) -> datetime:
        """What is counted from before this moment has been kept long enough at `at`."""
        return at - timedelta(days=self.keep_days())

    @property
    def erasable(self) -> bool:
        """Whether an erasure takes it."""
        return not self.kept_for_law


@dataclass(frozen=True, slots=True)
class Concern:
    """What a table tells about a customer without naming them: part of the export, untouched by an erasure."""

    code: str
    model: type[Model]
    fields: tuple[str, ...]
    label: Any
    whose: Whose


@dataclass(frozen=True, slots=True)
class Obligation:
    """Why a person's data cannot be erased now. `until`: when that is looked at again by itself, where it is known."""

    what: str
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Known:
    """What one area knows somebody by."""

    subjects: Iterable[UUID] = ()
    marks: Iterable[str] = ()


_holdings: dict[str, Holding] = {}
_concerns: dict[str, Concern] = {}
_declared: dict[type[Model], dict[str, str]] = {}
_knowers: list[Callable[[UUID], Known]] = []
_obligations: list[Callable[[Person], Iterable[Obligation]]] = []


def hold(holding: Holding) -> None:
    """Declare the fields as personal data of customers. Raises ValueError for a name that is taken."""
    if holding.code in _holdings:
        raise ValueError(f"two holdings are called {holding.code}")
    _holdings[holding.code] = holding
    _declare(holding.model, holding.fields, holding.code)


def concerns(concern: Concern) -> None:
    """Declare what an export tells besides the personal fields."""
    if concern.code in _concerns or concern.code in _holdings:
        raise ValueError(f"two parts of the export are called {concern.code}")
    _concerns[concern.code] = concern


def plain(model: type[Model], fields: str, *, because: str) -> None:
    """Declare fields (names with spaces between) that hold nothing of a customer, and say why."""
    _declare(model, fields.split(), f"plain: {because}")


def staff(model: type[Model], fields: str, *, because: str) -> None:
    """Declare fields about the shop's own people: their employer's matter, no customer's."""
    _declare(model, fields.split(), f"staff: {because}")


def _declare(model: type[Model], names: Iterable[str], what: str) -> None:
    known = _declared.setdefault(model, {})
    for name in names:
        if name in known:
            raise ValueError(f"{model._meta.label}.{name} is declared twice")
        known[name] = what


def known_by(function: Callable[[UUID], Known]) -> Callable[[UUID], Known]:
    """Register what an area knows a customer by: ids of their things, and texts that name them."""
    _knowers.append(function)
    return function


def obliges(
    function: Callable[[Person], Iterable[Obligation]],
) -> Callable[[Person], Iterable[Obligation]]:
    """Register what stands against an erasure for now."""
    _obligations.append(function)
    return function


def holdings() -> tuple[Holding, ...]:
    """Every holding, lower floors first: the order in which rows are locked."""
    return tuple(_holdings.values())


def holding(code: str) -> Holding:
    """The holding of this name. Raises KeyError."""
    return _holdings[code]


def parts() -> tuple[Concern, ...]:
    """What an export tells besides."""
    return tuple(_concerns.values())


def person(shop_id: UUID, customer_id: UUID) -> Person:
    """Everything that the areas know of the customer. Inside the shop."""
    known = [knower(customer_id) for knower in _knowers]
    subjects = frozenset(subject for one in known for subject in one.subjects)
    marks = frozenset(mark for one in known for mark in one.marks if mark)
    return Person(shop_id, customer_id, subjects | {customer_id}, marks)


def obligations_of(person: Person) -> list[Obligation]:
    """What stands against erasing the person's data now. Inside the shop."""
    return [obligation for function in _obligations for obligation in function(person)]


def rows_of(model: type[Model], whose: Whose, person: Person) -> "QuerySet[Any]":
    """The rows of a table that are about the person."""
    mine = Q(**{whose: person.customer_id}) if isinstance(whose, str) else whose(person)
    return model._default_manager.filter(mine, shop_id=person.shop_id)


def speaking_fields(model: type[Model]) -> Iterator["Field[Any, Any]"]:
    """The fields that must be declared; what every chain and every erasable row has speaks for itself."""
    own = set()
    if issubclass(model, Chained):
        own |= {"chain_head"}
    if issubclass(model, Personal):
        own |= {"salt"}
    for one in model._meta.concrete_fields:
        if isinstance(one, SPEAKING) and one.name not in own:
            yield one


def gaps() -> list[str]:
    """Every speaking field of ours that no room has declared, and every declared one that is no field any more."""
    found = []
    for model in apps.get_models():
        if not model.__module__.startswith("huitou."):
            continue
        declared = _declared.get(model, {})
        label = model._meta.label
        found += [f"{label}.{one.name} is not declared" for one in speaking_fields(model) if one.name not in declared]
        there = {one.name for one in model._meta.concrete_fields}
        found += [f"{label}.{name} is declared and gone" for name in declared if name not in there]
    return found


def check_settings() -> None:
    """See that HUITOU_KEEP names holdings and breaks no law. Raises ImproperlyConfigured."""
    for code, days in settings.HUITOU_KEEP_DAYS.items():
        if code not in _holdings:
            raise ImproperlyConfigured(f"HUITOU_KEEP: there is no {code!r}; there are: {', '.join(_holdings)}")
        least = _holdings[code].keep.least_days
        if days < least:
            raise ImproperlyConfigured(f"HUITOU_KEEP: {code} must be kept for at least {least} days by law")
