"""Customers and their contacts. A contacts file replaces what is stored, an order only fills gaps; erased stays erased.

Called by `batch`.
"""

import json
from collections.abc import Mapping, Sequence
from uuid import UUID

from huitou.core.bulk import insert_rows, look_up
from huitou.core.ids import new_id
from huitou.core.locks import lock_rows
from huitou.core.models.rows import new_salt
from huitou.orders.contacts import normal_email, normal_phone
from huitou.orders.drafts import CustomerDraft, OrderDraft, Remark
from huitou.orders.erased import erased_external_id
from huitou.orders.goods import segment_names
from huitou.orders.models import Customer, CustomerContact
from huitou.orders.writing.result import BatchResult

CUSTOMER_FIELDS = ("id", "shop", "source", "external_id", "guest", "segments", "chain_length", "chain_head")
CONTACT_FIELDS = ("id", "shop", "customer", "name", "email", "phone", "locale", "salt")
FILL_GAPS = """
ON CONFLICT (customer_id) DO UPDATE SET
    name = COALESCE(NULLIF(orders_customercontact.name, ''), EXCLUDED.name),
    email = COALESCE(NULLIF(orders_customercontact.email, ''), EXCLUDED.email),
    phone = COALESCE(NULLIF(orders_customercontact.phone, ''), EXCLUDED.phone),
    locale = COALESCE(NULLIF(orders_customercontact.locale, ''), EXCLUDED.locale)
WHERE orders_customercontact.erased_at IS NULL
  AND (orders_customercontact.name = '' AND EXCLUDED.name <> ''
    OR orders_customercontact.email = '' AND EXCLUDED.email <> ''
    OR orders_customercontact.phone = '' AND EXCLUDED.phone <> ''
    OR orders_customercontact.locale = '' AND EXCLUDED.locale <> '')
"""
REPLACE = """
ON CONFLICT (customer_id) DO UPDATE SET
    name = COALESCE(NULLIF(EXCLUDED.name, ''), orders_customercontact.name),
    email = COALESCE(NULLIF(EXCLUDED.email, ''), orders_customercontact.email),
    phone = COALESCE(NULLIF(EXCLUDED.phone, ''), orders_customercontact.phone),
    locale = COALESCE(NULLIF(EXCLUDED.locale, ''), orders_customercontact.locale)
WHERE orders_customercontact.erased_at IS NULL
"""


def write_people(
    fresh: Sequence[OrderDraft], kept: Sequence[OrderDraft], country: str, shop_id: UUID, result: BatchResult
) -> dict[str, UUID]:
    """Write the customers of new orders and the contacts of all; return the customers' keys by external id."""
    drafts = [*fresh, *kept]
    if not drafts:
        return {}
    source = drafts[0].source
    drafts = [*fresh, *_not_erased(source, kept, shop_id)]
    wanted = {draft.customer.external_id: draft.customer for draft in drafts}
    segments = _segments(drafts)
    ids = _ids(source, list(wanted))
    missing = [customer for key, customer in wanted.items() if key not in ids]
    insert_rows(
        Customer,
        CUSTOMER_FIELDS,
        [_customer_row(one, source, segments.get(one.external_id, ()), shop_id) for one in missing],
        "ON CONFLICT (shop_id, source, external_id) DO NOTHING",
    )
    if missing:
        ids = _ids(source, list(wanted))
        result.customers += len(missing)
    new = {one.external_id for one in missing}
    _follow_segments({key: names for key, names in segments.items() if key not in new}, ids)
    _write_contacts(drafts, ids, country, shop_id, result)
    return ids


def _customer_row(customer: CustomerDraft, source: str, segments: Sequence[str], shop_id: UUID) -> tuple[object, ...]:
    """In the order of CUSTOMER_FIELDS; the chain begins with the first thing that happens to the person's row."""
    return new_id(), shop_id, source, customer.external_id, customer.guest, json.dumps(segments), 0, b""


def _segments(drafts: Sequence[OrderDraft]) -> dict[str, tuple[str, ...]]:
    """What is said of the customers' groups; of several orders the last that says something counts."""
    people = [draft.customer for draft in drafts]
    return {one.external_id: segment_names(one.segments) for one in people if one.segments is not None}


def _follow_segments(told: Mapping[str, tuple[str, ...]], ids: dict[str, UUID]) -> None:
    """What a source says of its customers' groups is the shop's last word; a source that says nothing changes nothing.

    Erased people stay without: their contact row says that they were erased.
    """
    wanted = {ids[key]: list(names) for key, names in told.items()}
    if not wanted:
        return
    erased = CustomerContact.objects.filter(customer_id__in=wanted, erased_at__isnull=False).values("customer_id")
    for customer in lock_rows(Customer.objects.filter(pk__in=wanted).exclude(pk__in=erased)):
        if customer.segments != wanted[customer.pk]:
            customer.segments = wanted[customer.pk]
            customer.save(update_fields=["segments"])


def _not_erased(source: str, kept: Sequence[OrderDraft], shop_id: UUID) -> list[OrderDraft]:
    """Known orders without those whose buyer was erased since: what the source still says of them is not kept again."""
    keys = {draft.customer.external_id for draft in kept}
    stands_for = {key: erased_external_id(shop_id, source, key) for key in keys}
    erased = _ids(source, list(stands_for.values())) if kept else {}
    return [draft for draft in kept if stands_for[draft.customer.external_id] not in erased]


def _ids(source: str, external_ids: list[str]) -> dict[str, UUID]:
    return dict(look_up(Customer, ("external_id", "id"), "external_id", external_ids, source=source))


def _write_contacts(
    drafts: Sequence[OrderDraft], ids: dict[str, UUID], country: str, shop_id: UUID, result: BatchResult
) -> None:
    by_rule: dict[bool, dict[UUID, tuple[object, ...]]] = {True: {}, False: {}}
    for draft in drafts:
        customer = draft.customer
        email, phone = normal_email(customer.email), _phone(customer, draft, country)
        _remark_malformed(draft, email, phone, result)
        if email or phone or customer.name:
            key = ids[customer.external_id]
            row = (new_id(), shop_id, key, customer.name[:200], email, phone, customer.locale, new_salt())
            by_rule[customer.confirmed][key] = row
    insert_rows(CustomerContact, CONTACT_FIELDS, list(by_rule[False].values()), FILL_GAPS)
    insert_rows(CustomerContact, CONTACT_FIELDS, list(by_rule[True].values()), REPLACE)
    result.contacts += len(by_rule[True]) + len(by_rule[False])


def _phone(customer: CustomerDraft, draft: OrderDraft, country: str) -> str:
    return normal_phone(customer.phone, draft.country or country) if customer.phone else ""


def _remark_malformed(draft: OrderDraft, email: str, phone: str, result: BatchResult) -> None:
    if draft.customer.email and not email:
        result.remarks.append(Remark(draft.where, "email_malformed"))
    if draft.customer.phone and not phone:
        result.remarks.append(Remark(draft.where, "phone_malformed"))
