"""Parcels in trouble as rows with their best action, and doing it. Called by the queue and by their own page."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from huitou.accounts.staff_pages import StaffVisit
from huitou.cases.carrier_names import carrier_name
from huitou.cases.models import Case
from huitou.claims.models import CarrierClaim
from huitou.core.errors import NotFound
from huitou.core.when import written
from huitou.desk import trouble_words as words
from huitou.lanes.carrier_pages import carrier_page
from huitou.lanes.trouble import STEPS, Kind, Step
from huitou.lanes.troubled import Troubled, troubled
from huitou.lanes.verbs import take_trouble_step
from huitou.news.verbs import write_about
from huitou.parcels.models import Parcel, ParcelLine
from huitou.policies.texts import joined

ON_QUEUE = 3
REASON = "not_received"


@dataclass(frozen=True, slots=True)
class Deed:
    """A button. `act_url` is posted to, `href` only opened."""

    label: str
    act_url: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One parcel. `days`: how long already; `page`: the carrier's own; `claim`: the ref of a claim on it. `deeds`: the
    best first. `key`: another trouble, or another best step, is another row.
    """

    parcel: Parcel
    key: str
    days: int
    kind: str
    harm: bool
    why: str
    done: str
    what: str
    carrier: str
    page: str
    resting: bool
    deeds: Sequence[Deed]
    claim: str = ""


@dataclass(frozen=True, slots=True)
class InTrouble:
    """The list. `more`: how many of those that want something are not among `rows`."""

    rows: Sequence[Row]
    resting: Sequence[Row]
    more: int = 0

    @property
    def count(self) -> int:
        """How many want something."""
        return len(self.rows) + self.more


def in_trouble(visit: StaffVisit, *, at_most: int | None = None) -> InTrouble:
    """All of the shop, most urgent first; nothing for who may not see parcels. Inside `visit.reading()`."""
    if not visit.may("parcels.view"):
        return InTrouble((), ())
    found = troubled(visit.shop, at=visit.at, apart_from=_looked_after())
    waiting = [one for one in found if not one.resting]
    shown = waiting if at_most is None else waiting[:at_most]
    resting = [one for one in found if one.resting] if at_most is None else []
    contents = _contents([one.parcel for one in (*shown, *resting)])
    claims = _claims([one.parcel for one in (*shown, *resting) if one.found.kind == Kind.LOST])
    rows = {
        one.parcel.pk: _row(one, visit, contents[one.parcel.pk], claims.get(one.parcel.pk, ""))
        for one in (*shown, *resting)
    }
    return InTrouble(
        [rows[one.parcel.pk] for one in shown], [rows[one.parcel.pk] for one in resting], len(waiting) - len(shown)
    )


def keys_in_trouble(visit: StaffVisit) -> list[str]:
    """The keys of all rows that want something, most urgent first. Inside `visit.reading()`."""
    if not visit.may("parcels.view"):
        return []
    return [_key(one) for one in troubled(visit.shop, at=visit.at, apart_from=_looked_after()) if not one.resting]


def _key(one: Troubled) -> str:
    return f"{one.parcel.ref}:{one.found.kind}:{one.best}"


def act(visit: StaffVisit, ref: str, step: Step) -> Troubled:
    """Do the step about the parcel. Outside any transaction. Raises: NotFound, Forbidden, NobodyToWriteTo."""
    with visit.reading():
        one = next(iter(troubled(visit.shop, at=visit.at, only=ref.strip().upper() or "-")), None)
        if one is None or step not in STEPS[one.found.kind]:
            raise NotFound()
    if step == Step.WRITE:
        write_about(parcel=one.parcel.pk, kind=one.found.kind, actor=visit.actor, at=visit.at)
    else:
        take_trouble_step(parcel=one.parcel.pk, kind=one.found.kind, did=step, actor=visit.actor, at=visit.at)
    return one


def _looked_after() -> "QuerySet[Case, Any]":
    """Orders with an open case: somebody talks to their buyer already."""
    return Case.objects.filter(closed_at=None).values("order_id")


def _contents(parcels: Sequence[Parcel]) -> dict[UUID, list[ParcelLine]]:
    found: dict[UUID, list[ParcelLine]] = {parcel.pk: [] for parcel in parcels}
    for line in ParcelLine.objects.filter(parcel_id__in=list(found)).select_related("order_line"):
        found[line.parcel_id].append(line)
    return found


def _claims(lost: Sequence[Parcel]) -> dict[UUID, str]:
    """The refs of the claims on their carriers; no query where nothing is lost."""
    if not lost:
        return {}
    rows = CarrierClaim.objects.filter(parcel__in=lost).exclude(state="turned_up")
    return dict(rows.values_list("parcel_id", "ref"))


def _row(one: Troubled, visit: StaffVisit, contents: Sequence[ParcelLine], claim: str) -> Row:
    parcel, carrier, zone = one.parcel, carrier_name(one.parcel.carrier), ZoneInfo(visit.shop.timezone)
    others = [step for step in STEPS[one.found.kind] if step != one.best]
    tried = [words.done(step.did, written(step.at, zone, "day")) for step in one.done[:1]]
    return Row(
        parcel=parcel,
        key=_key(one),
        days=one.found.days,
        kind=_(words.NAMES[one.found.kind]),
        harm=one.found.kind in (Kind.LOST, Kind.CAME_BACK, Kind.GOING_BACK),
        why=words.why(one.found),
        done="".join(tried),
        what=joined(f"{line.order_line.title} × {line.quantity}" for line in contents[:2]),
        carrier=carrier,
        page=carrier_page(parcel.carrier, parcel.tracking_number),
        resting=one.resting,
        claim=claim,
        deeds=[_deed(step, one, visit, contents, carrier) for step in (one.best, *others)],
    )


def _deed(step: Step, one: Troubled, visit: StaffVisit, contents: Sequence[ParcelLine], carrier: str) -> Deed:
    label, slug, parcel = words.step_label(step, carrier), visit.shop.slug, one.parcel
    if step == Step.REPLACE:
        pieces = {
            f"pieces_{line.order_line_id}": min(line.quantity, line.order_line.available)
            for line in contents
            if line.order_line.available
        }
        return Deed(label, href=f"{reverse('desk:open_case', args=[slug, parcel.order_id])}?"
                    f"{urlencode({'reason': REASON, 'kind': 'reship', **pieces})}")  # fmt: skip
    return Deed(label, act_url=reverse("desk:trouble_act", args=[slug, parcel.ref, step]))
