"""Who sees which order, the buyer's look-up, the desk's search, and the facts for the rules."""

from dataclasses import replace
from datetime import timedelta

import pytest

from huitou.core.actors import Actor, Role
from huitou.core.errors import Forbidden, NotFound
from huitou.core.models import Event
from huitou.core.tenancy import in_shop
from huitou.orders.access import access_customer, access_order, orders_for
from huitou.orders.models import CustomerContact, OrderAddress
from huitou.orders.queries import (
    Moments,
    look_up,
    order_facts,
    order_with_lines,
    orders_of_contact,
    orders_of_customer,
    paid_minor,
    search,
)
from huitou.orders.verbs import claim_quantity, erase_customer, place_order
from tests.orders.conftest import AT, buyer_of, manager_of
from tests.orders.drafting import PLACED, draft


@pytest.fixture
def order(shop, manager):
    return place_order(draft=draft("#A-1001"), actor=manager, at=AT)


def named(number, customer, **contact):
    return draft(number, customer=replace(draft().customer, external_id=customer, **contact))


@pytest.mark.parametrize("typed", ["#A-1001", "a-1001", " A-1001 ", "Ａ－１００１", "A-\u200b1001", "# a-1001"])
def test_an_order_is_found_however_its_number_is_typed(shop, order, manager, typed):
    with in_shop(shop):
        assert access_order(manager, typed).pk == order.pk


def test_absent_and_forbidden_look_the_same(shop, other_shop, order):
    stranger = place_order(draft=named("2", "c2"), actor=manager_of(shop), at=AT)
    blind = Actor(Role.MERCHANT, shop.pk, "staff:x")
    narrow = replace(buyer_of(order), order_ids=frozenset({stranger.pk}))
    nobody = Actor(Role.BUYER, shop.pk, "buyer:none")
    with in_shop(shop):
        for actor, key in (
            (buyer_of(stranger), order.pk),
            (buyer_of(stranger), "#A-1001"),
            (blind, order.pk),
            (narrow, order.pk),
            (nobody, order.pk),
            (manager_of(shop), "none"),
            (manager_of(shop), " "),
        ):
            with pytest.raises(NotFound):
                access_order(actor, key)
        assert access_order(buyer_of(order), order.pk).pk == order.pk
        assert [one.pk for one in orders_for(narrow)] == [stranger.pk]
        with pytest.raises(NotFound):
            access_customer(buyer_of(stranger), order.customer_id)
    with in_shop(other_shop), pytest.raises(NotFound):
        access_order(manager_of(other_shop), order.pk)


@pytest.mark.parametrize(
    "contact",
    ["ann@example.com", " Ann@Example.COM ", "ａｎｎ@example.com", "13800138000", "138 0013 8000", "+86 138-0013-8000",
     "１３８００１３８０００", "0086 13800138000"],
)  # fmt: skip
def test_a_buyer_is_found_by_number_and_contact(shop, order, contact):
    with in_shop(shop):
        found = look_up(shop, "a-1001", contact)
        assert found is not None
        assert (found.order.pk, found.contact.email) == (order.pk, "ann@example.com")


@pytest.mark.parametrize(
    ("number", "contact"),
    [("a-1001", "bob@example.com"), ("a-1002", "ann@example.com"), ("", "ann@example.com"), ("a-1001", ""),
     ("a-1001", "13800138001"), ("a-1001", "%"), ("%", "ann@example.com"), ("a-1001", "x" * 5000)],
)  # fmt: skip
def test_anything_else_finds_nothing(shop, order, number, contact):
    with in_shop(shop):
        assert look_up(shop, number, contact) is None


def test_the_desk_searches_by_number_address_and_phone(shop, order, manager):
    later = place_order(draft=named("A-1002", "c2", email="bob@example.com", phone=""), actor=manager, at=AT)
    with in_shop(shop):
        assert {one.pk for one in search(shop, "a-10")} == {order.pk, later.pk}
        assert [one.pk for one in search(shop, "BOB@example.com")] == [later.pk]
        assert [one.pk for one in search(shop, "138 0013 8000")] == [order.pk]
        assert search(shop, "  ") == []
        assert [one.pk for one in orders_of_contact("Bob@example.com")] == [later.pk]
        assert list(orders_of_contact("nobody")) == []


def test_an_order_page_needs_six_queries_however_many_lines(shop, manager, order, django_assert_num_queries):
    cups = draft().lines[0]
    many = tuple(replace(cups, external_id=str(number)) for number in range(40))
    large = place_order(draft=draft("2", lines=many), actor=manager, at=AT)
    for one in (order, large):
        with in_shop(shop), django_assert_num_queries(5):
            found = order_with_lines(one.pk)
            sums = [line.total_minor for line in found.lines.all()]
            told = found.customer.contact.email, found.address.city, [paid.method for paid in found.payments.all()]
        assert (len(sums), told) == (
            len(draft().lines) if one is order else 40,
            ("ann@example.com", "Hangzhou", ["card"]),
        )


def test_facts_for_the_rules(shop, manager, order):
    place_order(draft=draft("2", placed_at=PLACED - timedelta(days=9), payments=()), actor=manager, at=AT)
    with in_shop(shop):
        cup = order.lines.get(sku="CUP")
        claim_quantity(cup.pk, 1)
        moments = Moments(shipped_at=PLACED, delivered_at=AT)
        facts = order_facts(order, moments, by_line={cup.pk: Moments(delivered_at=PLACED)}, returns=3)
        assert paid_minor(order) == 23000
        assert [one.number for one in orders_of_customer(order.customer_id)] == ["#A-1001", "2"]
    assert (facts.order_number, facts.country, facts.delivered_at) == ("#A-1001", "CN", AT)
    assert [
        (line.sku, line.available, line.total_minor, line.shipping_minor, line.delivered_at) for line in facts.lines
    ] == [
        ("CUP", 1, 12200, 700, PLACED),
        ("POT", 1, 9600, 500, None),
    ]
    assert (facts.customer.orders, facts.customer.returns, facts.customer.since) == (2, 3, PLACED - timedelta(days=9))


def test_erasing_empties_contacts_and_addresses_for_good_and_leaves_the_books(shop, manager, agent, order):
    with pytest.raises(Forbidden):
        erase_customer(customer_id=order.customer_id, actor=agent, at=AT)
    erase_customer(customer_id=order.customer_id, actor=manager, at=AT)
    erase_customer(customer_id=order.customer_id, actor=manager, at=AT + timedelta(days=1))
    # An import that brings the person again does not bring the data back.
    place_order(draft=draft("2"), actor=manager, at=AT)
    with in_shop(shop):
        contact = CustomerContact.objects.get(customer=order.customer_id)
        address = OrderAddress.objects.get(order=order)
        assert (contact.name, contact.email, contact.phone, bytes(contact.salt)) == ("", "", "", b"")
        assert (address.name, address.street, address.city, address.country) == ("", "", "", "CN")
        assert contact.erased_at == address.erased_at == AT
        kinds = list(Event.objects.filter(subject_id=order.pk).order_by("seq").values_list("kind", flat=True))
        assert kinds == ["orders.order.imported", "orders.customer.erased"]
        assert look_up(shop, "a-1001", "ann@example.com") is None
        assert paid_minor(order) == 23000
