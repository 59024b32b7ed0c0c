"""The whole check of a bundle, from the outside in: the zip, the seal, the files, the chains, what they speak of."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from huitou.cases.bundle.verify import records
from huitou.cases.bundle.verify.archive import Archive, LineUnreadable, Unreadable
from huitou.cases.bundle.verify.chains import Chain, Key, faults, row_of, witnessed
from huitou.cases.bundle.verify.checkpoints import Checkpoint, look_up
from huitou.cases.bundle.verify.report import Finding, Report
from huitou.cases.bundle.verify.seal import check_seal

MANIFEST, SEAL, EVENTS = "manifest.json", "seal.json", "events.jsonl"
FORMAT = "huitou-evidence/1"
CASE = "cases.case"
LARGEST_NUMBER = 2**40


def check_bundle(path: Path, *, checkpoints: Sequence[Checkpoint] = (), key: str = "") -> Report:
    """Check the bundle; `key` is the public key (hex) that the reader knows. Never raises for what is in the file."""
    report = Report()
    try:
        with Archive(path) as archive:
            _check(archive, report, checkpoints, key)
    except (Unreadable, LineUnreadable) as refused:
        report.readable = isinstance(refused, LineUnreadable)
        report.wrong.insert(0, refused.finding)
    return report


def _check(archive: Archive, report: Report, checkpoints: Sequence[Checkpoint], key: str) -> None:
    manifest = _manifest(archive)
    case = manifest["case"]
    report.about = {"ref": case["ref"], "shop": manifest["shop"]["name"], "made_at": manifest["made_at"]}
    report.files = len(manifest["files"])
    _tell(report, check_seal(archive.raw(MANIFEST), _optional(archive, SEAL), key))
    chains = _chains(archive, manifest)
    report.rows, report.chains = sum(len(chain.rows) for chain in chains.values()), len(chains)
    # The chains first: a changed row also changes its file, and the reader wants to hear of the row.
    for finding in _chain_faults(chains, manifest):
        report.wrong.append(finding)
    of_case: Key = (CASE, str(case["id"]))
    rows = sorted(chains[of_case].rows, key=lambda row: row.seq) if of_case in chains else []
    report.wrong += witnessed(rows, chains)
    _tell(report, _records(archive, rows))
    report.wrong += _files(archive, manifest["files"])
    for checkpoint in checkpoints:
        finding = look_up(checkpoint, str(case["ref"]), of_case, chains)
        (report.notes if finding.code == "checkpoint_found" else report.wrong).append(finding)


def _tell(report: Report, found: Iterator[tuple[bool, Finding]]) -> None:
    for wrong, finding in found:
        (report.wrong if wrong else report.notes).append(finding)


def _manifest(archive: Archive) -> dict[str, Any]:
    """Raises Unreadable."""
    try:
        manifest = archive.value(MANIFEST)
        fits = manifest["format"] == FORMAT and all(
            isinstance(text, str)
            for text in (manifest["case"]["ref"], manifest["case"]["id"], manifest["shop"]["name"], manifest["made_at"])
        )
        fits = fits and all(_fits(file, ("path", "sha256"), "size") for file in manifest["files"])
        fits = fits and all(_fits(chain, ("type", "id", "head", "ref"), "length") for chain in manifest["chains"])
    except (KeyError, TypeError, LineUnreadable) as error:
        raise Unreadable("manifest_unreadable") from error
    if not fits:
        raise Unreadable("manifest_unreadable")
    found: dict[str, Any] = manifest
    return found


def _fits(entry: Any, texts: Sequence[str], number: str) -> bool:
    return all(isinstance(entry[name], str) for name in texts) and 0 <= int(entry[number]) <= LARGEST_NUMBER


def _optional(archive: Archive, name: str) -> Any:
    return archive.value(name) if name in archive.names else None


def _chains(archive: Archive, manifest: Mapping[str, Any]) -> dict[Key, Chain]:
    names = {(chain["type"], chain["id"]): f"{chain['type']} {chain['ref']}" for chain in manifest["chains"]}
    chains: dict[Key, Chain] = {}
    for number, line in enumerate(archive.lines(EVENTS), start=1):
        try:
            row = row_of(line)
        except ValueError as error:
            raise LineUnreadable(EVENTS, number) from error
        chains.setdefault(row.key, Chain(names.get(row.key, row.kind))).rows.append(row)
    return chains


def _chain_faults(chains: Mapping[Key, Chain], manifest: Mapping[str, Any]) -> Iterator[Finding]:
    known = set()
    for listed in manifest["chains"]:
        key = (listed["type"], listed["id"])
        known.add(key)
        name = f"{listed['type']} {listed['ref']}"
        if key not in chains:
            if listed["length"]:
                yield Finding("chain_missing", {"chain": name})
            continue
        yield from faults(chains[key], listed["length"], listed["head"])
    for key, chain in chains.items():
        if key not in known:
            yield Finding("chain_added", {"chain": chain.name})


def _records(archive: Archive, rows: Sequence[Any]) -> Iterator[tuple[bool, Finding]]:
    said = {str(line.get("id")): line for line in archive.lines("data/messages.jsonl")}
    yield from records.messages(rows, said)
    yield from records.evidence(rows, list(archive.lines("data/evidence.jsonl")), archive)
    for finding in records.sheets(rows, list(archive.lines("data/sheets.jsonl"))):
        yield True, finding
    policy, verdict = _optional(archive, "data/policy.json"), _optional(archive, "data/verdict.json")
    for finding in records.promises(rows, policy if isinstance(policy, dict) else {}, verdict):
        yield True, finding


def _files(archive: Archive, listed: Sequence[Mapping[str, Any]]) -> Iterator[Finding]:
    paths = set()
    for file in listed:
        path = file["path"]
        paths.add(path)
        if path not in archive.names:
            yield Finding("file_missing", {"path": path})
        elif archive.digest(path) != (file["size"], file["sha256"]):
            yield Finding("file_replaced", {"path": path})
    for name in archive.names:
        if name not in paths and name not in (MANIFEST, SEAL):
            yield Finding("file_added", {"path": name})
