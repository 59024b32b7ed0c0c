"""Erasing a customer: all of it goes, in every table and on the disk; what a law still needs postpones it."""

import json
from uuid import uuid4

import pytest
from django.apps import apps
from django.core.files.storage import default_storage
from django.db import connections

from huitou.accounts.buyers import grant_of, open_demo_session
from huitou.cases.models import Case, Evidence, Message
from huitou.core import personal_list
from huitou.core.actors import Actor, Role
from huitou.core.errors import Forbidden, NotFound
from huitou.core.events import verify_chain
from huitou.core.jobs import run_pending
from huitou.core.models import Event
from huitou.core.personal_registry import holdings, person, speaking_fields
from huitou.core.tenancy import in_shop
from huitou.notifications.models import Mail
from huitou.orders.drafts import AddressDraft, CustomerDraft
from huitou.orders.jobs import do_waiting_erasures
from huitou.orders.models import Customer, CustomerContact, DataRequest, Order
from huitou.orders.queries import look_up
from huitou.orders.verbs import ask_erasure, erase_customer, import_batch, withdraw_erasure
from huitou.orders.verbs.erase_customer import ErasurePostponed, NoErasureWaits
from huitou.refunds.models import StoredSheet
from huitou.refunds.verbs import request_refund
from tests.orders.drafting import draft
from tests.privacy.conftest import EMAIL, NAME, SECRETS, STREET, finished, furnish


def everything_stored():
    """Every text, JSON value, byte and file name of ours in the whole database, of all shops."""
    found = {}
    with connections["owner"].cursor() as cursor:
        for model in apps.get_models():
            if not model.__module__.startswith("huitou."):
                continue
            table = model._meta.db_table
            # Row-level security binds the owner too: it is lifted for this look.
            cursor.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
            for column in (field.column for field in speaking_fields(model)):
                cursor.execute(f'SELECT "{column}" FROM {table}')
                found[f"{table}.{column}"] = [_text(value) for (value,) in cursor.fetchall()]
            cursor.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    return found


def _text(value):
    return bytes(value).decode("utf-8", "replace") if isinstance(value, bytes | memoryview) else str(value)


def where(*texts):
    """The columns in which one of the texts stands."""
    return sorted(
        {
            column
            for column, values in everything_stored().items()
            for value in values
            if any(text in value for text in texts)
        }
    )


def test_nothing_of_an_erased_person_is_left_anywhere(bygone):
    with in_shop(bygone.world.shop):
        files = [name for row in Evidence.objects.all() for name in (row.original.name, row.shown.name)]
    assert len(files) == 4
    assert all(default_storage.exists(name) for name in files)
    assert {
        "orders_customercontact.email",
        "notifications_mail.html",
        "cases_message.body",
        "orders_orderaddress.street",
    } <= set(where(*SECRETS))

    ask_erasure(customer_id=bygone.customer_id, actor=bygone.manager, at=bygone.world.now)
    run_pending()

    assert where(*SECRETS) == []
    assert not any(default_storage.exists(name) for name in files)


def test_orders_sums_and_events_stay_and_every_chain_verifies(bygone):
    world, at = bygone.world, bygone.world.now
    with in_shop(world.shop):
        before = list(Event.objects.order_by("position").values_list("pk", "hash"))
    erase_customer(customer_id=bygone.customer_id, actor=bygone.manager, at=at)
    with in_shop(world.shop):
        kept = list(Event.objects.order_by("position").values_list("pk", "hash"))
        assert [(key, bytes(digest)) for key, digest in kept[: len(before)]] == [
            (key, bytes(digest)) for key, digest in before
        ]
        for subject in {event.subject_id for event in Event.objects.all()}:
            verify_chain(Event.objects.filter(subject_id=subject).order_by("seq"))
        order = Order.objects.get(pk=bygone.order.pk)
        assert (order.number, order.total_minor) == (bygone.order.number, bygone.order.total_minor)
        rows = [*Message.objects.all(), *Evidence.objects.all(), *Mail.objects.all(), *CustomerContact.objects.all()]
        assert rows
        assert {(bytes(row.salt), row.erased_at) for row in rows} == {(b"", at)}
        last = Event.objects.filter(subject_id=order.pk).latest("seq")
        assert (last.kind, last.facts) == ("orders.customer.erased", {"customer": str(bygone.customer_id)})


