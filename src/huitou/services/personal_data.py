"""What the workshop holds of people: its notes, and the number of the parcel that brings the goods back."""

from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from huitou.core.personal_registry import YEAR_DAYS, Holding, Keep, Known, Proof, hold, known_by, plain
from huitou.services.models import Repair, RepairNote


@known_by
def by_repairs(customer_id: UUID) -> Known:
    """Their repairs."""
    rows = list(Repair.objects.filter(order__customer_id=customer_id).values_list("pk", "ref"))
    return Known((key for key, _ref in rows), (ref for _key, ref in rows))


hold(
    Holding(
        code="repair",
        model=Repair,
        fields=("tracking_number",),
        label=_("Tracking numbers of repaired goods"),
        purpose=_("To follow a parcel, and to claim it from the carrier when it is lost."),
        whose="order__customer_id",
        keep=Keep(days=3 * YEAR_DAYS, since=F("opened_at"), after=_("after the repair was begun")),
        shown=("ref", "order__number", "state", "carrier", "opened_at", "returned_at"),
    )
)
hold(
    Holding(
        code="repair_note",
        model=RepairNote,
        fields=("body",),
        label=_("What the workshop wrote about your goods"),
        purpose=_("To say what was found and done, and to prove it later."),
        whose="repair__order__customer_id",
        keep=Keep(days=3 * YEAR_DAYS, since=F("repair__opened_at"), after=_("after the repair was begun")),
        shown=("repair__ref", "at", "action"),
        proof=Proof("note", "digest", lambda row: str(row.body)),
    )
)
plain(
    Repair,
    "ref state terms diagnosis outcome currency carrier quote_lines",
    because="codes, sums, names of parts and lengths of time",
)
plain(RepairNote, "action author_id", because="codes")
