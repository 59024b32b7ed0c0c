"""Checks hash chains: hash = SHA-256(previous hash + body). Names the first row of each that is not as it was."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from huitou.cases.bundle.verify.report import Finding

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Row:
    """One event of a chain. `body` is the text that was hashed; `told` what it says."""

    kind: str
    subject: str
    seq: int
    prev: str
    hash: str
    body: str
    told: Mapping[str, Any]

    @property
    def key(self) -> Key:
        return self.kind, self.subject

    @property
    def facts(self) -> Mapping[str, Any]:
        facts = self.told.get("facts")
        return facts if isinstance(facts, dict) else {}

    @property
    def sound(self) -> bool:
        """Whether body and fingerprint fit, and the body says of itself where it stands."""
        try:
            found = hashlib.sha256(bytes.fromhex(self.prev) + self.body.encode()).hexdigest()
        except ValueError:
            return False
        stands = {"id": self.subject, "type": self.kind}
        return found == self.hash and self.told.get("seq") == self.seq and self.told.get("subject") == stands


@dataclass(slots=True)
class Chain:
    """The rows of one subject in the order of the file; `name` for people."""

    name: str
    rows: list[Row] = field(default_factory=list)

    @property
    def by_seq(self) -> dict[int, Row]:
        return {row.seq: row for row in self.rows}


def row_of(line: Mapping[str, Any]) -> Row:
    """A line of events.jsonl. Raises ValueError for anything else."""
    body = line.get("body")
    values = [line.get(name) for name in ("type", "id", "prev", "hash")]
    seq = line.get("seq")
    texts = isinstance(body, str) and all(isinstance(value, str) for value in values)
    if not texts or not isinstance(seq, int) or isinstance(seq, bool):
        raise ValueError("not a row")
    body = str(body)
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        told = {}
    kind, subject, prev, hash_ = (str(value) for value in values)
    return Row(kind, subject, seq, prev, hash_, body, told if isinstance(told, dict) else {})


def faults(chain: Chain, length: int, head: str) -> list[Finding]:
    """What is wrong with a chain that should have `length` rows and end in `head`, the earliest row first."""
    found = sorted(_faults(chain, length), key=lambda fault: fault[0])
    if found:
        return [fault for _seq, fault in found]
    if (chain.rows[-1].hash if chain.rows else "") != head:
        return [Finding("head_wrong", {"chain": chain.name})]
    return []


def _faults(chain: Chain, length: int) -> Iterator[tuple[int, Finding]]:
    rows = chain.by_seq
    yield from _order(chain)
    for seq in range(1, length + 1):
        if seq not in rows:
            yield seq, Finding("row_missing", {"seq": seq, "chain": chain.name})
    for seq, row in rows.items():
        before = rows.get(seq - 1)
        if seq > length or seq < 1:
            yield seq, Finding("row_added", {"seq": seq, "chain": chain.name, "length": length})
        elif not row.sound:
            yield seq, Finding("row_changed", {"seq": seq, "chain": chain.name})
        elif (before is None and seq == 1 and row.prev) or (
            before is not None and before.sound and row.prev != before.hash
        ):
            yield seq, Finding("row_unlinked", {"seq": seq, "chain": chain.name})


def _order(chain: Chain) -> Iterator[tuple[int, Finding]]:
    seen: set[int] = set()
    highest = 0
    for row in chain.rows:
        if row.seq in seen:
            yield row.seq, Finding("row_twice", {"seq": row.seq, "chain": chain.name})
        elif row.seq < highest:
            yield row.seq, Finding("row_moved", {"seq": row.seq, "chain": chain.name})
        seen.add(row.seq)
        highest = max(highest, row.seq)


def witnessed(rows: Iterable[Row], chains: Mapping[Key, Chain]) -> Iterator[Finding]:
    """Heads of other chains that rows of the case name, and that are no longer there."""
    for row in rows:
        heads = row.told.get("heads")
        for subject, head in (heads if isinstance(heads, dict) else {}).items():
            if not isinstance(head, dict):
                continue
            kind = str(head.get("type"))
            chain = chains.get((kind, subject))
            named = chain.by_seq.get(head.get("seq", 0)) if chain is not None else None
            if named is None or named.hash != head.get("hash"):
                name = chain.name if chain is not None else kind
                yield Finding("rolled_back", {"chain": name, "by": row.seq, "seq": head.get("seq")})