def test_an_open_case_postpones_it_and_says_until_when(someone):
    world = someone.world
    with pytest.raises(ErasurePostponed) as caught:
        erase_customer(customer_id=someone.customer_id, actor=someone.manager, at=world.now)
    with in_shop(world.shop):
        case = Case.objects.get(pk=someone.case.pk)
        assert CustomerContact.objects.get().email == EMAIL
        assert not DataRequest.objects.exists()
    assert caught.value.text == f"This cannot be erased yet: Case {case.ref} is still open."
    assert [one.until for one in caught.value.obligations] == [case.deadline_at]


def test_a_postponed_erasure_is_done_by_itself_once_the_case_has_ended(someone):
    world = someone.world
    request = ask_erasure(customer_id=someone.customer_id, actor=someone.buyer, at=world.now)
    again = ask_erasure(customer_id=someone.customer_id, actor=someone.manager, at=world.now)
    assert (request.state, again.pk) == ("waiting", request.pk)
    assert do_waiting_erasures(at=world.now) == 0
    assert EMAIL in str(everything_stored()["orders_customercontact.email"])

    finished(someone)
    at = world.now
    assert do_waiting_erasures(at=at) == 1
    run_pending()
    assert where(*SECRETS) == []
    with in_shop(world.shop):
        done = DataRequest.objects.get(pk=request.pk)
        kinds = [event.kind for event in Event.objects.filter(subject_id=request.pk).order_by("seq")]
    assert (done.state, done.done_at) == ("done", at)
    assert kinds == ["orders.data_request.made", "orders.data_request.done"]


def test_money_that_is_still_owed_postpones_it(world):
    """The case has ended for the buyer; the refund waits for a gateway that does not answer."""
    order = world.order()
    world.apply(order, kind="refund_only", pots=1, reason="damaged", photo=True)
    with in_shop(world.shop):
        Case.objects.update(closed_at=world.now)
        sheet = StoredSheet.objects.latest("computed_at")
    (refund,) = request_refund(actor=world.system, at=world.now, order_id=order.pk, cause_id=uuid4(), sheet=sheet)
    with pytest.raises(ErasurePostponed) as caught:
        erase_customer(customer_id=order.customer_id, actor=world.hire("manager"), at=world.now)
    assert caught.value.text == f"This cannot be erased yet: Refund {refund.ref} is still on its way."


def test_a_waiting_erasure_can_be_taken_back(someone):
    world = someone.world
    ask_erasure(customer_id=someone.customer_id, actor=someone.buyer, at=world.now)
    withdraw_erasure(customer_id=someone.customer_id, actor=someone.buyer, at=world.now)
    with pytest.raises(NoErasureWaits):
        withdraw_erasure(customer_id=someone.customer_id, actor=someone.buyer, at=world.now)
    finished(someone)
    assert do_waiting_erasures(at=world.now) == 0
    assert NAME in str(everything_stored()["orders_customercontact.name"])


def test_sessions_and_codes_end_and_the_order_cannot_be_looked_up(bygone):
    world = bygone.world
    grant, token = open_demo_session(shop_id=world.shop.pk, customer_id=bygone.customer_id, at=world.now)
    with in_shop(world.shop):
        assert grant_of(shop_id=world.shop.pk, token=token, at=world.now) == grant
        assert look_up(world.shop, bygone.order.number, EMAIL) is not None
    erase_customer(customer_id=bygone.customer_id, actor=bygone.manager, at=world.now)
    with in_shop(world.shop):
        assert grant_of(shop_id=world.shop.pk, token=token, at=world.now) is None
        assert look_up(world.shop, bygone.order.number, EMAIL) is None


