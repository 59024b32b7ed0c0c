"""Which ways back are open to a buyer, at what price, to which address and which counters.

Called where a return is opened and where it is shown. Inside the shop; it reads settings and writes
nothing.
"""

from collections.abc import Collection, Mapping

from django.db.models import Q

from huitou.logistics.models import PlaceKind, ReturnAddress, ReturnPlace, ReturnWay, Way

# What a shop offers that has set nothing.
USUAL = (Way.OWN_PARCEL, Way.DROP_OFF)


def offered_ways(*, country: str, reasons: Collection[str], buyer_pays: bool) -> dict[str, int]:
    """Way → what it costs the buyer in minor units of the shop's currency, in the order of the choices.

    What the shop pays for costs nothing, whatever its price list says.
    """
    return _offered({row.way: row for row in ReturnWay.objects.all()}, country, reasons, buyer_pays)


def ways_and_labels(
    *, country: str, reasons: Collection[str], buyer_pays: bool
) -> tuple[dict[str, int], ReturnWay | None]:
    """The same, and how the shop's labels are made where they are offered."""
    rows = {row.way: row for row in ReturnWay.objects.all()}
    found = _offered(rows, country, reasons, buyer_pays)
    return found, rows.get(Way.SHOP_LABEL) if Way.SHOP_LABEL in found else None


def _offered(rows: Mapping[str, ReturnWay], country: str, reasons: Collection[str], buyer_pays: bool) -> dict[str, int]:
    found = {}
    for way in Way.values:
        row = rows.get(way)
        if row is None and (rows or way not in (*USUAL, Way.STORE)):
            continue
        if row is not None and not _fits(row, country, reasons):
            continue
        if way == Way.STORE and not stores(country).exists():
            continue
        found[str(way)] = row.cost_minor if row is not None and buyer_pays else 0
    return found or dict.fromkeys(map(str, USUAL), 0)


def _fits(row: ReturnWay, country: str, reasons: Collection[str]) -> bool:
    """Several pieces with different reasons come back together: one fitting reason opens the way for all."""
    if row.countries and country not in row.countries:
        return False
    return not row.reasons or bool(set(row.reasons) & set(reasons))


def address_for(country: str) -> ReturnAddress | None:
    """The address that buyers of the country send to; None where the shop has only its own."""
    found = ReturnAddress.objects.select_related("provider")
    rows = sorted(found, key=lambda row: (row.created_at, row.pk))
    rows = [row for row in rows if row.provider is None or row.provider.retired_at is None]
    named = [row for row in rows if country in row.countries]
    return next(iter([*named, *(row for row in rows if not row.countries)]), None)


def places(kind: PlaceKind, country: str):  # type: ignore[no-untyped-def]  # the queryset of the model's own manager
    """Open counters of this kind for buyers of the country."""
    rows = ReturnPlace.objects.filter(kind=kind, closed_at=None).filter(Q(country="") | Q(country=country))
    return rows.order_by("name", "pk")


def stores(country: str):  # type: ignore[no-untyped-def]
    """The shop's open stores for buyers of the country."""
    return places(PlaceKind.STORE, country)
