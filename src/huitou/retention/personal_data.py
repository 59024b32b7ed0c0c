"""What the area holds of people: the words of questions. Visits are numbers of parcels, of nobody in particular."""

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from huitou.core.personal_registry import YEAR_DAYS, Holding, Keep, Proof, hold, plain
from huitou.retention.models import (
    AnalyticsAccount,
    Contact,
    Coupon,
    CouponCode,
    Pairing,
    ParcelVisit,
    SellingRules,
    Showing,
)

hold(
    Holding(
        code="question",
        model=Contact,
        fields=("text", "answer"),
        label=_("Questions about your parcels, with the answers"),
        purpose=_("To answer you, and to see which questions parcels raise."),
        whose="order__customer_id",
        keep=Keep(days=YEAR_DAYS, since=F("asked_at"), after=_("after you asked")),
        shown=("channel", "asked_at", "answered_at"),
        proof=Proof("contact", "digest", lambda row: str(row.text)),
    )
)
plain(
    Contact, "channel judged_by stage after source_key answered_by",
    because="codes, the name of the contact in another system, and which member of the staff answered",
)  # fmt: skip
plain(ParcelVisit, "stage", because="a code; the rest are counts")
hold(
    Holding(
        code="offered",
        model=Showing,
        fields=("block",),
        label=_("What was recommended to you beside an order"),
        purpose=_("To see whether recommendations and coupons are of use to anybody."),
        whose="customer_id",
        keep=Keep(days=YEAR_DAYS, since=F("first_at"), after=_("after you saw it")),
        tell=lambda row: {"order_number": row.order.number, "at": row.first_at},
        deleted=True,
    )
)
hold(
    Holding(
        code="coupon",
        model=CouponCode,
        fields=("code",),
        label=_("Coupon codes that you were given"),
        purpose=_("So that a code is given to one person only."),
        whose="customer_id",
        keep=Keep(days=3 * YEAR_DAYS, since=F("given_at"), after=_("after the code was given")),
        tell=lambda row: {"text": f"{row.coupon.title}: {row.code}", "at": row.given_at},
        deleted=True,
    )
)
plain(AnalyticsAccount, "service shown hints sealed changed_by", because="the shop's own account")
plain(SellingRules, "product_link pinned excluded", because="the shop's own settings and products")
plain(Pairing, "product other source", because="products, counted")
plain(Coupon, "title terms code", because="the shop's own words to everybody")
