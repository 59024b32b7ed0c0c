"""Covers and their claims of a time as rows, for an insurer or whoever stands for the pool. Holds no person's data."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db.models import Q

from huitou.core.spreadsheets import number
from huitou.insurance.models import FreightClaim, FreightCover
from huitou.insurance.values import cover_state_name, refusal, state_name

HEAD = (
    "cover", "order", "insurer", "payer", "backer", "state", "risk_class", "grams", "starts", "ends", "premium",
    "covered", "claim", "claim_state", "opened", "settled", "paid", "currency", "refusal", "insurer_reference",
)  # fmt: skip


def rows_between(since: datetime, until: datetime) -> Iterator[Sequence[object]]:
    """One row for each cover that began, and each claim that was opened or settled, from `since` to before `until`.

    A cover without a claim has the claim's cells empty; a claim on an older cover brings its cover along. Two queries.
    """
    inside = Q(opened_at__gte=since, opened_at__lt=until) | Q(settled_at__gte=since, settled_at__lt=until)
    claims = list(FreightClaim.objects.filter(inside).select_related("cover__order").order_by("opened_at", "pk"))
    claimed = {claim.cover_id for claim in claims}
    covers = FreightCover.objects.filter(starts_at__gte=since, starts_at__lt=until).exclude(pk__in=claimed)
    for cover in covers.select_related("order").order_by("starts_at", "pk"):
        yield [*_cover(cover), "", "", "", "", "", cover.currency, "", cover.reference]
    for claim in claims:
        yield [
            *_cover(claim.cover), claim.ref, state_name(claim.state), _at(claim.opened_at), _at(claim.settled_at),
            number(claim.amount_minor, claim.currency), claim.currency, refusal(claim.refusal), claim.reference,
        ]  # fmt: skip


def _cover(cover: FreightCover) -> list[object]:
    return [
        cover.ref, cover.order.number, cover.insurer, cover.payer, cover.backer, cover_state_name(cover.state),
        cover.risk_class, str(cover.grams), _at(cover.starts_at), _at(cover.ends_at),
        number(cover.premium_minor, cover.currency), number(cover.cover_minor, cover.currency),
    ]  # fmt: skip


def _at(moment: datetime | None) -> str:
    return moment.isoformat(timespec="seconds") if moment is not None else ""
