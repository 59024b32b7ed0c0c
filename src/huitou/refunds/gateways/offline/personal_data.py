"""What the book of payments by hand tells of people: the voucher that somebody wrote."""

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from huitou.core.personal_registry import YEAR_DAYS, Holding, Keep, Person, hold, plain, staff
from huitou.refunds.gateways.offline.models import HandPayout
from huitou.refunds.models import Refund


def payouts_of(person: Person) -> Q:
    """The book goes by the refunds' keys."""
    return Q(key__in=Refund.objects.filter(order__customer_id=person.customer_id).values("key"))


hold(
    Holding(
        code="hand_payout",
        model=HandPayout,
        fields=("note",),
        label=_("Vouchers of payments by hand"),
        purpose=_("To prove in the books that the shop paid you by transfer or in cash."),
        whose=payouts_of,
        keep=Keep(days=10 * YEAR_DAYS, since=F("paid_at"), after=_("after the payment"), least_days=3 * YEAR_DAYS),
        shown=("reference", "currency", "paid_minor", "paid_at"),
        kept_for_law=_("Tax and commercial law ask the shop to keep the vouchers of payments."),
        # The database asks for a voucher with every payment: this one says why it is empty.
        emptied={"note": "–"},
    )
)
plain(HandPayout, "key reference payment currency", because="codes and references of a payment")
staff(HandPayout, "paid_by", because="who of the shop paid")
