"""What refunds tell of people: what staff wrote down about a payment. Sums stay for ever; they carry no name."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from huitou.core.personal_registry import (
    YEAR_DAYS,
    Holding,
    Keep,
    Known,
    Obligation,
    Person,
    hold,
    known_by,
    obliges,
    plain,
    staff,
)
from huitou.refunds.machine import REFUND
from huitou.refunds.models import (
    Chargeback,
    CreditNote,
    Discrepancy,
    GatewayAccount,
    GatewayExchange,
    GatewayNotice,
    Pause,
    Refund,
    RefundElsewhere,
    RefundRules,
    StoredSheet,
)

# Books are kept for ten years in Germany (GDPR article 17(3)(b) lets law-bound records stay); a shop whose
# law asks for more sets HUITOU_KEEP. China's E-Commerce Law, article 31, asks for three at least.
VOUCHER_DAYS = 10 * YEAR_DAYS


@known_by
def by_refunds(customer_id: UUID) -> Known:
    """Their refunds and the sums that were shown."""
    rows = list(Refund.objects.filter(order__customer_id=customer_id).values_list("pk", "ref"))
    return Known((key for key, _ref in rows), (ref for _key, ref in rows))


@obliges
def money_on_its_way(person: Person) -> Iterable[Obligation]:
    """A refund that has not ended: the buyer is owed it, and it may need a word with them."""
    rows = Refund.objects.filter(order__customer_id=person.customer_id).exclude(state__in=REFUND.finals)
    for ref, until in rows.order_by("pk").values_list("ref", "deadline_at"):
        yield Obligation(gettext("Refund %(ref)s is still on its way.") % {"ref": ref}, until)


hold(
    Holding(
        code="voucher",
        model=Refund,
        fields=("note",),
        label=_("Notes about a refund"),
        purpose=_("To prove in the books how and why money was paid."),
        whose="order__customer_id",
        keep=Keep(
            days=VOUCHER_DAYS, since=F("settled_at"), after=_("after the refund was settled"), least_days=3 * YEAR_DAYS
        ),
        shown=("ref", "order__number", "state", "currency", "amount_minor", "paid_minor", "requested_at", "settled_at"),
        kept_for_law=_("Tax and commercial law ask the shop to keep the vouchers of payments."),
    )
)
plain(
    Refund,
    "ref key currency state gateway gateway_reference failure_code paid_through",
    because="codes and references of a payment",
)
staff(Refund, "agreed_by confirmed_by other_way_by", because="who of the shop let money go out")
plain(GatewayExchange, "kind outcome gateway gateway_reference currency failure_code detail", because="codes")
plain(StoredSheet, "facts sheet digest currency", because="sums, and the rules that they follow from")
plain(RefundRules, "order_of_payments accounts", because="a setting of the shop")
plain(CreditNote, "currency content", because="sums and titles of goods, without a name")
plain(Discrepancy, "gateway kind key currency gateway_reference", because="codes and references")
staff(Discrepancy, "explained_by closed_by closing_note", because="how a difference in the books was explained")
staff(Pause, "gateway reason begun_by accounts_confirmed_by ended_by", because="why the shop stopped paying")
hold(
    Holding(
        code="chargeback",
        model=Chargeback,
        fields=("words", "note"),
        label=_("Evidence about a chargeback"),
        purpose=_("To show the bank that took a payment back what was sold, sent and received."),
        whose="order__customer_id",
        keep=Keep(
            days=VOUCHER_DAYS, since=F("settled_at"), after=_("after the bank decided"), least_days=3 * YEAR_DAYS
        ),
        shown=("ref", "order__number", "state", "currency", "amount_minor", "opened_at", "settled_at"),
        kept_for_law=_("Tax and commercial law ask the shop to keep the vouchers of payments."),
    )
)
plain(
    Chargeback, "ref gateway reference reason currency fee_currency state failure_code", because="codes and references"
)
plain(RefundElsewhere, "gateway reference currency", because="codes and references of a payment")
plain(
    GatewayNotice, "gateway event_id kind payload body_hash", because="codes and sums: what concerns people is left out"
)
plain(GatewayAccount, "gateway shown hints sealed serves", because="the shop's own account at a payment provider")
staff(GatewayAccount, "changed_by", because="who of the shop entered the account")
