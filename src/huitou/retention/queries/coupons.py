"""The shop's coupons with how many codes they have and how many are given. Called by the desk and the API."""

from typing import Any

from django.db.models import Count, F, Q, QuerySet

from huitou.retention.models import Coupon

SHOWN = 50


def coupons() -> "QuerySet[Coupon, Any]":
    """Those that are given first, then the newest; `number` of single-use codes, `given` of them."""
    given = Count("codes", filter=Q(codes__customer__isnull=False))
    counted = Coupon.objects.annotate(number=Count("codes"), given=given)
    return counted.order_by(F("closed_at").desc(nulls_first=True), "-made_at", "-pk")
