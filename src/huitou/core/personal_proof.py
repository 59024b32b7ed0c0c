"""Proves the record: every chain of events follows from itself; every row that events vouch for is as it was, or gone.

Called by the command line, after a restore, and by whoever shows a dossier. Reads only.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from huitou.core.events import ChainBroken, verify_chain
from huitou.core.models import Event
from huitou.core.personal import salted_digest
from huitou.core.personal_registry import Holding, holdings, person
from huitou.core.tenancy import in_shop

READ_AT_ONCE = 500


class Verdict(StrEnum):
    """How a chain stands."""

    INTACT = "chain intact"
    ERASED = "erased, chain intact"
    BROKEN = "chain broken"
    ALTERED = "chain intact, a text was altered"


@dataclass(frozen=True, slots=True)
class Finding:
    """One subject's chain. `erased`: rows that it vouches for and that are erased; `detail` for what is wrong."""

    subject_type: str
    subject_id: UUID
    verdict: Verdict
    events: int
    erased: int = 0
    detail: str = ""

    @property
    def sound(self) -> bool:
        """Whether nothing was changed."""
        return self.verdict in (Verdict.INTACT, Verdict.ERASED)


def verify_customer(shop_id: UUID, customer_id: UUID) -> list[Finding]:
    """Every chain about the customer: their orders, cases, refunds, requests."""
    with in_shop(shop_id):
        return verify_subjects(person(shop_id, customer_id).subjects)


def verify_shop(shop_id: UUID) -> tuple[int, list[str]]:
    """All chains of a shop: how many there are, and those that are not sound, in words."""
    with in_shop(shop_id):
        subjects = list(Event.objects.values_list("subject_id", flat=True).distinct().order_by("subject_id"))
        count, wrong = 0, []
        for start in range(0, len(subjects), READ_AT_ONCE):
            findings = verify_subjects(subjects[start : start + READ_AT_ONCE])
            count += len(findings)
            wrong += [f"{one.subject_type} {one.subject_id}: {one.detail}" for one in findings if not one.sound]
        return count, wrong


def verify_subjects(subjects: Iterable[UUID]) -> list[Finding]:
    """The chains of these subjects. Inside the shop."""
    chains: dict[UUID, list[Event]] = defaultdict(list)
    for event in Event.objects.filter(subject_id__in=list(subjects)).order_by("subject_id", "seq"):
        chains[event.subject_id].append(event)
    return [_finding(subject_id, chain) for subject_id, chain in chains.items()]


def _finding(subject_id: UUID, chain: list[Event]) -> Finding:
    kind = chain[0].subject_type
    try:
        verify_chain(chain)
    except ChainBroken as error:
        return Finding(kind, subject_id, Verdict.BROKEN, len(chain), detail=error.text)
    erased, altered = 0, ""
    for holding in holdings():
        if holding.proof is not None:
            gone, wrong = _vouched(holding, chain)
            erased += gone
            altered = altered or wrong
    if altered:
        return Finding(kind, subject_id, Verdict.ALTERED, len(chain), erased, altered)
    return Finding(kind, subject_id, Verdict.ERASED if erased else Verdict.INTACT, len(chain), erased)


def _vouched(holding: Holding, chain: list[Event]) -> tuple[int, str]:
    """Of the rows that the chain vouches for: how many are erased, and the first that is another or missing."""
    proof = holding.proof
    assert proof is not None  # the caller asked for those with one
    told = dict(pair for event in chain for pair in _pairs(event.facts, proof.id_fact, proof.digest_fact))
    if not told:
        return 0, ""
    rows: dict[str, Any] = {str(row.pk): row for row in holding.model._default_manager.filter(pk__in=list(told))}
    gone = 0
    for key, digest in told.items():
        row = rows.get(key)
        if row is None:
            return gone, f"{holding.code} {key} is missing"
        if row.erased_at is not None:
            gone += 1
        elif salted_digest(row, proof.text(row)) != digest:
            return gone, f"{holding.code} {key} is not what the record vouches for"
    return gone, ""


def _pairs(facts: Mapping[str, Any], id_fact: str, digest_fact: str) -> Iterable[tuple[str, str]]:
    """(id, digest) wherever both stand together, at any depth."""
    if isinstance(facts.get(id_fact), str) and isinstance(facts.get(digest_fact), str):
        yield facts[id_fact], facts[digest_fact]
    for value in facts.values():
        if isinstance(value, Mapping):
            yield from _pairs(value, id_fact, digest_fact)
