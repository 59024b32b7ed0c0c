"""What the events of a case say of files and of the verdict, so that both can be checked against the chain later."""

import hashlib
from collections.abc import Mapping
from typing import Any

from huitou.cases.models import Evidence
from huitou.core.events import canonical
from huitou.core.personal import salted_digest


def told(evidence: Evidence) -> dict[str, object]:
    """What an event says of a file: the salted digests of what was sent and of the copy that others see.

    Salted, so that nobody who has the record alone can try whether a picture of theirs is the one: the salt lies with
    the file and goes with it.
    """
    return {
        "evidence": str(evidence.pk),
        "kind": evidence.kind,
        "salted_sha256": salted_digest(evidence, evidence.sha256),
        "salted_shown_sha256": salted_digest(evidence, evidence.shown_sha256),
    }


def judged_digest(judged: Mapping[str, Any]) -> str:
    """SHA-256 (hex) over facts, wish and verdict in canonical form."""
    return hashlib.sha256(canonical(judged).encode()).hexdigest()
