"""What the area of orders holds of customers: who they are, how they are reached, where goods went."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import F, Max
from django.utils.translation import gettext_lazy as _

from huitou.core.personal_registry import (
    YEAR_DAYS,
    Concern,
    Holding,
    Keep,
    Known,
    concerns,
    hold,
    known_by,
    plain,
    staff,
)
from huitou.orders.models import (
    Cancellation,
    Customer,
    CustomerContact,
    DataRequest,
    FormerEmail,
    ImportRun,
    Line,
    Order,
    OrderAddress,
    OwedByHand,
    Payment,
    ProductTraits,
    Variant,
)

# China's E-Commerce Law, article 31: information on transactions is kept for three years at least. The orders stay;
# who bought is part of it for that long, unless the buyer asks for erasure (PIPL articles 47 and 19, GDPR article 17).
THREE_YEARS = 3 * YEAR_DAYS


@known_by
def by_orders(customer_id: UUID) -> Known:
    """Their orders, lines and payments, and what is written on their orders."""
    orders = Order.objects.filter(customer_id=customer_id)
    subjects: list[UUID] = []
    marks: list[str] = []
    for key, number, external in orders.values_list("pk", "number", "external_id"):
        subjects.append(key)
        marks += [number, external]
    subjects += Line.objects.filter(order__customer_id=customer_id).values_list("pk", flat=True)
    return Known(subjects, [*marks, *_contacts(customer_id)])


def _contacts(customer_id: UUID) -> Iterable[str]:
    for contact in CustomerContact.objects.filter(customer_id=customer_id, erased_at=None):
        yield from (contact.email, contact.phone)
    yield from FormerEmail.objects.filter(customer_id=customer_id, erased_at=None).values_list("email", flat=True)


hold(
    Holding(
        code="contact",
        model=CustomerContact,
        fields=("name", "email", "phone", "locale"),
        label=_("Name, e-mail and phone"),
        purpose=_("To know you when you come back, and to tell you how your case goes on."),
        whose="customer_id",
        keep=Keep(
            days=THREE_YEARS,
            since=Max("customer__orders__placed_at"),
            after=_("after your last order"),
        ),
    )
)
hold(
    Holding(
        code="former_email",
        model=FormerEmail,
        fields=("email",),
        label=_("An e-mail address that you replaced"),
        purpose=_("To undo the change if it was not you who made it."),
        whose="customer_id",
        keep=Keep(days=30, since=F("changed_at"), after=_("after the change")),
    )
)
hold(
    Holding(
        code="segment",
        model=Customer,
        fields=("segments",),
        label=_("Customer groups"),
        purpose=_("To give you what the return policy promises your group."),
        whose="pk",
        keep=Keep(days=THREE_YEARS, since=Max("orders__placed_at"), after=_("after your last order")),
        emptied={"segments": []},
    )
)
hold(
    Holding(
        code="address",
        model=OrderAddress,
        fields=("name", "street", "city", "postcode", "region", "phone"),
        label=_("Delivery addresses"),
        purpose=_("To send you the goods, and replacements for them."),
        whose="order__customer_id",
        keep=Keep(days=THREE_YEARS, since=F("order__placed_at"), after=_("after the order")),
        shown=("country",),
    )
)
hold(
    Holding(
        code="cancellation",
        model=Cancellation,
        fields=("customer_external_id",),
        label=_("Your number in cancellations that the shop brought in"),
        purpose=_("To find the order that a cancellation belongs to."),
        whose="line__order__customer_id",
        keep=Keep(days=THREE_YEARS, since=F("cancelled_at"), after=_("after the cancellation")),
        exported=False,
    )
)
hold(
    Holding(
        code="owed_by_hand",
        model=OwedByHand,
        fields=("voucher",),
        label=_("Vouchers of what the shop gave back by hand"),
        purpose=_("To prove in the books that the shop paid you by transfer or in cash."),
        whose="order__customer_id",
        keep=Keep(days=10 * YEAR_DAYS, since=F("settled_at"), after=_("after the payment"), least_days=THREE_YEARS),
        shown=("ref", "order__number", "currency", "amount_minor", "owed_at", "settled_at"),
        kept_for_law=_("Tax and commercial law ask the shop to keep the vouchers of payments."),
        # The database asks for a voucher with everything that is settled: this one says why it is empty.
        emptied={"voucher": "–"},
    )
)
concerns(
    Concern(
        "order",
        Order,
        (
            "number",
            "placed_at",
            "state",
            "currency",
            "subtotal_minor",
            "discount_minor",
            "shipping_minor",
            "tax_minor",
            "total_minor",
            "country",
            "region",
            "source",
        ),
        _("Orders"),
        "customer_id",
    )
)
concerns(
    Concern(
        "line",
        Line,
        ("order__number", "title", "variant", "sku", "quantity", "unit_price_minor", "discount_minor", "returned"),
        _("What you bought"),
        "order__customer_id",
    )
)
concerns(
    Concern(
        "payment",
        Payment,
        ("order__number", "method", "captured_minor", "refunded_minor", "paid_at"),
        _("Payments"),
        "order__customer_id",
    )
)
concerns(
    Concern(
        "data_request",
        DataRequest,
        ("kind", "state", "asked_at", "done_at"),
        _("What you asked about your data"),
        "customer_id",
    )
)
OF_THE_GOODS = "what was sold; facts of a transaction without a name"
plain(Customer, "source external_id", because="the source's id of the buyer, which erasure replaces")
plain(OrderAddress, "country", because="the law that applies to the order hangs on it")
plain(Line, "external_id sku title variant category image traits confirmed", because=OF_THE_GOODS)
plain(ProductTraits, "scope name name_key traits", because="what the shop says its goods are")
plain(
    Order,
    "number number_key source external_id currency state country region locale notes fingerprint promotions "
    "invoice_number discount_codes",
    because=OF_THE_GOODS,
)
plain(Payment, "method gateway external_id", because="how it was paid; no account and no card number")
plain(Cancellation, "source external_id sku currency", because="ids of the source")
plain(OwedByHand, "paid_for ref currency", because="codes and references of a payment")
staff(OwedByHand, "settled_by", because="who of the shop paid")
plain(DataRequest, "ref kind state asked_by", because="codes and ids")
plain(Variant, "sku product title name category image currency", because="what the shop sells")
staff(
    ImportRun,
    "file state asked_by earlier report problem problem_text",
    because="a file of the shop's own system, deleted once it is taken in",
)
