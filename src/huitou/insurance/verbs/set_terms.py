"""The shop says how it insures return shipping."""

import re
from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from huitou.core import events
from huitou.core.actors import Actor
from huitou.core.errors import Invalid
from huitou.core.locks import lock_or_make
from huitou.core.verbs import verb
from huitou.insurance.insurers.registry import codes
from huitou.insurance.models import InsuranceTerms, Payer
from huitou.insurance.models.insurance_terms import OWN_POOL
from huitou.insurance.risk import CoverRow

DESTINATION = re.compile(r"\*|[A-Z]{2}(:[^\s:]{1,80})?")
MOST_ROWS = 200
LARGEST_COVER, LARGEST_GRAMS = 10**9, 10**6


class CoverTableInvalid(Invalid):
    """A row that is none, one twice, or an empty table although parcels are to be insured."""

    code = "cover_table_invalid"
    message = _("Write one row each: destination, grams, cover, as “CN 1000 12.00”, “CN:新疆 1000 25” or “* 1000 40”.")


class TermsInvalid(Invalid):
    """A payer, a backer, an insurer or a number that there is not."""

    code = "insurance_terms_invalid"
    message = _("Choose who pays, who bears the risk, and between 1 and 400 days.")


@verb
def set_terms(
    *, insure_all: bool, payer: str, insurer: str, backer: str, table: Sequence[CoverRow], piece_grams: int, days: int,
    actor: Actor, at: datetime,
) -> InsuranceTerms:  # fmt: skip
    """Keep the terms; they count for parcels that are insured from now on.

    Raises: CoverTableInvalid, TermsInvalid, Forbidden.
    """
    actor.require("settings.edit")
    _check(payer, insurer, backer, piece_grams, days)
    rows = table_rows(table)
    if insure_all and insurer == OWN_POOL and not rows:
        raise CoverTableInvalid()
    wanted = {
        "insure_all": insure_all, "payer": payer, "insurer": insurer, "backer": backer, "table": rows,
        "piece_grams": piece_grams, "days": days,
    }  # fmt: skip
    row = lock_or_make(InsuranceTerms.objects.filter(shop_id=actor.shop_id))
    terms = row or InsuranceTerms(shop_id=actor.shop_id)
    before = {name: getattr(terms, name) for name in wanted}
    if row is not None and before == wanted:
        return terms
    for name, value in wanted.items():
        setattr(terms, name, value)
    events.record(terms, "insurance.terms.set", actor=actor, at=at, facts={"before": before, "after": wanted})
    terms.save(force_insert=row is None)
    return terms


def _check(payer: str, insurer: str, backer: str, piece_grams: int, days: int) -> None:
    known = payer in Payer.values and backer in (Payer.MERCHANT, Payer.PLATFORM) and insurer in codes()
    if not known or not 1 <= days <= 400 or not 1 <= piece_grams <= LARGEST_GRAMS:
        raise TermsInvalid()


def table_rows(table: Sequence[CoverRow]) -> list[list[str | int]]:
    """The rows as they are kept. Raises CoverTableInvalid."""
    good = all(
        DESTINATION.fullmatch(row.to) and 0 < row.up_to_grams <= LARGEST_GRAMS and 0 < row.cover_minor <= LARGEST_COVER
        for row in table
    )
    if not good or len(table) > MOST_ROWS or len({(row.to, row.up_to_grams) for row in table}) != len(table):
        raise CoverTableInvalid()
    return [[row.to, row.up_to_grams, row.cover_minor] for row in table]
