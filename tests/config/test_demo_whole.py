"""A demo that was cut off while it was built is cleared away and built again; a whole one stays as it is."""

import sys

import pytest

from huitou.accounts.models import Membership, SetupRun, Staff
from huitou.accounts.verbs import open_shop
from huitou.cases.models import Case
from huitou.config.demo import build, stories
from huitou.config.demo.whole import is_whole
from huitou.core.models import Event, Shop
from huitou.core.tenancy import in_shop
from huitou.instant.machine import ADVANCE
from huitou.instant.models import Advance, Assessment
from huitou.insurance.models import FreightClaim

pytestmark = [pytest.mark.slow, pytest.mark.sweep]
SLUGS = ["taobei", "harbour"]


class CutOff(Exception):
    """Somebody pressed Ctrl-C."""


@pytest.fixture
def short(monkeypatch):
    """Two stories a shop: the way is the same, the time is not."""
    for name, told in list(stories.STORIES.items()):
        monkeypatch.setitem(stories.STORIES, name, told[:2])


def test_what_was_cut_off_is_built_anew_and_others_stay(database, clock, short, monkeypatch):
    at, said = clock.now(), []
    real = open_shop(
        slug="real", name="Real", currency="CNY", timezone="Asia/Shanghai", locale="en", country="CN", at=at
    )
    with monkeypatch.context() as patch:

        def cut_off(stage, _stories):
            if stage.shop.slug == "harbour":
                raise CutOff

        patch.setattr(sys.modules["huitou.config.demo.build"], "play_all", cut_off)
        with pytest.raises(CutOff):
            build(say=said.append)
    half = {shop.pk for shop in Shop.objects.filter(demo=True)}
    assert len(half) == 2
    assert not is_whole(SLUGS)

    build(say=said.append)

    assert "The demo was not built to its end: clearing it away" in said
    assert is_whole(SLUGS)
    whole = list(Shop.objects.filter(demo=True))
    assert sorted(shop.slug for shop in whole) == sorted(SLUGS)
    assert not half & {shop.pk for shop in whole}
    assert Shop.objects.filter(pk=real.pk).exists()
    for shop in whole:
        with in_shop(shop):
            assert Case.objects.count() >= 2
            assert Event.objects.exists()
            assert Membership.objects.filter(shop=shop).exists()
    ahead = next(shop for shop in whole if shop.slug == "taobei")
    with in_shop(ahead):
        # Money ahead of the goods in every state, and insured ways back that were paid and refused.
        shown = set(Advance.objects.values_list("state", flat=True))
        assert shown == set(ADVANCE.states)
        outcomes = set(Assessment.objects.values_list("outcome", flat=True))
        assert {"at_once", "at_scan", "above_largest", "reason_excluded"} <= outcomes
        assert {"paid", "refused"} <= set(FreightClaim.objects.values_list("state", flat=True))
    assert Staff.objects.filter(email__endswith="@platform.example.com").count() == 3

    said.clear()
    build(say=said.append)
    assert said == []
    assert {shop.pk for shop in whole} == {shop.pk for shop in Shop.objects.filter(demo=True)}
    # A mark of other shops is none.
    SetupRun.objects.filter(steps_done=["demo"]).update(notes={"shops": []})
    assert not is_whole(SLUGS)
