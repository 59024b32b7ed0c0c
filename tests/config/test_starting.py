"""A start does not look for garbage, and leaves the collector on, and what it made out of its sight."""

import gc

import pytest

from huitou.config.starting import LOOK_AFTER, starting


@pytest.fixture
def collector():
    """As it was, afterwards."""
    threshold = gc.get_threshold()
    yield
    gc.set_threshold(*threshold)
    gc.enable()


def test_nobody_looks_while_it_starts_nor_at_what_it_left(collector):
    before = gc.get_freeze_count()
    with starting():
        assert not gc.isenabled()
        kept = [[] for _ in range(1_000)]
    assert gc.isenabled()
    assert gc.get_threshold() == LOOK_AFTER
    assert gc.get_freeze_count() >= before + len(kept)


def test_a_start_that_fails_leaves_the_collector_on(collector):
    with pytest.raises(KeyError), starting():
        raise KeyError
    assert gc.isenabled()


def test_whoever_has_switched_it_off_finds_it_off(collector):
    gc.disable()
    with starting():
        pass
    assert not gc.isenabled()
