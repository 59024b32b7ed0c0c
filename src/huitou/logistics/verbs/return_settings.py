"""How a shop takes goods back: its ways, addresses, counters, and who checks for it. Called by the desk's settings."""

import re
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime, time
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from huitou.core.actors import Actor
from huitou.core.errors import Invalid, NotFound
from huitou.core.verbs import verb
from huitou.logistics.labels import LabelTerms, labelling_codes
from huitou.logistics.models import PlaceKind, ReturnAddress, ReturnPlace, ReturnsProvider, ReturnWay, Way
from huitou.logistics.pick_ups.couriers import collecting_codes
from huitou.parcels.carriers.labelling import Place
from huitou.parcels.models import CarrierAccount

MOST_ROWS = 200
# Of a parcel that carriers take.
LONGEST_MM, HEAVIEST_GRAMS = 3_000, 70_000
COUNTRY = re.compile(r"[A-Z]{2}")


class WindowsInvalid(Invalid):
    """Slots that do not begin before they end, or overlap."""

    code = "windows_invalid"
    message = _("Write the slots as 09:00-12:00, 14:00-18:00: each ends after it begins, and none overlaps another.")


class CountryInvalid(Invalid):
    """Not the code of a country."""

    code = "country_invalid"
    message = _("Write countries with their two letters, as CN, DE, TW.")


class TooManyRows(Invalid):
    """More addresses or counters than a page can hold."""

    code = "too_many_rows"
    message = _("At most %(most)s. Remove one first.")


class LabellerUnknown(Invalid):
    """Not a carrier that sells labels, or one without an account."""

    code = "labeller_unknown"
    message = _("Enter the account of this carrier under Settings, Tracking first; then its labels can be bought.")


class ParcelSizeInvalid(Invalid):
    """No parcel that a carrier takes."""

    code = "parcel_size_invalid"
    message = _("Write the size as 300 x 200 x 100, in millimetres, and a weight of at most 70 kg.")


class CourierUnknown(Invalid):
    """Not a carrier that sends couriers, or one without an account."""

    code = "courier_unknown"
    message = _("Enter the account of this carrier under Settings, Tracking first; then its couriers can be booked.")


def courier_services() -> list[str]:
    """The carriers with an open account of the shop that send couriers to buyers. One query at most."""
    able = collecting_codes()
    rows = CarrierAccount.objects.filter(source__in=able, closed_at=None)
    return sorted(rows.values_list("source", flat=True)) if able else []


def label_services() -> list[str]:
    """The carriers with an open account of the shop that sell labels. One query at most."""
    able = labelling_codes()
    rows = CarrierAccount.objects.filter(source__in=able, closed_at=None)
    return sorted(rows.values_list("source", flat=True)) if able else []


@verb
def keep_way(
    *,
    way: Way,
    actor: Actor,
    at: datetime,
    countries: Sequence[str] = (),
    reasons: Sequence[str] = (),
    cost_minor: int = 0,
    windows: Sequence[tuple[str, str]] = (),
    seats: int = 4,
    service: str = "",
    labelling: LabelTerms | None = None,
) -> ReturnWay:
    """Offer the way, or change how. `service`: whose couriers pick up, "" for the shop's own rounds; or who sells the
    labels, "" where a person gives them. `labelling`: how those are bought.

    Raises: WindowsInvalid, CountryInvalid, CourierUnknown, LabellerUnknown, ParcelSizeInvalid, Forbidden.
    """
    actor.require("settings.edit")
    given = {
        "countries": read_countries(countries),
        "reasons": list(reasons),
        "cost_minor": max(cost_minor, 0),
        "windows": _windows(windows) if way == Way.PICK_UP else [],
        "seats": min(max(seats, 1), 500),
        "service": service if way in (Way.PICK_UP, Way.SHOP_LABEL) else "",
        "labelling": _terms(labelling).to_json() if way == Way.SHOP_LABEL and service else {},
    }
    if way == Way.PICK_UP and service and service not in courier_services():
        raise CourierUnknown()
    if way == Way.SHOP_LABEL and service and service not in label_services():
        raise LabellerUnknown()
    row, _made = ReturnWay.objects.update_or_create(
        shop_id=actor.shop_id, way=way, defaults=given, create_defaults={**given, "shop_id": actor.shop_id}
    )
    return row


@verb
def drop_way(*, way: Way, actor: Actor, at: datetime) -> None:
    """Offer it no longer; returns that were opened with it keep it. Raises: Forbidden."""
    actor.require("settings.edit")
    ReturnWay.objects.filter(way=way).delete()


