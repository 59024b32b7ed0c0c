"""The forms of the policy editor say all that a document can say: sent back unchanged, they change nothing."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings

from huitou.desk.forms.policy import LISTED, PARTS, filled_in
from huitou.policies import presets
from huitou.policies.rules import Document, read
from huitou.policies.rules.writing import canonical, write
from tests.policies.strategies import documents


def as_sent(form: Any) -> QueryDict:
    """What a browser would send of an untouched form: all of its controls that hold something."""
    sent = QueryDict(mutable=True)
    for one in (form, *getattr(form, "offers", {}).values()):
        for bound in one:
            value = bound.value()
            if isinstance(value, list | tuple):
                # Boxes are sent in the order in which they stand on the page.
                order = [code for code, _label in bound.field.choices]
                sent.setlist(bound.html_name, [code for code in order if code in value])
            elif value is True:
                sent[bound.html_name] = "on"
            elif value is not None and value is not False:
                sent[bound.html_name] = str(value)
    return sent


def places(document: dict[str, Any], part: str) -> Iterator[int]:
    return iter(range(1, len(document.get(part, [])) + 1)) if part in LISTED else iter([0])


def through_all_forms(document: dict[str, Any]) -> dict[str, Any]:
    for part in PARTS:
        for place in places(document, part):
            sent = as_sent(filled_in(part, None, document, place))
            form = filled_in(part, sent, document, place)
            assert form.is_valid(), (part, place, form.errors, [o.errors for o in getattr(form, "offers", {}).values()])
            document = form.result()
    return document


@pytest.mark.sweep
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(documents)
def test_any_document_goes_through_the_forms_and_stays_what_it_is(document: Document) -> None:
    written = write(document)
    assert canonical(through_all_forms(written)) == canonical(written)


@pytest.mark.parametrize("code", presets.CODES)
def test_every_preset_goes_through_the_forms_and_stays_what_it_is(code: str) -> None:
    written = write(read(presets.load(code)))
    assert canonical(through_all_forms(written)) == canonical(written)
