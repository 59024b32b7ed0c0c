"""A buyer's history with the shop, for their standing: one set of queries, whatever they have bought. Reads only."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Avg, Count, Min, Q, Sum

from huitou.accounts.models import BuyerGrant
from huitou.cases.models import Case, Dispute
from huitou.instant.models import Advance
from huitou.instant.standing import History
from huitou.orders.models import Order

# Where nothing can be said of a usual order yet, a value counts for nothing.
USUAL_SINCE = timedelta(days=365)
BROKEN = Q(state__in=("expired", "unreturned"), paid_early=True) | Q(
    state__in=("resolved", "closed"), goods_return__state="contested", reduced_sheet__isnull=False
)
KEPT = Q(state="resolved", goods_return__state="accepted")


def history_of(customer_id: UUID, at: datetime) -> History:
    """What the open shop's rows say of the buyer at `at`. Six queries."""
    mine = Order.objects.filter(customer_id=customer_id, placed_at__lte=at).exclude(state="cancelled")
    paid = Q(state="paid")  # what is only ordered says nothing of a buyer
    bought = mine.aggregate(
        orders=Count("pk", filter=paid), paid=Sum("total_minor", filter=paid), first=Min("placed_at")
    )
    usual = Order.objects.filter(placed_at__gt=at - USUAL_SINCE, placed_at__lte=at, state="paid")
    average = int(usual.aggregate(average=Avg("total_minor"))["average"] or 0)
    cases = Case.objects.filter(customer_id=customer_id).aggregate(
        kept=Count("pk", filter=KEPT), broken=Count("pk", filter=BROKEN)
    )
    lost = Dispute.objects.filter(case__customer_id=customer_id, closed_at__isnull=False, outcome="nothing").count()
    owed = Advance.objects.filter(order__customer_id=customer_id).aggregate(
        owes=Count("pk", filter=Q(state__in=("claimed", "objected"))), unpaid=Count("pk", filter=Q(state="written_off"))
    )
    verified = BuyerGrant.objects.filter(customer_id=customer_id, way="code").exists()
    return History(
        days_known=(at - bought["first"]).days if bought["first"] else 0,
        orders=bought["orders"],
        value_share=100 * int(bought["paid"] or 0) // average if average else 0,
        returns_kept=cases["kept"],
        returns_broken=cases["broken"],
        disputes_lost=lost,
        verified=verified,
        owes=owed["owes"],
        unpaid=owed["unpaid"],
    )
