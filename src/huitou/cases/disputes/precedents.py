"""Past rulings like this one: the same reason, then the same kind, the same question, a sum of the same size.

Written when a ruling is carried out; read by the platform's page and the API. Codes and sums only.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, IntegerField, Q, Value, When

from huitou.cases.disputes.sums import band_of
from huitou.cases.models import Dispute, Precedent, Ruling
from huitou.core.money import Money, portion

SHOWN = 8
WHOLE = 10_000  # all of it, in hundredths of a per cent


@dataclass(frozen=True, slots=True)
class Alike:
    """Rulings like this one, the most alike first, and the middle of what the buyers got of what they asked."""

    rulings: Sequence[Precedent]
    count: int
    median_basis_points: int | None

    @property
    def median_percent(self) -> int | None:
        """The middle share in whole per cent."""
        return None if self.median_basis_points is None else (self.median_basis_points + 50) // 100


def precedents_for(dispute: Dispute) -> Alike:
    """What was ruled on the like of it: of the whole platform, or of the shop where it stands alone. One query."""
    rows = Precedent.objects.filter(reason=dispute.reason).exclude(dispute_id=dispute.pk)
    if dispute.alone:
        rows = rows.filter(shop_id=dispute.shop_id)
    alike = sum(
        (
            Case(When(test, then=Value(weight)), default=Value(0), output_field=IntegerField())
            for test, weight in (
                (Q(kind=dispute.kind), 4),
                (Q(about=dispute.about), 2),
                (Q(currency=dispute.currency, value_band=band_of(dispute.value)), 1),
            )
        ),
        Value(0),
    )
    found = list(rows.annotate(alike=alike).order_by("-alike", "-ruled_at", "pk")[: SHOWN * 4])
    shares = sorted(one.share_basis_points for one in found)
    return Alike(found[:SHOWN], len(found), shares[len(shares) // 2] if shares else None)


def write_precedent(dispute: Dispute, at: datetime) -> None:
    """Keep the ruling that is carried out. Inside the dispute's verb."""
    ruling = Ruling.objects.filter(dispute=dispute, announced_at__isnull=False).order_by("-at", "-pk").first()
    if ruling is None:
        return
    Precedent.objects.create(
        shop_id=dispute.shop_id,
        dispute_id=dispute.pk,
        dispute_ref=dispute.ref,
        case_ref=dispute.case.ref,
        about=dispute.about,
        kind=dispute.kind,
        reason=dispute.reason,
        currency=dispute.currency,
        value_minor=dispute.value_minor,
        value_band=band_of(dispute.value),
        outcome=ruling.outcome,
        amount_minor=ruling.amount_minor,
        share_basis_points=share(ruling.amount_minor, dispute.value),
        goods_back=ruling.goods_back,
        grounds=ruling.grounds,
        appealed=bool(dispute.appealed_by),
        ruled_at=at,
    )


def share(amount_minor: int, value: Money) -> int:
    """How much of the value the amount is, in hundredths of a per cent."""
    return portion(WHOLE, amount_minor, value.minor) if value.minor else WHOLE
