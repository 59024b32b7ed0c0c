"""One way back that the shop offers, to whom and for what price."""

from django.db import models
from django.db.models import Q

from huitou.core.models import ShopRow
from huitou.logistics.models.goods_return import Way


class ReturnWay(ShopRow):
    """No row of a shop at all: parcels and drop-off are offered, stores where it has some.

    `countries` and `reasons`: only for these; none: for all. `cost_minor`: what the buyer pays for it where the policy
    leaves the way back to the buyer, in minor units of the shop's currency. `windows` (pairs of `HH:MM` in the shop's
    time) and `seats` (pick-ups per window) are for door pick-ups; `service` says whose couriers come, or who sells the
    labels: a source that does, "" for the shop itself. `labelling`: how they are bought (`labels.LabelTerms`).
    """

    way = models.CharField(max_length=16, choices=Way.choices)
    countries = models.JSONField(default=list)
    reasons = models.JSONField(default=list)
    cost_minor = models.BigIntegerField(default=0)
    windows = models.JSONField(default=list)
    seats = models.PositiveSmallIntegerField(default=4)
    labelling = models.JSONField(default=dict)
    service = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "way"], name="logistics_way_once"),
            models.CheckConstraint(condition=Q(cost_minor__gte=0), name="logistics_way_cost"),
            models.CheckConstraint(condition=Q(seats__gt=0), name="logistics_way_seats"),
        ]
