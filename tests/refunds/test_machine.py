"""The table of a refund: it is complete, every state speaks to every reader, silence never ends it."""

import itertools

import pytest

from huitou.accounts.permissions import every_permission
from huitou.core.actors import Role
from huitou.core.flow.check import check
from huitou.core.flow.texts import label_in, sentence_in
from huitou.core.verbs import registered
from huitou.refunds import sentences, values
from huitou.refunds.machine import REFUND


def test_the_table_is_complete() -> None:
    findings = check(
        {"refund": REFUND},
        verbs=registered().keys(),
        permissions=every_permission(),
        sentence=sentence_in,
        label=label_in,
    )
    assert [str(finding) for finding in findings] == []


def test_silence_alone_never_ends_a_refund() -> None:
    for start in REFUND.states:
        state = start
        for _ in range(50):
            wait = REFUND.waiting(state)
            if wait is None:
                assert state == start
                break
            state = next(step.to for step in REFUND.steps if (step.state, step.action) == (state, wait.then))
            assert state not in REFUND.finals


@pytest.mark.parametrize(
    ("state", "reader"), list(itertools.product(REFUND.states, (Role.BUYER, Role.MERCHANT, Role.PLATFORM)))
)
def test_the_chinese_sentences_are_chinese(state, reader) -> None:
    english = sentence_in("refund", state, reader, "en")
    for language in ("zh-hans", "zh-hant"):
        said = sentence_in("refund", state, reader, language)
        assert said != english
        assert said is not None
        for name in ("amount", "paid", "left", "settled", "reason"):
            assert (f"%({name})s" in said) == (f"%({name})s" in english)


def test_every_state_has_a_name_and_every_failure_a_reason_in_chinese() -> None:
    from django.utils.translation import override

    assert set(sentences.STATE_NAMES) == set(REFUND.states)
    for language in ("zh-hans", "zh-hant"):
        with override(language):
            assert all(values.state_name(state) != name for state, name in sentences.STATE_NAMES.items())
            assert all(values.failure(code) != text for code, text in sentences.FAILURES.items())
            assert "xyz" in values.failure("xyz")