@verb
def add_address(
    *,
    address: str,
    actor: Actor,
    at: datetime,
    countries: Sequence[str] = (),
    provider: UUID | None = None,
    parts: Place | None = None,
) -> ReturnAddress:
    """One more address for returns. `parts`: as carriers that sell labels want it.

    Raises: CountryInvalid, TooManyRows, NotFound, Forbidden.
    """
    actor.require("settings.edit")
    if ReturnAddress.objects.count() >= MOST_ROWS:
        raise TooManyRows(most=MOST_ROWS)
    if provider is not None and not ReturnsProvider.objects.filter(pk=provider, retired_at=None).exists():
        raise NotFound()
    return ReturnAddress.objects.create(
        shop_id=actor.shop_id, address=address.strip()[:600], countries=read_countries(countries),
        provider_id=provider, parts=_parts(parts) if parts is not None else {}, created_at=at,
    )  # fmt: skip


@verb
def drop_address(*, address: UUID, actor: Actor, at: datetime) -> None:
    """Send nothing new there. Raises: Forbidden."""
    actor.require("settings.edit")
    ReturnAddress.objects.filter(pk=address).delete()


@verb
def add_place(
    *, kind: PlaceKind, name: str, address: str, actor: Actor, at: datetime, hours: str = "", country: str = ""
) -> ReturnPlace:
    """One more store or drop-off point. Raises: CountryInvalid, TooManyRows, Forbidden."""
    actor.require("settings.edit")
    if ReturnPlace.objects.filter(closed_at=None).count() >= MOST_ROWS:
        raise TooManyRows(most=MOST_ROWS)
    return ReturnPlace.objects.create(
        shop_id=actor.shop_id, kind=kind, name=name.strip()[:120], address=address.strip()[:600],
        hours=hours.strip()[:200], country="".join(read_countries([country] if country else [])), created_at=at,
    )  # fmt: skip


@verb
def close_place(*, place: UUID, actor: Actor, at: datetime) -> None:
    """Nothing is handed over there any more. Raises: Forbidden."""
    actor.require("settings.edit")
    ReturnPlace.objects.filter(pk=place, closed_at=None).update(closed_at=at)


@verb
def add_provider(*, name: str, actor: Actor, at: datetime) -> ReturnsProvider:
    """A company that checks goods for the shop; an address and a token come next. Raises: Forbidden."""
    actor.require("settings.edit")
    row, _made = ReturnsProvider.objects.update_or_create(
        shop_id=actor.shop_id, name=name.strip()[:120], defaults={"retired_at": None},
        create_defaults={"shop_id": actor.shop_id, "name": name.strip()[:120], "created_at": at},
    )  # fmt: skip
    return row


@verb
def retire_provider(*, provider: UUID, actor: Actor, at: datetime) -> None:
    """It gets nothing new; what is on its way to it stays its own. Raises: Forbidden."""
    actor.require("settings.edit")
    ReturnsProvider.objects.filter(pk=provider, retired_at=None).update(retired_at=at)


def read_countries(typed: Sequence[str]) -> list[str]:
    """Sorted codes in capitals. Raises CountryInvalid."""
    codes = {one.strip().upper() for one in typed if one.strip()}
    if not all(COUNTRY.fullmatch(code) for code in codes):
        raise CountryInvalid()
    return sorted(codes)


def _terms(given: LabelTerms | None) -> LabelTerms:
    """Raises ParcelSizeInvalid."""
    terms = given or LabelTerms()
    if not all(0 < side <= LONGEST_MM for side in terms.size_mm) or not 0 < terms.grams <= HEAVIEST_GRAMS:
        raise ParcelSizeInvalid()
    return replace(
        terms, limit_minor=max(terms.limit_minor, 0), carriers=tuple(one[:40] for one in terms.carriers[:20])
    )


def _parts(place: Place) -> dict[str, str]:
    """What is filled in, cut to what carriers print. Raises CountryInvalid."""
    found = {name: value.strip()[:200] for name, value in asdict(place).items() if value.strip()}
    if "country" in found:
        found["country"] = "".join(read_countries([found["country"]]))
    return found


def _windows(given: Sequence[tuple[str, str]]) -> list[list[str]]:
    try:
        found = sorted((time.fromisoformat(start), time.fromisoformat(end)) for start, end in given)
    except ValueError as error:
        raise WindowsInvalid() from error
    ends = [time.min, *(end for _start, end in found)]
    if not found or any(start >= end or start < before for (start, end), before in zip(found, ends, strict=False)):
        raise WindowsInvalid()
    return [[f"{start:%H:%M}", f"{end:%H:%M}"] for start, end in found]
