"""What no rollback reaches is undone with it: all of a transaction, or what an attempt in it has done."""

import pytest
from django.db import IntegrityError

from huitou.core.writing import attempt, if_taken_back, together, writing


class Commit:
    """The transaction's end, behind which the connection fails."""

    def __init__(self, ends, failure):
        self.ends, self.failure = ends, failure

    def __exit__(self, *error):
        self.ends.__exit__(*error)
        raise self.failure


@pytest.fixture
def undone():
    return []


def fail(*_given):
    raise KeyError


def broken():
    raise OSError


def test_what_is_taken_back_is_undone_the_last_first(world, undone):
    def work():
        with writing(world.shop):
            for undo in (lambda: undone.append("first"), broken, lambda: undone.append("last")):
                if_taken_back(undo)
            fail()

    with pytest.raises(KeyError):
        work()
    assert undone == ["last", "first"]


def test_what_is_committed_stays_and_an_attempt_undoes_its_own(world, undone):
    def tried():
        with attempt():
            if_taken_back(lambda: undone.append("tried"))
            fail()

    with writing(world.shop):
        if_taken_back(lambda: undone.append("kept"))
        with pytest.raises(KeyError):
            tried()
        assert undone == ["tried"]
    if_taken_back(lambda: undone.append("nothing is open"))
    assert undone == ["tried"]


@pytest.mark.parametrize(("failure", "expected"), [(IntegrityError, ["file"]), (OSError, [])])
def test_only_a_commit_that_surely_failed_is_undone(world, undone, failure, expected):
    """A connection that breaks in the commit may have broken behind it: then the file may belong to a row."""

    def work():
        with (one := writing(world.shop)):
            if_taken_back(lambda: undone.append("file"))
            one._shop = Commit(one._shop, failure)

    with pytest.raises(failure):
        work()
    assert undone == expected


def test_what_fails_just_before_the_commit_takes_it_back(world, undone):
    def work():
        with writing(world.shop):
            if_taken_back(lambda: undone.append("file"))
            together(fail, None)

    with pytest.raises(KeyError):
        work()
    assert undone == ["file"]
