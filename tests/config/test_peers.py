"""The list of other systems' states fits our machines, and its page says what the list says."""

import pytest
from django.conf import settings

from huitou.config import peers_page
from huitou.config.peers import PEERS, match
from huitou.config.peers_alone import OURS_ALONE
from huitou.core.flow import machines


def test_every_state_of_theirs_has_one_of_ours_or_a_reason_and_the_other_way_round():
    assert list(peers_page.misfits(machines())) == []


def test_the_page_is_up_to_date():
    """Run `./huitou flows docs` after a change of the list."""
    assert (settings.HUITOU_ROOT / "docs" / peers_page.NAME).read_text(encoding="utf-8") == peers_page.page()


@pytest.mark.parametrize(
    ("rows", "alone", "misfit"),
    [
        ((match("X1", "case.dreaming", ""),), {}, "Them X1: there is no case.dreaming"),
        ((match("X2", "", ""),), {}, "Them X2: neither a state of ours nor a reason"),
        ((), {"case.dreaming": "a dream"}, "case.dreaming: is explained and does not exist"),
        ((match("X3", "case.remedy_due", ""),), {}, "case.remedy_due: is matched and called ours alone"),
    ],
)
def test_what_does_not_fit_is_found(monkeypatch, rows, alone, misfit):
    monkeypatch.setitem(PEERS, "Them", rows)
    for state, words in alone.items():
        monkeypatch.setitem(OURS_ALONE, state, words)
    assert list(peers_page.misfits(machines())) == [misfit]


def test_a_state_that_nobody_speaks_of_is_found(monkeypatch):
    monkeypatch.delitem(OURS_ALONE, "case.remedy_due")
    assert list(peers_page.misfits(machines())) == ["case.remedy_due: neither matched nor explained"]
