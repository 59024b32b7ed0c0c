"""Words for the copy of one's data and for the privacy page: names of fields and codes, lengths of time."""

from datetime import timedelta
from typing import Any, Literal

from babel.dates import format_timedelta
from django.utils.translation import gettext_lazy, pgettext_lazy

from huitou.core.personal_registry import YEAR_DAYS
from huitou.core.when import reader_locale

# Whole years are said as years; anything else is exact in days only.
UNITS: tuple[tuple[Literal["year", "day"], int], ...] = (("year", YEAR_DAYS), ("day", 1))
FIELDS = {
    "name": gettext_lazy("Name"),
    "email": gettext_lazy("E-mail"),
    "phone": gettext_lazy("Phone"),
    "locale": gettext_lazy("Language"),
    "street": gettext_lazy("Street"),
    "city": gettext_lazy("City"),
    "postcode": gettext_lazy("Postcode"),
    "region": gettext_lazy("Region"),
    "country": gettext_lazy("Country"),
    "to_email": gettext_lazy("Sent to"),
    "to_name": gettext_lazy("Name"),
    "to_address": gettext_lazy("Sent to"),
    "address": gettext_lazy("Address"),
    "channel": gettext_lazy("How"),
    "purposes": gettext_lazy("What for"),
    "consent_how": gettext_lazy("Agreed by way of"),
    "consented_at": gettext_lazy("Agreed at"),
    "silenced_at": gettext_lazy("Switched off at"),
    "level": gettext_lazy("How much news"),
    "levels": gettext_lazy("How much news, by channel"),
    "media": gettext_lazy("Where first"),
    "quiet_from": gettext_lazy("Quiet from"),
    "quiet_until": gettext_lazy("Quiet until"),
    "timezone": gettext_lazy("Time zone"),
    "changed_at": gettext_lazy("Changed at"),
    "subject": gettext_lazy("Subject"),
    "text": gettext_lazy("Text"),
    "answer": gettext_lazy("Answer"),
    "answered_at": gettext_lazy("Answered at"),
    "state": gettext_lazy("How it stands"),
    "queued_at": gettext_lazy("Written at"),
    "sent_at": gettext_lazy("Sent at"),
    "number": gettext_lazy("Number"),
    "order_number": gettext_lazy("Order"),
    "case_ref": gettext_lazy("Case"),
    "repair_ref": gettext_lazy("Repair"),
    "action": pgettext_lazy("data", "Step"),
    "ref": gettext_lazy("Reference"),
    "source": gettext_lazy("From"),
    "placed_at": gettext_lazy("Ordered at"),
    "paid_at": gettext_lazy("Paid at"),
    "at": gettext_lazy("When"),
    "asked_at": gettext_lazy("Asked at"),
    "done_at": gettext_lazy("Done at"),
    "created_at": gettext_lazy("Begun at"),
    "expires_at": gettext_lazy("Runs out at"),
    "ended_at": gettext_lazy("Ended at"),
    "revoked_at": gettext_lazy("Ended at"),
    "last_used_at": gettext_lazy("Last used at"),
    "opened_at": gettext_lazy("Opened at"),
    "fetched_at": gettext_lazy("Picture loaded by a machine at"),
    "followed_at": gettext_lazy("Link followed at"),
    "probed_at": gettext_lazy("Link looked at by a machine at"),
    "mail_measured": gettext_lazy("Whether it may be seen that you open mails"),
    "request_ref": gettext_lazy("Reference"),
    "request_opened_at": gettext_lazy("Opened at"),
    "closed_at": gettext_lazy("Closed at"),
    "shipped_at": gettext_lazy("Sent at"),
    "delivered_at": gettext_lazy("Delivered at"),
    "handed_over_at": gettext_lazy("Handed over at"),
    "arrived_at": gettext_lazy("Arrived at"),
    "returned_at": gettext_lazy("Sent back at"),
    "requested_at": gettext_lazy("Requested at"),
    "settled_at": gettext_lazy("Settled at"),
    "currency": gettext_lazy("Currency"),
    "points": gettext_lazy("Points of standing"),
    "reasons": gettext_lazy("Where the points came from"),
    "outcome": gettext_lazy("What was decided"),
    "objection": gettext_lazy("What you objected"),
    "subtotal_minor": gettext_lazy("Items"),
    "discount_minor": gettext_lazy("Discount"),
    "shipping_minor": gettext_lazy("Delivery"),
    "tax_minor": gettext_lazy("Tax"),
    "total_minor": gettext_lazy("Total"),
    "unit_price_minor": gettext_lazy("Price"),
    "captured_minor": gettext_lazy("Paid"),
    "refunded_minor": gettext_lazy("Paid back"),
    "amount_minor": gettext_lazy("Amount"),
    "recovered_minor": gettext_lazy("Amount that a carrier paid"),
    "what": gettext_lazy("What happened"),
    "premium_minor": gettext_lazy("Insurance premium"),
    "cover_minor": gettext_lazy("Insured up to"),
    "starts_at": gettext_lazy("From"),
    "ends_at": gettext_lazy("Until"),
    "holder": gettext_lazy("Your name at the insurer"),
    "refusal": gettext_lazy("Why it was refused"),
    "paid_minor": gettext_lazy("Paid"),
    "owed_at": gettext_lazy("Owed since"),
    "voucher": gettext_lazy("How it was paid back"),
    "title": gettext_lazy("Item"),
    "variant": gettext_lazy("Variant"),
    "sku": gettext_lazy("Article number"),
    "quantity": gettext_lazy("Pieces"),
    "returned": gettext_lazy("Returned"),
    "method": gettext_lazy("Means of payment"),
    "kind": gettext_lazy("Kind"),
    "way": gettext_lazy("How"),
    "role": gettext_lazy("Written by"),
    "body": gettext_lazy("Message"),
    "reason": gettext_lazy("Reason"),
    "file": gettext_lazy("File"),
    "segments": gettext_lazy("Customer groups"),
    "note": gettext_lazy("Note"),
    "words": gettext_lazy("Note"),
    "reference": gettext_lazy("Reference"),
    "media_type": gettext_lazy("Kind of file"),
    "carrier": gettext_lazy("Carrier"),
    "pay_link": gettext_lazy("Payment page"),
    "tracking_number": gettext_lazy("Tracking number"),
    "parcel_ref": gettext_lazy("Parcel"),
    "place": gettext_lazy("Place"),
    "scan_occurred_at": gettext_lazy("When"),
    "received_at": gettext_lazy("Received at"),
    "goods_return_ref": gettext_lazy("Number of the return"),
    "given_at": gettext_lazy("Given"),
    "code": pgettext_lazy("data", "Code"),
    "instructions": gettext_lazy("Instructions"),
    "label": gettext_lazy("What for"),
    "order_line_title": gettext_lazy("Item"),
}
VALUES = {
    "buyer": pgettext_lazy("who wrote", "you"),
    "merchant": pgettext_lazy("who wrote", "the shop"),
    "platform": pgettext_lazy("who wrote", "the platform"),
    "system": pgettext_lazy("who wrote", "the system"),
    "erasure": gettext_lazy("Erasure"),
    "correction": gettext_lazy("Correction"),
    "export": gettext_lazy("Copy of the data"),
    "waiting": gettext_lazy("Waiting"),
    "done": gettext_lazy("Done"),
    "withdrawn": gettext_lazy("Withdrawn"),
}


def field_label(name: str) -> str:
    """What people call the field."""
    return str(FIELDS.get(name, name.replace("_", " ")))


def value_label(name: str, value: Any) -> Any:
    """A code in words where there are words; everything else as it is."""
    return str(VALUES[value]) if isinstance(value, str) and value in VALUES and name in CODED else value


CODED = ("role", "kind", "state", "way")


def length_words(days: int) -> str:
    """`3 years`, `6 months`, `30 days`, as the reader's language writes them."""
    unit, size = next((unit, size) for unit, size in UNITS if days >= size and days % size == 0)
    # The threshold lets babel take this unit and no larger one.
    threshold = 1 if size == YEAR_DAYS else days + 1
    return str(format_timedelta(timedelta(days=days), unit, threshold=threshold, locale=reader_locale()))
