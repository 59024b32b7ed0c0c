"""Rows written as arrays arrive exactly as they were, whatever is in them; many events are chained like few."""

import json
from datetime import UTC, datetime, timedelta, timezone

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huitou.core import events
from huitou.core.bulk import insert_rows, look_up
from huitou.core.ids import new_id
from huitou.core.models import Event
from huitou.core.tenancy import in_shop
from huitou.core.verbs import verb
from huitou.orders.models import Customer, CustomerContact, Order

NASTY = ["", "NULL", "null", '"', "\\", '\\"', "{a,b}", "a,b", " a ", "青瓷\u200b杯", "a\nb\tc", "'; DROP TABLE x; --",
         "%s %(x)s", "😀", "\\x41", "$1"]  # fmt: skip
TEXTS = st.one_of(st.sampled_from(NASTY), st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))


CUSTOMER_FIELDS = ("id", "shop", "source", "external_id", "guest", "segments", "chain_length", "chain_head")
# email, phone and locale have no default in the database.
FIELDS = ("id", "shop", "customer", "name", "email", "phone", "locale", "salt", "erased_at")


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(texts=st.lists(TEXTS, min_size=1, max_size=30), salt=st.binary(max_size=40))
def test_texts_bytes_and_nothing_arrive_as_they_were(world, texts, salt):
    with in_shop(world.shop) as shop_id:
        customers = [(new_id(), shop_id, "bulk", str(new_id()), False, "[]", 0, b"") for _ in texts]
        insert_rows(Customer, CUSTOMER_FIELDS, customers)
        rows = [
            (new_id(), shop_id, customer[0], text[:200], "", "", "", salt, None if place % 2 else world.now)
            for place, (customer, text) in enumerate(zip(customers, texts, strict=True))
        ]
        insert_rows(CustomerContact, FIELDS, rows)
        found = {one.pk: one for one in CustomerContact.objects.filter(pk__in=[row[0] for row in rows])}
        for row in rows:
            kept = found[row[0]]
            assert (kept.name, bytes(kept.salt), kept.erased_at) == (row[3], salt, row[8])


def test_moments_numbers_flags_and_json_arrive_as_they_were(world):
    order = world.order()
    east = timezone(timedelta(hours=5, minutes=30))
    with in_shop(world.shop) as shop_id:
        names = [field.name for field in Order._meta.fields if field.name not in ("id", "number", "external_id")]
        row = [new_id(), "N", "E", *(getattr(order, Order._meta.get_field(name).attname) for name in names)]
        for name, value in (
            ("placed_at", datetime(2026, 5, 1, 8, 30, 15, 123456, tzinfo=east)),
            ("notes", json.dumps(['a "b"', "\\"])),
            ("promotions", "[]"),
            ("discount_codes", "[]"),
            ("tax_included", True),
            ("policy_version", None),
            ("moved_by_days", -3),
        ):
            row[3 + names.index(name)] = value
        insert_rows(Order, ("id", "number", "external_id", *names), [row])
        kept = Order.objects.get(number="N")
        assert kept.shop_id == shop_id
        assert kept.placed_at == datetime(2026, 5, 1, 3, 0, 15, 123456, tzinfo=UTC)
        assert (kept.notes, kept.policy_version_id, kept.moved_by_days) == (['a "b"', "\\"], None, -3)


def test_looking_up_finds_each_once_and_only_in_the_open_shop(world, worlds):
    theirs = worlds("other").order()
    mine = world.order()
    with in_shop(world.shop):
        keys = [mine.external_id, mine.external_id, theirs.external_id, "none"]
        assert look_up(Order, ("id", "number"), "external_id", keys, source="test") == [(mine.pk, mine.number)]
        assert look_up(Order, ("id",), "external_id", [], source="test") == []
        assert look_up(Order, ("id",), "external_id", keys, source="other") == []


def test_many_events_of_one_transaction_are_chained_and_told_like_few(world):
    order = world.order()

    @verb
    def note_often(*, times, actor, at):
        locked = Order.objects.select_for_update().get(pk=order.pk)
        for number in range(times):
            events.record(locked, "orders.test.noted", actor=actor, at=at, facts={"number": number, "say": '"\\{}'})
        locked.save()

    for times in (events.MANY, events.MANY + 1, 3):
        note_often(times=times, actor=world.system, at=world.now)
    with in_shop(world.shop):
        chain = list(Event.objects.filter(subject_id=order.pk).order_by("seq"))
        events.verify_chain(chain)
        assert len(chain) == 1 + 2 * events.MANY + 4
        assert len({event.position for event in chain}) == len(chain)
        assert chain[-1].facts == {"number": 2, "say": '"\\{}'}
        assert bytes(Order.objects.get(pk=order.pk).chain_head) == bytes(chain[-1].hash)
