"""How the demo's shops take goods back: every way, with stores and drop-off points of their own town."""

import secrets
from collections.abc import Mapping
from datetime import datetime

from huitou.core.actors import Actor
from huitou.logistics.labels import LabelTerms
from huitou.logistics.models import PlaceKind, Way
from huitou.logistics.verbs.return_settings import add_address, add_place, add_provider, keep_way
from huitou.parcels.carriers.labelling import Place
from huitou.parcels.carriers.registry import codes
from huitou.parcels.verbs import keep_carrier_account

WINDOWS = [("09:00", "12:00"), ("14:00", "18:00")]
STORE, DROP_OFF = PlaceKind.STORE, PlaceKind.DROP_OFF
PLACES: Mapping[str, tuple[tuple[PlaceKind, str, str, str], ...]] = {
    "taobei": (
        (STORE, "陶杯社 景德镇店", "江西省景德镇市珠山区陶阳南路 18 号", "每天 10:00–20:00"),
        (DROP_OFF, "顺丰 陶阳路网点", "江西省景德镇市珠山区陶阳路 66 号", "每天 9:00–21:00"),
        (DROP_OFF, "菜鸟驿站 莲社北路", "江西省景德镇市珠山区莲社北路 5 号", "每天 8:30–20:30"),
    ),
    "harbour": (
        (STORE, "Harbour store", "Speicherstadt 4, 20457 Hamburg", "Mon to Sat 10:00–19:00"),
        (DROP_OFF, "Kiosk am Sandtor", "Am Sandtorkai 30, 20457 Hamburg", "Mon to Fri 7:00–18:00"),
    ),
}

# Who receives and checks what comes back, where that is not the shop itself.
PROVIDERS: Mapping[str, tuple[str, str]] = {
    "harbour": ("Elbe Returns", "Elbe Returns for Harbour & Loom, Grossmannstrasse 12, 20539 Hamburg"),
}


# Where the simulated carrier sells the labels, and the address of returns as carriers want it.
LABELS: Mapping[str, Place] = {
    "harbour": Place(
        name="Elbe Returns for Harbour & Loom", street="Grossmannstrasse 12", city="Hamburg", postcode="20539",
        country="DE",
    ),
}  # fmt: skip

# Who repairs for the shop, in a workshop of its own: its person signs in and sees what is given to the company.
WORKSHOPS: Mapping[str, tuple[str, str]] = {"taobei": ("南河陶瓷修复", "邵师傅")}


def offer_ways(slug: str, cost_minor: int, owner: Actor, at: datetime) -> None:
    """Offer everything; only the courier costs something, where the buyer pays the way back."""
    for way in Way:
        picks_up = way == Way.PICK_UP
        given = {"cost_minor": cost_minor, "windows": WINDOWS} if picks_up else {}
        keep_way(way=way, **given, actor=owner, at=at)  # type: ignore[arg-type]
    if slug in LABELS and "simulator" in codes():
        keep_carrier_account(source_code="simulator", values={"secret": secrets.token_urlsafe(24)}, actor=owner, at=at)
        terms = LabelTerms(automatic=True, limit_minor=2_000, grams=600)
        keep_way(way=Way.SHOP_LABEL, service="simulator", labelling=terms, actor=owner, at=at)
    for kind, name, address, hours in PLACES.get(slug, ()):
        add_place(kind=kind, name=name, address=address, hours=hours, actor=owner, at=at)
    if slug in PROVIDERS:
        name, address = PROVIDERS[slug]
        company = add_provider(name=name, actor=owner, at=at)
        add_address(address=address, provider=company.pk, parts=LABELS.get(slug), actor=owner, at=at)
