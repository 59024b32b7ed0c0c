"""A pause ends when nothing is unknown any more, guard by guard; each gateway for itself."""

from datetime import timedelta

import pytest

from huitou.core.actors import Actor, Role, system_actor
from huitou.core.errors import NotFound
from huitou.core.tenancy import in_shop
from huitou.refunds.models import Discrepancy, Pause
from huitou.refunds.second_person import PersonNeeded
from huitou.refunds.verbs import confirm_accounts, end_pause, note_comparison, pause
from huitou.refunds.verbs.pauses import (
    AccountsNotConfirmed,
    DifferencesOpen,
    NotCompared,
    RefundsPaused,
    require_unpaused,
)


def test_after_a_restore_it_ends_when_everything_was_looked_at_and_compared(shop, manager, clock) -> None:
    at = clock.now()
    who, since = {"actor": manager, "at": at}, at - timedelta(days=3)

    def differs(gateway: str, **closed: object) -> Discrepancy:
        with in_shop(shop):
            return Discrepancy.objects.create(
                shop=shop, gateway=gateway, kind="missing_here", key=f"k{len(closed)}", currency="EUR", ours_minor=0,
                theirs_minor=5, found_at=at, **closed,
            )  # fmt: skip

    def stays(why: type[Exception]) -> bool:
        with pytest.raises(why):
            end_pause(gateway="sandbox", **who)
        with in_shop(shop):
            return Pause.objects.filter(ended_at=None).count() == 2

    pause(gateway="sandbox", reason="Restored", compare_since=since, **who)
    pause(gateway="offline", reason="A holiday", **who)
    assert stays(AccountsNotConfirmed)
    with pytest.raises(PersonNeeded):
        confirm_accounts(actor=Actor(Role.MERCHANT, shop.pk, "token:1", manager.permissions), at=at)
    assert confirm_accounts(actor=system_actor(shop.pk), at=at) == 1  # by hand none waits for that
    assert stays(NotCompared)
    late = since + timedelta.resolution
    assert not note_comparison(gateway="sandbox", since=late, **who)
    assert not note_comparison(gateway="offline", since=since, **who)
    assert stays(NotCompared)
    assert note_comparison(gateway="sandbox", since=since, **who)
    differs("stripe")
    differs("sandbox", closed_at=at)
    row = differs("sandbox")
    assert stays(DifferencesOpen)
    with in_shop(shop):
        Discrepancy.objects.filter(pk=row.pk).update(closed_at=at)
    ended = end_pause(gateway="sandbox", **who)
    assert (ended.ended_at, ended.ended_by) == (at, manager.id)
    with in_shop(shop):
        require_unpaused("sandbox")
        with pytest.raises(RefundsPaused):
            require_unpaused("offline")
    assert not note_comparison(gateway="sandbox", since=since, **who)
    with pytest.raises(NotFound):
        end_pause(gateway="sandbox", **who)


def test_paused_again_it_is_the_same_pause_and_looks_back_as_far_as_either(shop, manager, clock) -> None:
    at = clock.now()
    who, day = {"actor": manager, "at": at}, timedelta(days=1)

    def looked_at() -> None:
        confirm_accounts(**who)
        assert note_comparison(gateway="sandbox", since=at - 9 * day, **who)

    def again(reason: str, **inputs: object) -> tuple[str, object, bool, bool]:
        row = pause(gateway="sandbox", reason=reason, **inputs, **who)
        with in_shop(shop):
            (kept,) = Pause.objects.all()
        assert kept.pk == row.pk
        return kept.reason, kept.compare_since, kept.compared_at is not None, kept.accounts_confirmed_at is not None

    assert again("By hand") == ("By hand", None, False, False)
    assert again("Restored", compare_since=at - 2 * day) == ("Restored", at - 2 * day, False, False)
    looked_at()
    assert again("By hand") == ("Restored", at - 2 * day, True, True)
    assert again("Restored later", compare_since=at - day) == ("Restored later", at - 2 * day, False, False)
    looked_at()
    assert again("Restored older", compare_since=at - 3 * day) == ("Restored older", at - 3 * day, False, False)
