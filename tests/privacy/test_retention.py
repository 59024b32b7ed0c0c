"""What has been kept as long as it may goes by itself: each field at its own time, in batches, shop by shop."""

import pytest

from huitou.accounts.buyers import open_demo_session, request_code
from huitou.accounts.models import BuyerGrant, CodeChallenge
from huitou.cases.models import Evidence, Message
from huitou.core import personal_erasure
from huitou.core.idempotency import Answer, Call, answer_once
from huitou.core.jobs import run_pending
from huitou.core.models import IdempotentCall
from huitou.core.personal_erasure import expire_everywhere
from huitou.core.tenancy import in_shop
from huitou.notifications.models import Mail
from huitou.orders.models import CustomerContact, OrderAddress
from huitou.refunds.models import Refund
from tests.privacy.conftest import EMAIL, NAME


def held(world):
    """How many rows of each kind still hold something."""
    with in_shop(world.shop):
        return {
            "mails": Mail.objects.exclude(html="").count(),
            "messages": Message.objects.exclude(body="").count(),
            "photos": Evidence.objects.exclude(original="").count(),
            "contacts": CustomerContact.objects.exclude(email="").count(),
            "addresses": OrderAddress.objects.exclude(street="").count(),
        }


def expire(world):
    gone = expire_everywhere(at=world.now)
    run_pending()
    return gone


def test_each_goes_at_its_own_time_and_not_a_day_before(bygone, clock):
    world = bygone.world
    whole = held(world)
    assert min(whole.values()) > 0
    clock.forward(days=364)
    expire(world)
    assert held(world) == whole
    clock.forward(days=2)
    assert expire(world)["mail"] == whole["mails"]
    assert held(world) == whole | {"mails": 0}
    clock.forward(days=3 * 365 - 366 - 8)
    expire(world)
    assert held(world) == whole | {"mails": 0}
    clock.forward(days=10)
    expire(world)
    assert held(world) == dict.fromkeys(whole, 0)


def test_an_open_case_keeps_its_words_and_photos_however_old(someone, clock):
    clock.forward(days=4000)
    before = held(someone.world)
    expire(someone.world)
    after = held(someone.world)
    assert (after["messages"], after["photos"]) == (before["messages"], before["photos"]) != (0, 0)


def test_a_photo_of_an_application_that_was_never_sent_goes_too(world, clock):
    order = world.order()
    world.photo(order)
    clock.forward(days=3 * 365 + 1)
    expire(world)
    assert held(world)["photos"] == 0


def test_an_installation_can_set_another_time(bygone, clock, settings):
    settings.HUITOU_KEEP_DAYS = {"mail": 30}
    clock.forward(days=31)
    expire(bygone.world)
    assert held(bygone.world)["mails"] == 0


def test_vouchers_outlive_an_erasure_and_end_after_ten_years(bygone, clock):
    from huitou.orders.verbs import erase_customer

    world = bygone.world
    paid = world.order(customer="another", email="other@example.com")
    world.apply(paid, kind="refund_only", pots=1, reason="damaged", photo=True)
    from huitou.cases.models import Case
    from huitou.cases.verbs import agree

    with in_shop(world.shop):
        case = Case.objects.get(order=paid)
    if case.state == "requested":
        agree(case=case.pk, actor=world.agent, at=world.now)
    run_pending()
    with in_shop(world.shop):
        refund = Refund.objects.get(order=paid)
        assert refund.settled_at is not None
        Refund.objects.filter(pk=refund.pk).update(note=f"{NAME} hat angerufen")
    erase_customer(customer_id=paid.customer_id, actor=world.hire("manager"), at=world.now)
    assert world.refreshed(refund).note == f"{NAME} hat angerufen"
    clock.forward(days=3651)
    expire(world)
    kept = world.refreshed(refund)
    assert (kept.note, kept.paid_minor, kept.state) == ("", refund.paid_minor, "succeeded")


def test_codes_go_after_a_day_sessions_after_a_week_and_kept_answers_after_a_month(world, clock):
    order = world.order()
    shop_id = world.shop.pk
    request_code(shop_id=shop_id, order_number="1", contact=EMAIL, client="c", found=None, at=world.now)
    open_demo_session(shop_id=shop_id, customer_id=order.customer_id, at=world.now)
    answer_once(Call(shop_id, "token:1", "key", b"content", world.now), lambda: Answer(200, b"{}", "application/json"))

    def counts():
        expire(world)
        with in_shop(world.shop):
            return CodeChallenge.objects.count(), BuyerGrant.objects.count(), IdempotentCall.objects.count()

    assert counts() == (1, 1, 1)
    clock.forward(days=1.1)
    assert counts() == (0, 1, 1)
    clock.forward(days=7)
    assert counts() == (0, 0, 1)
    clock.forward(days=22)
    assert counts() == (0, 0, 0)


def test_it_works_in_batches_and_in_every_shop(world, worlds, clock, monkeypatch):
    monkeypatch.setattr(personal_erasure, "BATCH", 2)
    other = worlds("other")
    for one in (world, other):
        for _ in range(5):
            one.order()
    clock.forward(days=3 * 365 + 10)
    assert expire(world)["contact"] == 2
    assert (held(world)["contacts"], held(other)["contacts"]) == (0, 0)


def test_one_table_that_fails_keeps_no_other_beyond_its_time(bygone, clock, monkeypatch):
    real = personal_erasure._take

    def broken(holding, *rest, **more):
        if holding.code == "message":
            raise RuntimeError("the disk is full")
        return real(holding, *rest, **more)

    monkeypatch.setattr(personal_erasure, "_take", broken)
    clock.forward(days=3 * 365 + 10)
    expire(bygone.world)
    assert {name for name, count in held(bygone.world).items() if count} == {"messages"}


@pytest.mark.parametrize("named", [True, False])
def test_a_kept_answer_is_emptied_with_the_person_whom_it_names(bygone, named):
    """Its key stays used: a repeated call gets neither the old answer nor a second effect."""
    from huitou.orders.verbs import erase_customer

    world = bygone.world
    about = str(bygone.order.pk) if named else "018f0000-0000-7000-8000-000000000000"
    call = Call(world.shop.pk, "token:1", "key", b"content", world.now)
    body = f'{{"id":"{about}","name":"x"}}'.encode()
    answer_once(call, lambda: Answer(200, body, "application/json"))
    erase_customer(customer_id=bygone.customer_id, actor=bygone.manager, at=world.now)

    def again():
        raise AssertionError("the call took effect twice")

    given = answer_once(call, again)
    assert given.replayed
    assert (given.status, b"answer_erased" in given.body) == ((410, True) if named else (200, False))
