"""What parcels weigh, in whole grams: as it was read off a scale, never computed."""

from django.utils.translation import gettext_lazy as _

from huitou.core.errors import Invalid
from huitou.orders.weights import HEAVIEST_GRAMS


class WeightInvalid(Invalid):
    """No weight that a parcel can have."""

    code = "weight_invalid"
    message = _("Enter the weight in whole grams, from 1 to %(most)s.")


def demand_weight(grams: int | None) -> None:
    """Raise WeightInvalid for what no scale says; None is no weight."""
    if grams is not None and not 0 < grams <= HEAVIEST_GRAMS:
        raise WeightInvalid(most=HEAVIEST_GRAMS)
