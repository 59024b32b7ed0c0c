"""How a shop takes goods back: its ways, addresses, counters, and who checks for it. Called by the desk's settings."""

import re
from collections.abc import Sequence
from datetime import datetime, time
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from huitou.core.actors import Actor
from huitou.core.errors import Invalid, NotFound
from huitou.core.verbs import verb
from huitou.logistics.models import PlaceKind, ReturnAddress, ReturnPlace, ReturnsProvider, ReturnWay, Way
from huitou.logistics.pick_ups.couriers import collecting_codes
from huitou.parcels.models import CarrierAccount

MOST_ROWS = 200
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


class CourierUnknown(Invalid):
    """Not a carrier that sends couriers, or one without an account."""

    code = "courier_unknown"
    message = _("Enter the account of this carrier under Settings, Tracking first; then its couriers can be booked.")


def courier_services() -> list[str]:
    """The carriers with an open account of the shop that send couriers to buyers. One query at most."""
    able = collecting_codes()
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
) -> ReturnWay:
    """Offer the way, or change how. `service`: whose couriers pick up, "" for the shop's own rounds.

    Raises: WindowsInvalid, CountryInvalid, CourierUnknown, Forbidden.
    """
    actor.require("settings.edit")
    given = {
        "countries": read_countries(countries),
        "reasons": list(reasons),
        "cost_minor": max(cost_minor, 0),
        "windows": _windows(windows) if way == Way.PICK_UP else [],
        "seats": min(max(seats, 1), 500),
        "service": service if way == Way.PICK_UP else "",
    }
    if given["service"] and given["service"] not in courier_services():
        raise CourierUnknown()
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
    *, address: str, actor: Actor, at: datetime, countries: Sequence[str] = (), provider: UUID | None = None
) -> ReturnAddress:
    """One more address for returns. Raises: CountryInvalid, TooManyRows, NotFound, Forbidden."""
    actor.require("settings.edit")
    if ReturnAddress.objects.count() >= MOST_ROWS:
        raise TooManyRows(most=MOST_ROWS)
    if provider is not None and not ReturnsProvider.objects.filter(pk=provider, retired_at=None).exists():
        raise NotFound()
    return ReturnAddress.objects.create(
        shop_id=actor.shop_id, address=address.strip()[:600], countries=read_countries(countries),
        provider_id=provider, created_at=at,
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


def _windows(given: Sequence[tuple[str, str]]) -> list[list[str]]:
    try:
        found = sorted((time.fromisoformat(start), time.fromisoformat(end)) for start, end in given)
    except ValueError as error:
        raise WindowsInvalid() from error
    ends = [time.min, *(end for _start, end in found)]
    if not found or any(start >= end or start < before for (start, end), before in zip(found, ends, strict=False)):
        raise WindowsInvalid()
    return [[f"{start:%H:%M}", f"{end:%H:%M}"] for start, end in found]
