"""What the check found, in the reader's language. Sentences are translated by the catalogues of `cases`."""

import gettext as standard
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

LOCALE = Path(__file__).resolve().parents[2] / "locale"
CATALOGUES = {"zh-hans": "zh_Hans", "zh-hant": "zh_Hant"}
N_ = str

SENTENCES: Mapping[str, str] = {
    # Not readable at all
    "not_a_bundle": N_("This is not an evidence bundle, or it was cut off or damaged on its way: %(why)s"),
    "name_forbidden": N_("The bundle holds a file with a name that none of ours has: %(name)s. Open nothing in it."),
    "too_large": N_("The bundle unpacks to far more than it should: %(name)s. Open nothing in it."),
    # The manifest and the files
    "manifest_wrong": N_("The list of contents (manifest.json) was changed after the bundle was sealed."),
    "manifest_unreadable": N_("The list of contents (manifest.json) cannot be read."),
    "signature_wrong": N_("The signature does not fit: the bundle was not sealed with the key that it names."),
    "key_foreign": N_("The bundle was sealed with another key than the one that you know: %(key)s"),
    "file_missing": N_("A file is missing: %(path)s"),
    "file_replaced": N_("A file was changed or replaced: %(path)s"),
    "file_added": N_("A file was added that is not in the list of contents: %(path)s"),
    "data_unreadable": N_("The file %(path)s cannot be read: line %(line)s."),
    # The chains
    "row_changed": N_("Row %(seq)s of %(chain)s was changed: its content and its fingerprint do not fit together."),
    "row_missing": N_("Row %(seq)s of %(chain)s was removed."),
    "row_twice": N_("Row %(seq)s of %(chain)s stands there twice."),
    "row_moved": N_("Rows of %(chain)s were reordered: row %(seq)s does not stand in its place."),
    "row_unlinked": N_("Row %(seq)s of %(chain)s does not follow from the row before: one of the two was exchanged."),
    "row_added": N_("Row %(seq)s of %(chain)s was added: the list of contents knows only %(length)s rows."),
    "chain_missing": N_("The whole record of %(chain)s was removed."),
    "chain_added": N_("A record was added that is not in the list of contents: %(chain)s"),
    "head_wrong": N_("The end of %(chain)s is not the one in the list of contents."),
    "rolled_back": N_(
        "%(chain)s was set back or rewritten: row %(by)s of the case names its row %(seq)s with another fingerprint."
    ),
    # What people wrote and sent
    "message_changed": N_("A message was changed: what row %(seq)s of the case says of it does not fit its text."),
    "message_missing": N_("A message was removed: row %(seq)s of the case names it."),
    "evidence_changed": N_("A photo or video is not the one that was handed in: %(path)s (row %(seq)s of the case)."),
    "evidence_missing": N_("A photo or video was removed: row %(seq)s of the case names it."),
    "evidence_unknown": N_("A photo or video was added that no row of the case names: %(path)s"),
    "sheet_changed": N_("A bill was changed: its rows do not fit its fingerprint %(digest)s."),
    "sheet_missing": N_("A bill was removed: row %(seq)s of the case names it."),
    "policy_changed": N_("The policy is not the version that bound this case."),
    "verdict_changed": N_("The policy's verdict is not the one that the case was opened with."),
    # What a person got by mail
    "checkpoint_unknown": N_(
        "The checkpoint %(checkpoint)s that you got is not in this bundle: the record was set back or rewritten since."
    ),
    "checkpoint_foreign": N_("The checkpoint that you got is of another case: %(ref)s"),
    "checkpoint_none": N_("The mail holds no checkpoint."),
    # Said besides
    "erased": N_("What row %(seq)s of the case tells of was erased at the person's wish; the chain is intact."),
    "moved": N_("What row %(seq)s names went on in another case, and lies in the bundle of that one."),
    "not_included": N_("A photo or video is not part of this copy: row %(seq)s of the case names it."),
    "checkpoint_found": N_("The checkpoint %(checkpoint)s is row %(seq)s of %(chain)s, unchanged."),
    "signed": N_("Sealed with the key %(key)s. Compare it with the key that the shop's service publishes."),
    "signature_unchecked": N_("The signature could not be checked here: the library for it is not installed."),
    "intact": N_("Intact: %(rows)s rows in %(chains)s records, %(files)s files. Nothing was changed."),
    "broken": N_("Not intact. The first thing that is wrong:"),
    "further": N_("Also wrong:"),
    "of_case": N_("Case %(ref)s, %(shop)s, written out on %(made_at)s."),
}
RECORDS: Mapping[str, str] = {
    "cases.case": N_("the case"),
    "logistics.goodsreturn": N_("the return"),
    "refunds.refund": N_("the refund"),
    "parcels.parcel": N_("the parcel"),
    "cases.dispute": N_("the dispute"),
    "logistics.replacement": N_("the replacement"),
    "services.repair": N_("the repair"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong, or worth knowing. `code` is stable; `facts` fill its sentence."""

    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)

    def say(self, language: str = "en") -> str:
        """The sentence."""
        translate = words(language)
        facts = dict(self.facts)
        if "chain" in facts:
            kind, _, ref = str(facts["chain"]).partition(" ")
            facts["chain"] = f"{translate(RECORDS[kind]) if kind in RECORDS else kind} {ref}".strip()
        return str(translate(SENTENCES[self.code]) % facts)


@dataclass(slots=True)
class Report:
    """All findings, the most basic first. `readable` is False where nothing could be checked."""

    wrong: list[Finding] = field(default_factory=list)
    notes: list[Finding] = field(default_factory=list)
    about: Mapping[str, Any] = field(default_factory=dict)
    rows: int = 0
    chains: int = 0
    files: int = 0
    readable: bool = True

    @property
    def intact(self) -> bool:
        return not self.wrong

    @property
    def status(self) -> int:
        """For the shell: 0 intact, 1 not intact, 2 not readable."""
        return 2 if not self.readable else 0 if self.intact else 1

    def say(self, language: str = "en") -> list[str]:
        """The report in lines for a person."""
        lines = [Finding("of_case", self.about).say(language)] if self.about else []
        if self.intact:
            counts = {"rows": self.rows, "chains": self.chains, "files": self.files}
            lines.append(Finding("intact", counts).say(language))
        else:
            first, *others = [finding.say(language) for finding in self.wrong]
            lines += [Finding("broken").say(language), f"  {first}"]
            if others:
                lines += [Finding("further").say(language), *(f"  {line}" for line in others)]
        return [*lines, *(f"- {note.say(language)}" for note in self.notes)]


def words(language: str) -> Any:
    """`gettext` of the language; English where there is no catalogue."""
    name = CATALOGUES.get(language)
    if name is None:
        return str
    return standard.translation("django", str(LOCALE), [name], fallback=True).gettext
