"""A host that changed hands: who once laid a file there takes it no more."""

from datetime import UTC, datetime, timedelta

import pytest

from huitou.accounts.domains.look_now import look_at
from huitou.accounts.domains.looking import challenge_value
from huitou.accounts.domains.net import Leads
from huitou.accounts.models import PagesDomain
from huitou.accounts.verbs import want_domain
from huitou.core.models import Shop
from huitou.core.tenancy import in_shop
from tests.worlds import build_world

AT = datetime(2026, 11, 1, 8, 0, tzinfo=UTC)
HOST, OURS = "track.shop.example", "pages.huitou.example"


class Net:
    """One host: where it leads, and the file on the server that it leads to while that is not us."""

    here, file = False, ""

    def texts(self, name):
        return []

    def leads(self, name):
        return Leads((OURS,) if self.here and name == HOST else (), ("198.51.100.7",) if name == OURS else ())

    def page(self, host, path):
        return "" if self.here else self.file


@pytest.fixture
def two(once, clock, settings):
    settings.HUITOU_DOMAIN_NET = f"{__name__}.Net"
    settings.HUITOU_DOMAIN_TARGET = OURS
    Net.here, Net.file = False, ""
    return once(lambda: (build_world(clock), build_world(clock, "bookshop")))


def row_of(world):
    with in_shop(world.shop):
        return PagesDomain.objects.get(host=HOST)


def proven_by_file(world, at):
    """The shop lays the file, is seen, and then lets the host lead here."""
    row = want_domain(actor=world.hire("owner"), at=at, host=HOST)
    Net.here, Net.file = False, challenge_value(row.token)
    look_at(row, at=at)
    Net.here = True
    return look_at(row_of(world), at=at + timedelta(minutes=5)).state


def test_who_lost_a_host_does_not_take_it_from_whom_it_belongs_to_now(two):
    former, present = two
    assert proven_by_file(former, AT) == "proven"
    Net.here, Net.file = False, ""
    for hours in range(24, 24 + 73, 6):
        look_at(row_of(former), at=AT + timedelta(hours=hours))
    assert row_of(former).state == "lost"
    # The host has been sold. Whoever has it now proves it by a file too; the former shop is the first to look.
    row = want_domain(actor=present.hire("owner"), at=AT + timedelta(days=30), host=HOST)
    Net.file = challenge_value(row.token)
    look_at(row, at=AT + timedelta(days=30))
    Net.here = True
    assert look_at(row_of(former), at=AT + timedelta(days=30, minutes=4)).state == "lost"
    assert look_at(row_of(present), at=AT + timedelta(days=30, minutes=5)).state == "proven"
    assert list(Shop.objects.exclude(pages_host="").values_list("slug", flat=True)) == ["bookshop"]
