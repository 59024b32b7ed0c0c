"""Customers and their contacts. A contacts file replaces what is stored, an order only fills gaps; erased stays erased.

Called by `batch`.
"""

from collections.abc import Sequence
from uuid import UUID

from huitou.core.bulk import insert_rows, look_up
from huitou.core.ids import new_id
from huitou.core.models.rows import new_salt
from huitou.orders.contacts import normal_email, normal_phone
from huitou.orders.drafts import CustomerDraft, OrderDraft, Remark
from huitou.orders.models import Customer, CustomerContact
from huitou.orders.writing.result import BatchResult

CUSTOMER_FIELDS = ("id", "shop", "source", "external_id", "guest")
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
    wanted = {draft.customer.external_id: draft.customer for draft in drafts}
    ids = _ids(source, list(wanted))
    missing = [customer for key, customer in wanted.items() if key not in ids]
    insert_rows(
        Customer,
        CUSTOMER_FIELDS,
        [(new_id(), shop_id, source, one.external_id, one.guest) for one in missing],
        "ON CONFLICT (shop_id, source, external_id) DO NOTHING",
    )
    if missing:
        ids = _ids(source, list(wanted))
        result.customers += len(missing)
    _write_contacts(drafts, ids, country, shop_id, result)
    return ids


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
