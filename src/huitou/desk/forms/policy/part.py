"""What all forms of a policy's parts share: the document they belong to, and where in it."""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from django import forms

from huitou.policies.law.articles import ARTICLES
from huitou.policies.rules.vocabulary import BECAUSE, EVIDENCE, KINDS, REASONS, STAGES
from huitou.policies.texts import (
    article_label,
    because_label,
    evidence_label,
    kind_label,
    reason_label,
    stage_label,
)


class PartForm(forms.Form):
    """One part of a document. `place`: of a rule or exclusion, from 1; 0 is a new one."""

    def __init__(self, data: Any = None, *, document: Mapping[str, Any], place: int = 0) -> None:
        super().__init__(data)
        self.document = document
        self.place = place
        self.build()

    def build(self) -> None:
        """Add the fields with what the document says."""
        raise NotImplementedError

    def result(self) -> dict[str, Any]:
        """The whole document with the changes of this part."""
        document = deepcopy(dict(self.document))
        self.write(document)
        return document

    def write(self, document: dict[str, Any]) -> None:
        """Write the cleaned fields into a document."""
        raise NotImplementedError

    @property
    def currency(self) -> str:
        return str(self.document["currency"])

    def put(self, document: dict[str, Any], name: str, value: Any) -> None:
        """Set a field, or leave it out where it says nothing."""
        if value in (None, False, "", [], {}):
            document.pop(name, None)
        else:
            document[name] = value

    def put_item(self, document: dict[str, Any], name: str, item: dict[str, Any]) -> None:
        """Set the rule or exclusion in its place, by its id, since others may have moved it; a new one at the end."""
        items = document.setdefault(name, [])
        at = next((number for number, found in enumerate(items) if found["id"] == item["id"]), None)
        if at is None:
            items.append(item)
        else:
            items[at] = item


def reasons() -> dict[str, str]:
    """Code and words of every reason, in the active language; as the functions below."""
    return {code: reason_label(code) for code in REASONS}


def stages() -> dict[str, str]:
    return {code: stage_label(code) for code in STAGES}


def evidences() -> dict[str, str]:
    return {code: evidence_label(code) for code in EVIDENCE}


def becauses() -> dict[str, str]:
    return {code: because_label(code) for code in BECAUSE}


def kinds() -> dict[str, str]:
    return {code: kind_label(code) for code in KINDS}


def articles(country: str, held: list[str]) -> dict[str, str]:
    """The articles of the policy's country, and those that it names already."""
    near = {"GB": "uk"}.get(country, country.lower())
    codes = [code for code in ARTICLES if code.startswith((f"{near}-", "eu-")) or code in held]
    return {code: article_label(code) for code in codes}


def fresh_id(items: list[dict[str, Any]], stem: str) -> str:
    """A name that no rule has yet."""
    taken = {item["id"] for item in items}
    count = len(items) + 1
    while f"{stem}-{count}" in taken:
        count += 1
    return f"{stem}-{count}"
