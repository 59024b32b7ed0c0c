"""Checkpoints: the head of a case's chain as a person got it by mail.

The text in the mail and its reading stand here together, so that they cannot drift apart.
"""

import email
import email.policy
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from huitou.cases.bundle.verify.chains import Chain, Key
from huitou.cases.bundle.verify.report import Finding

SHORTEST = 16
GROUP = 8
IN_MAIL = re.compile(r"([A-Z]-[0-9A-Z]{4}-[0-9A-Z]{4})\s*/\s*(\d{1,9})\s*[:：]\s*((?:[0-9a-f]{8}\s+){7}[0-9a-f]{8})")
TYPED = re.compile(r"(?:([A-Za-z]-[0-9A-Za-z]{4}-[0-9A-Za-z]{4})\s*/\s*)?(?:(\d{1,9})\s*[:：]\s*)?([0-9A-Fa-f\s]+)")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """`hash` in hex, at least its first 16 digits. `ref` and `seq` where they are known."""

    hash: str
    seq: int | None = None
    ref: str = ""

    def __str__(self) -> str:
        return f"{self.seq}:{self.hash[:SHORTEST]}…" if self.seq else f"{self.hash[:SHORTEST]}…"


def in_words(ref: str, seq: int, head: str) -> str:
    """The checkpoint as it stands in a mail: `R-7F3K-Q2MX/3: 9f86d081 884c7d65 …`."""
    groups = " ".join(head[place : place + GROUP] for place in range(0, len(head), GROUP))
    return f"{ref}/{seq}: {groups}"


def from_text(text: str) -> Checkpoint:
    """A checkpoint that somebody typed or copied, whole or shortened. Raises ValueError."""
    match = TYPED.fullmatch(text.strip())
    found = re.sub(r"\s", "", match.group(3)).lower() if match else ""
    if match is None or not SHORTEST <= len(found) <= 64:
        raise ValueError(text)
    return Checkpoint(found, int(match.group(2)) if match.group(2) else None, (match.group(1) or "").upper())


def from_mail(path: Path) -> list[Checkpoint]:
    """Every checkpoint in a saved mail (.eml). Raises OSError."""
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    body = message.get_body(preferencelist=("plain", "html"))
    text = body.get_content() if body is not None else ""
    text = re.sub(r"<[^>]*>", " ", text) if body is not None and body.get_content_type() == "text/html" else text
    return [
        Checkpoint(re.sub(r"\s", "", digits), int(seq), ref)
        for ref, seq, digits in dict.fromkeys(IN_MAIL.findall(text))
    ]


def look_up(checkpoint: Checkpoint, ref: str, case: Key, chains: Mapping[Key, Chain]) -> Finding:
    """What the bundle says to a checkpoint: found, unknown, or of another case."""
    if checkpoint.ref and checkpoint.ref != ref:
        return Finding("checkpoint_foreign", {"ref": checkpoint.ref})
    of_case = {case: chains[case]} if case in chains else {}
    for chain in (of_case if checkpoint.seq is not None else {**of_case, **chains}).values():
        for row in chain.rows:
            if row.hash.startswith(checkpoint.hash) and checkpoint.seq in (None, row.seq):
                return Finding("checkpoint_found", {"checkpoint": str(checkpoint), "seq": row.seq, "chain": chain.name})
    return Finding("checkpoint_unknown", {"checkpoint": str(checkpoint)})
