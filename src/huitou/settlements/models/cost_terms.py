"""A shop's rules of who bears return shipping. A shop without a row lets it lie where the verdict put it."""

from django.db import models

from huitou.core.models import Chained, ShopRow
from huitou.insurance.risk import CoverRow


class CostTerms(ShopRow, Chained):
    """`shares`: rule → party → basis points, see `settlements.sharing`. `table`: what a parcel back costs, as
    `[from, up to grams, minor units of the shop's currency]`; `piece_grams`: assumed for a piece.
    """

    shares = models.JSONField(default=dict)
    table = models.JSONField(default=list)
    piece_grams = models.PositiveIntegerField(default=500)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shop"], name="settlements_terms_once")]

    @property
    def rows(self) -> list[CoverRow]:
        """The table as the pure function reads it."""
        return [CoverRow(to, grams, minor) for to, grams, minor in self.table]
