"""Checks what lies beside the chains against what they say of it: messages, photos and videos, bills, promises."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from huitou.cases.bundle.verify.archive import Archive
from huitou.cases.bundle.verify.chains import Row
from huitou.cases.bundle.verify.report import Finding

# Salted since the record must not let anybody try a picture; the plain one stands in earlier records.
DIGESTS = {"salted_sha256", "sha256"}
Lines = Mapping[str, Mapping[str, Any]]


def canonical(value: Any) -> bytes:
    """JSON with sorted keys and no spaces, as it is hashed everywhere."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def sha256(raw: bytes) -> str:
    """In hex."""
    return hashlib.sha256(raw).hexdigest()


def messages(rows: Sequence[Row], said: Lines) -> Iterator[tuple[bool, Finding]]:
    """(wrong, finding) for every message that a row of the case names."""
    moved = _moved(rows)
    for row in rows:
        absorbed = row.facts.get("messages")
        for told in (row.facts, row.facts.get("note"), *(absorbed if isinstance(absorbed, list) else ())):
            if not isinstance(told, dict) or not isinstance(told.get("digest"), str) or "message" not in told:
                continue
            message = said.get(str(told["message"]))
            if message is None and str(told["message"]) in moved:
                yield False, Finding("moved", {"seq": row.seq})
            elif message is None:
                yield True, Finding("message_missing", {"seq": row.seq})
            elif message.get("erased_at"):
                yield False, Finding("erased", {"seq": row.seq})
            elif _salted(message) != told["digest"]:
                yield True, Finding("message_changed", {"seq": row.seq})


def _salted(message: Mapping[str, Any]) -> str:
    return _digest_with(message.get("salt"), str(message.get("body")))


def _digest_with(salt: Any, text: str) -> str:
    try:
        return sha256(bytes.fromhex(str(salt)) + text.encode())
    except ValueError:
        return ""


def evidence(
    rows: Sequence[Row], kept: Sequence[Mapping[str, Any]], archive: Archive
) -> Iterator[tuple[bool, Finding]]:
    """(wrong, finding) for every photo and video, by the digests that the rows of the case hold of it."""
    named = dict(_named(rows))
    for file in kept:
        key = str(file.get("id"))
        row, digests = named.pop(key if key in named else str(file.get("sha256")), (None, {}))
        paths = [(path, kind) for kind in ("original", "shown") if isinstance(path := file.get(kind), str)]
        if row is None:
            yield True, Finding("evidence_unknown", {"path": paths[0][0] if paths else str(file.get("id"))})
            continue
        if file.get("erased_at"):
            yield False, Finding("erased", {"seq": row.seq})
        elif not paths:
            yield False, Finding("not_included", {"seq": row.seq})
        for path, kind in paths:
            if path not in archive.names:
                yield True, Finding("file_missing", {"path": path})
            elif not _is_the_file(archive.digest(path)[1], kind, digests, file):
                yield True, Finding("evidence_changed", {"path": path, "seq": row.seq})
    moved = _moved(rows)
    for key, (row, _digests) in named.items():
        gone = key in moved
        yield not gone, Finding("moved" if gone else "evidence_missing", {"seq": row.seq})


def _moved(rows: Sequence[Row]) -> frozenset[str]:
    """What went on in another case, with the wish of this one: it lies in that case's bundle."""
    told = [row.facts.get("moved") for row in rows]
    return frozenset(str(one) for moved in told if isinstance(moved, list) for one in moved)


def _is_the_file(found: str, kind: str, told: Mapping[str, Any], file: Mapping[str, Any]) -> bool:
    """Whether the file is the one that the row tells of: by its salted digest, or the plain one of earlier records."""
    name = "sha256" if kind == "original" else "shown_sha256"
    salted = told.get(f"salted_{name}")
    if isinstance(salted, str):
        return _digest_with(file.get("salt"), found) == salted
    expected = told.get(name)
    return not expected or found == expected


def _named(rows: Sequence[Row]) -> Iterator[tuple[str, tuple[Row, Mapping[str, Any]]]]:
    """Id of the file (or its digest, where no id is told) → where the chain names it, and what it says of it."""
    for row in rows:
        proofs = row.facts.get("proofs")
        told = proofs if isinstance(proofs, list) else [row.facts]
        for proof in told:
            if isinstance(proof, dict) and "evidence" in proof and (proof.keys() & DIGESTS):
                yield str(proof["evidence"]), (row, proof)
        listed = row.facts.get("evidence")
        if isinstance(listed, list) and not isinstance(proofs, list):
            for digest in listed:
                yield str(digest), (row, {"sha256": digest})


def sheets(rows: Sequence[Row], kept: Sequence[Mapping[str, Any]]) -> Iterator[Finding]:
    """Bills whose numbers were changed, or that are named and not there."""
    digests = set()
    for sheet in kept:
        digest = str(sheet.get("digest"))
        digests.add(digest)
        if sha256(canonical({"facts": sheet.get("facts"), "sheet": sheet.get("sheet")})) != digest:
            yield Finding("sheet_changed", {"digest": digest[:16]})
    for row in rows:
        named = row.facts.get("sheet")
        if isinstance(named, str) and named not in digests:
            yield Finding("sheet_missing", {"seq": row.seq})


def promises(rows: Sequence[Row], policy: Mapping[str, Any], verdict: Any) -> Iterator[Finding]:
    """The policy's text and the verdict on it, by the digests in the row that opened or changed the case."""
    text = str(policy.get("text"))
    said = [row.facts["policy_digest"] for row in rows if isinstance(row.facts.get("policy_digest"), str)]
    if sha256(text.encode()) != policy.get("digest") or (said and said[-1] != policy.get("digest")):
        yield Finding("policy_changed")
    judged = [row.facts["judged"] for row in rows if isinstance(row.facts.get("judged"), str)]
    if judged and sha256(canonical(verdict)) != judged[-1]:
        yield Finding("verdict_changed")
