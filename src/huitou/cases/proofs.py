"""What the events of a case say of files and of the verdict, so that both can be checked against the chain later."""

import hashlib
from collections.abc import Mapping
from typing import Any

from huitou.cases.models import Evidence
from huitou.core.events import canonical


def told(evidence: Evidence) -> dict[str, object]:
    """What an event says of a file: the digests of what was sent and of the copy that others see."""
    return {
        "evidence": str(evidence.pk),
        "kind": evidence.kind,
        "sha256": evidence.sha256,
        "shown_sha256": evidence.shown_sha256,
        "size_bytes": evidence.size_bytes,
    }


def judged_digest(judged: Mapping[str, Any]) -> str:
    """SHA-256 (hex) over facts, wish and verdict in canonical form."""
    return hashlib.sha256(canonical(judged).encode()).hexdigest()
