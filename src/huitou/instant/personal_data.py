"""What instant refunds hold of people: the standing at each decision, and what was said about a claim."""

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
)
from huitou.instant.models import Advance, Assessment, InstantRules, MonthBudget


@known_by
def by_advances(customer_id: UUID) -> Known:
    """Their advances."""
    rows = list(Advance.objects.filter(order__customer_id=customer_id).values_list("pk", "ref"))
    return Known((key for key, _ref in rows), (ref for _key, ref in rows))


@obliges
def open_advances(person: Person) -> Iterable[Obligation]:
    """An instant refund that is not settled needs its buyer until then."""
    rows = Advance.objects.filter(order__customer_id=person.customer_id, closed_at=None)
    for ref in rows.order_by("opened_at").values_list("ref", flat=True):
        yield Obligation(gettext("The instant refund %(ref)s is not settled yet.") % {"ref": ref}, None)


hold(
    Holding(
        code="standing",
        model=Assessment,
        fields=("reasons",),
        label=_("Your standing when an instant refund was decided"),
        purpose=_("To explain why you got an instant refund, or why not. It never changes a price."),
        whose="customer_id",
        keep=Keep(days=YEAR_DAYS, since=F("at"), after=_("after the decision")),
        shown=("points", "outcome", "at"),
        emptied={"reasons": []},
    )
)
hold(
    Holding(
        code="instant_refund",
        model=Advance,
        fields=("objection", "note"),
        label=_("Instant refunds"),
        purpose=_("To settle what was paid to you ahead of the goods."),
        whose="order__customer_id",
        keep=Keep(days=3 * YEAR_DAYS, since=F("opened_at"), after=_("after it was granted")),
        shown=("ref", "state", "amount_minor", "currency", "opened_at", "closed_at"),
    )
)
plain(Assessment, "outcome would currency", because="codes")
plain(Advance, "ref state currency", because="codes and references")
plain(MonthBudget, "month currency", because="the shop's own budget")
plain(InstantRules, "mode excluded_reasons excluded_categories", because="the shop's own rules")
