"""Text by display width: Chinese takes two columns."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huitou.notifications.columns import leader, width, wrap

WORDS = st.text(alphabet="ab 青瓷，。!é", max_size=60).map(lambda text: " ".join(text.split()))


@pytest.mark.parametrize(
    ("text", "columns"), [("abc", 3), ("青瓷", 4), ("¥128.00", 7), ("e\u0301", 1), ("（大）", 6), ("", 0)]
)
def test_width(text, columns):
    assert width(text) == columns


def test_amounts_stand_at_the_right_edge():
    assert leader("青瓷杯", "¥1.00", 20) == ["青瓷杯         ¥1.00"]
    assert leader("A very long label of an item", "¥1.00", 20) == [
        "A very long",
        "label of an",
        "item           ¥1.00",
    ]


def test_closing_punctuation_never_starts_a_line():
    assert wrap("青瓷杯青瓷，杯", 10) == ["青瓷杯青瓷，", "杯"]


@given(text=WORDS, columns=st.integers(min_value=4, max_value=30))
def test_wrapping_loses_no_letter_and_keeps_the_width(text, columns):
    lines = wrap(text, columns)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    hanging = 2  # closing punctuation may hang over the edge rather than start a line
    assert all(width(line.rstrip("，。!")) <= columns + hanging for line in lines)


@given(label=WORDS, columns=st.integers(min_value=16, max_value=60))
def test_a_bill_line_ends_at_the_edge(label, columns):
    lines = leader(label, "¥12.00", columns)
    assert width(lines[-1]) == columns
    assert lines[-1].endswith("¥12.00")