def test_who_may_and_who_may_not(bygone, worlds):
    world, key = bygone.world, bygone.customer_id
    other_shop = worlds("other").hire("owner")
    linked = Actor(Role.BUYER, world.shop.pk, f"buyer:{key}", customer_id=key, order_ids=frozenset({bygone.order.pk}))
    stranger = world.buyer(world.order(customer="another", email="another@example.com"))
    for actor, refusal in ((world.agent, Forbidden), (linked, Forbidden), (stranger, NotFound), (other_shop, NotFound)):
        with pytest.raises(refusal):
            ask_erasure(customer_id=key, actor=actor, at=world.now)
    with in_shop(world.shop):
        assert CustomerContact.objects.get(customer_id=key).email == EMAIL
    assert ask_erasure(customer_id=key, actor=bygone.buyer, at=world.now).state == "done"


def test_others_keep_everything(bygone):
    world = bygone.world
    neighbour = furnish(world, customer="neighbour", email="neighbour@example.com")
    before = person_rows(world, neighbour.customer_id)
    ask_erasure(customer_id=bygone.customer_id, actor=bygone.manager, at=world.now)
    run_pending()
    assert person_rows(world, neighbour.customer_id) == before
    with in_shop(world.shop):
        for row in Evidence.objects.filter(order=neighbour.order):
            assert default_storage.exists(row.original.name)
            assert default_storage.exists(row.shown.name)


def person_rows(world, customer_id):
    with in_shop(world.shop):
        someone = person(world.shop.pk, customer_id)
        return {one.code: list(one.rows(someone).order_by("pk").values_list(*one.fields)) for one in holdings()}


def bring(world, number="T-1001", **changes):
    """One order of an import that names its buyers by their e-mail address."""
    person = CustomerDraft(EMAIL, email=EMAIL, name=NAME)
    one = draft(number, customer=person, address=AddressDraft(name=NAME, street=STREET, country="CN"), **changes)
    return import_batch(drafts=[one], actor=world.hire("manager"), at=world.now)


def test_what_the_source_still_says_of_an_erased_person_is_not_kept_again(world):
    bring(world)
    with in_shop(world.shop):
        order = Order.objects.get()
    erase_customer(customer_id=order.customer_id, actor=world.hire("manager"), at=world.now)
    bring(world)
    bring(world, state="cancelled")
    with in_shop(world.shop):
        assert Order.objects.get().state == "cancelled"
        assert Customer.objects.count() == 1
    assert where(EMAIL, NAME, STREET) == []


def test_who_buys_again_after_an_erasure_is_served_again(world):
    bring(world)
    with in_shop(world.shop):
        old = Order.objects.get()
    erase_customer(customer_id=old.customer_id, actor=world.hire("manager"), at=world.now)
    bring(world, "T-1002")
    with in_shop(world.shop):
        found = look_up(world.shop, "T-1002", EMAIL)
        assert found is not None
        assert found.customer.pk != old.customer_id
        assert look_up(world.shop, "T-1001", EMAIL) is None


def test_who_buys_again_can_be_erased_again(world):
    for number in ("T-1001", "T-1002", "T-1003"):
        bring(world, number)
        with in_shop(world.shop):
            order = Order.objects.get(number=number)
        erase_customer(customer_id=order.customer_id, actor=world.hire("manager"), at=world.now)
        bring(world, number)
    assert where(EMAIL, NAME, STREET) == []


def test_the_list_of_erasures_names_who_was_erased(bygone):
    at = bygone.world.now
    erase_customer(customer_id=bygone.customer_id, actor=bygone.manager, at=at)
    noted = list(personal_list.noted())
    assert noted[-1] == personal_list.Erasure(at, bygone.world.shop.pk, bygone.customer_id)
    told = json.loads(personal_list.place().read_text().splitlines()[-1])
    assert set(told) == {"at", "shop", "customer"}


def test_a_line_that_a_crash_cut_off_loses_no_other(bygone):
    personal_list.place().write_text('{"at": "2026-')
    erase_customer(customer_id=bygone.customer_id, actor=bygone.manager, at=bygone.world.now)
    assert [one.customer_id for one in personal_list.noted()] == [bygone.customer_id]
