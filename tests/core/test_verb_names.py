"""The past tense that names an event."""

import pytest

from huitou.core.verbs import past


@pytest.mark.parametrize(
    ("action", "said"),
    [
        ("agree", "agreed"),
        ("refuse", "refused"),
        ("offer", "offered"),
        ("hand_over", "handed_over"),
        ("call_in_platform", "called_in_platform"),
        ("withdraw", "withdrawn"),
        ("become_unknown", "became_unknown"),
        ("lapse_offer", "lapsed_offer"),
        ("pay_again", "paid_again"),
        ("retry", "retried"),
    ],
)
def test_past(action, said):
    assert past(action) == said
