"""A changed e-mail address: the old one is told, can put itself back for a while, and gets the codes until then."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client

from huitou.accounts.models import BuyerGrant
from huitou.changes.code_sending import send_change_code
from huitou.changes.verbs import ask_for_address
from huitou.core.jobs import run_pending
from huitou.core.sealing import seal
from huitou.core.tenancy import in_shop
from huitou.notifications.models import Mail
from huitou.orders.models import CustomerContact, FormerEmail
from huitou.orders.verbs import correct_contact, erase_customer, undo_email
from huitou.orders.verbs.undo_email import UndoOver

OLD, NEW, THIRD = "buyer@example.com", "thief@example.com", "other@example.com"


@pytest.fixture
def order(world):
    return world.order()


def change_to(world, order, email, at=None):
    buyer = world.buyer(order)
    correct_contact(customer_id=order.customer_id, changes={"email": email}, actor=buyer, at=at or world.now)


def mails_to(world, address):
    with in_shop(world.shop):
        return list(Mail.objects.filter(to_email=address).order_by("queued_at", "pk"))


def email_of(world, order):
    with in_shop(world.shop):
        return CustomerContact.objects.get(customer_id=order.customer_id).email


def former(world):
    with in_shop(world.shop):
        return list(FormerEmail.objects.order_by("changed_at", "pk"))


def link_in_the_mail():
    """As it arrives: what is kept has the secret blackened."""
    run_pending()
    [sent] = [one for one in mail.outbox if OLD in str(one.to)]
    [address] = [word for word in sent.body.split() if "/old-address/" in word]
    return "/s/" + address.partition("/s/")[2]


def undo(world, row, at=None):
    undo_email(former_id=row.pk, actor=world.system, at=at or world.now)


def test_the_old_address_is_told_and_the_new_one_is_not(world, order):
    change_to(world, order, NEW)
    [told] = mails_to(world, OLD)
    assert mails_to(world, NEW) == []
    assert NEW not in told.text
    assert NEW not in told.html
    assert "/old-address/" in told.text


def test_a_first_address_and_another_name_tell_nobody(world, order):
    buyer = world.buyer(order)
    correct_contact(customer_id=order.customer_id, changes={"name": "Ann"}, actor=buyer, at=world.now)
    with in_shop(world.shop):
        CustomerContact.objects.update(email="")
    change_to(world, order, NEW)
    assert former(world) == []


def test_the_link_puts_it_back_and_ends_every_session(world, order, settings):
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    change_to(world, order, NEW)
    with in_shop(world.shop):
        grant = BuyerGrant.objects.create(
            shop=world.shop, customer_id=order.customer_id, digest=b"x" * 32, way="code", created_at=world.now,
            expires_at=world.now + timedelta(hours=12),
        )  # fmt: skip
    link = link_in_the_mail()
    client = Client(headers={"accept-language": "en"})
    # Looking (a mail scanner does) changes nothing.
    page = client.get(link)
    assert page.status_code == 200
    assert OLD not in page.content.decode()
    assert email_of(world, order) == NEW
    done = client.post(link)
    assert done.status_code == 200
    assert "signed out" in done.content.decode()
    assert email_of(world, order) == OLD
    with in_shop(world.shop):
        grant.refresh_from_db()
    assert grant.ended_at is not None
    assert client.post(link).status_code == 409
    assert client.get("/s/teahouse/old-address/forged/").status_code == 404


def test_the_link_ends_with_its_time(world, order):
    at = world.now
    change_to(world, order, NEW, at=at)
    [row] = former(world)
    with pytest.raises(UndoOver):
        undo(world, row, at=at + timedelta(days=7))
    assert email_of(world, order) == NEW
    undo(world, row, at=at + timedelta(days=7, seconds=-1))
    assert email_of(world, order) == OLD


def test_the_first_address_wins_over_those_that_came_after(world, order):
    change_to(world, order, NEW)
    change_to(world, order, THIRD, at=world.now + timedelta(minutes=1))
    first, second = former(world)
    undo(world, first, at=world.now + timedelta(minutes=2))
    assert email_of(world, order) == OLD
    with pytest.raises(UndoOver):
        undo(world, second, at=world.now + timedelta(minutes=3))
    assert email_of(world, order) == OLD


def test_codes_for_changes_go_to_the_old_address_until_its_time_is_over(world, order, clock):
    order = world.order(shipped=False, delivered_days_ago=None)
    change_to(world, order, NEW)
    where = {"name": "Ann", "street": "Main 1", "city": "Hangzhou"}
    change = ask_for_address(order=order.pk, address=where, actor=world.buyer(order), at=world.now)
    if change.state != "confirming":
        with in_shop(world.shop):
            type(change).objects.update(state="confirming")
    send = {"shop": str(world.shop.pk), "change": str(change.pk), "sealed_code": seal("ABCD-EFGH")}
    run_pending()
    before = {OLD: len(mails_to(world, OLD)), NEW: len(mails_to(world, NEW))}
    send_change_code(**send, number="100")
    assert len(mails_to(world, OLD)) == before[OLD] + 1
    assert "ABCD" not in "".join(one.text for one in mails_to(world, NEW))
    with in_shop(world.shop):
        FormerEmail.objects.update(until=world.now - timedelta(seconds=1))
    send_change_code(**send, number="101")
    assert len(mails_to(world, OLD)) == before[OLD] + 1
    assert len(mails_to(world, NEW)) == before[NEW] + 1


def test_erasure_takes_the_former_address_too(world, order):
    change_to(world, order, NEW)
    erase_customer(customer_id=order.customer_id, actor=world.hire("manager"), at=world.now)
    [row] = former(world)
    assert row.email == ""
    with pytest.raises(UndoOver):
        undo(world, row)
