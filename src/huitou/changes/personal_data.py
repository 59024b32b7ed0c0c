"""What changes of orders hold of people: where the goods were to go instead, and the number of a new parcel."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from huitou.changes.models import ChangeRules, DeliveryRequest, DeliveryWords, NewAddress, OrderChange
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


@known_by
def by_changes(customer_id: UUID) -> Known:
    """Their changes, and their wishes for deliveries."""
    rows = [
        *OrderChange.objects.filter(order__customer_id=customer_id).values_list("pk", "ref"),
        *DeliveryRequest.objects.filter(order__customer_id=customer_id).values_list("pk", "ref"),
    ]
    return Known((key for key, _ref in rows), (ref for _key, ref in rows))


@obliges
def open_changes(person: Person) -> Iterable[Obligation]:
    """A change that is not settled needs its address until then."""
    rows = OrderChange.objects.filter(order__customer_id=person.customer_id, closed_at=None)
    for ref in rows.order_by("opened_at").values_list("ref", flat=True):
        yield Obligation(gettext("The change %(ref)s of your order is still open.") % {"ref": ref}, None)
    wishes = DeliveryRequest.objects.filter(order__customer_id=person.customer_id, closed_at=None)
    for ref in wishes.order_by("opened_at").values_list("ref", flat=True):
        yield Obligation(gettext("Your wish %(ref)s for a delivery is still open.") % {"ref": ref}, None)


hold(
    Holding(
        code="new_address",
        model=NewAddress,
        fields=("name", "street", "city", "postcode", "region", "phone"),
        label=_("Addresses that you asked us to deliver to instead"),
        purpose=_("To send the goods there, and to prove later what you asked for."),
        whose="change__order__customer_id",
        keep=Keep(days=3 * YEAR_DAYS, since=F("change__opened_at"), after=_("after you asked for it")),
    )
)
hold(
    Holding(
        code="order_change",
        model=OrderChange,
        fields=("tracking_number", "pay_link"),
        label=_("Changes of your orders"),
        purpose=_("To follow a parcel that was sent again, and to have what it costs paid."),
        whose="order__customer_id",
        keep=Keep(days=3 * YEAR_DAYS, since=F("opened_at"), after=_("after you asked for it")),
        shown=("ref", "order__number", "kind", "state", "reason", "opened_at", "closed_at"),
    )
)
hold(
    Holding(
        code="delivery_words",
        model=DeliveryWords,
        fields=("text",),
        label=_("What you wrote for the courier"),
        purpose=_("To have a parcel delivered as you wish, and to prove later where it was to be left."),
        whose="request__order__customer_id",
        keep=Keep(days=YEAR_DAYS, since=F("request__closed_at"), after=_("after the parcel has come")),
        shown=("request__ref", "request__opened_at"),
    )
)
plain(DeliveryRequest, "ref kind topic state source answer why", because="codes and references")
plain(
    OrderChange, "ref kind state reason currency interception code_digest offered_by carrier",
    because="codes, references and sums",
)  # fmt: skip
plain(ChangeRules, "tariffs how_to_pay", because="what the shop's delivery costs, and how the shop is paid")
