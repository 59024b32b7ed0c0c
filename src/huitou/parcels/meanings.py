"""What a source's code means, and what makes two reports the same. Pure; called when reports are taken in and anew."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC

from huitou.parcels.carriers.protocol import Meanings, Report
from huitou.parcels.vocabulary.pairs import UNMAPPED, state_of

LONGEST_WHY = 160
# Begins the fingerprint of a report about the parcel as a whole.
OVERALL = "overall:"


@dataclass(frozen=True, slots=True)
class Meaning:
    """Our pair for a code with its coarse state, and the reason why. Without a pair it counts for nothing."""

    status: str
    state: str
    why: str


def meaning_of(source: str, table: Meanings, code: str, own: Mapping[str, str]) -> Meaning:
    """The meaning: the shop's own word first, then the source's table, never a guess.

    A code "head/detail" whose detail is not in the table means what its head means.
    """
    if not code:
        return Meaning("", UNMAPPED, f"{source}: the event has no code of its own")
    if own.get(code):
        return _meant(own[code], f"{source}: {code}, as the shop decided")
    if code in table.codes:
        return _meant(table.codes[code], f"mapped by {source} v{table.version}: {code}")
    head = code.partition("/")[0]
    if head != code and head in table.codes:
        return _meant(table.codes[head], f"mapped by {source} v{table.version}: {head}, of {code}")
    return Meaning("", UNMAPPED, f"{source} v{table.version} does not know {code}"[:LONGEST_WHY])


def _meant(status: str, why: str) -> Meaning:
    return Meaning(status, state_of(status), why[:LONGEST_WHY])


def fingerprints(reports: Sequence[Report]) -> list[str]:
    """What makes each report the same one when it comes again: its name at the source; else its code and moment.

    The words are left out: sources re-word what they have said. Several of one code and moment are counted.
    """
    seen: Counter[str] = Counter()
    found = []
    for report in reports:
        key = f"name:{report.event_id}" if report.event_id else f"{report.code}@{report.occurred_at.astimezone(UTC)}"
        seen[key] += 1
        found.append((OVERALL if report.overall else "") + fingerprint_of(key, seen[key]))
    return found


def fingerprint_of_name(event_id: str) -> str:
    """The fingerprint of the report that the source calls so."""
    return fingerprint_of(f"name:{event_id}", 1)


def fingerprint_of(key: str, count: int) -> str:
    """32 hexadecimal digits."""
    return hashlib.sha256(f"{key}#{count}".encode()).hexdigest()[:32]
