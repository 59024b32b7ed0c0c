"""A message put together: what the text says of the leading parcel, its line and contents, what can be done now.

Called inside the shop by the verbs that tell and by the preview. It decides nothing: what leads is chosen before.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from django.utils.translation import override

from huitou.accounts.short_links import short_address
from huitou.cases.letters import stops_of
from huitou.core.flow.texts import well_spaced
from huitou.core.models import Shop
from huitou.core.turning_words import in_words
from huitou.news import parcel_words
from huitou.news.knowing import Known, known_of, moments_of
from huitou.news.links import order_url, parcels_url, tracking_url
from huitou.news.models import CareHint
from huitou.news.parcel_markup import Shipment, parcel_delivery
from huitou.news.sampling import as_if
from huitou.news.short_texts import as_typed, fitting
from huitou.news.texts import current_text
from huitou.news.triggers import Trigger
from huitou.news.usual_texts import Text
from huitou.news.ways import Reader, Short
from huitou.news.wording import fill, fill_line
from huitou.notifications.letters import Fact, Letter, Link, Thing, one_line
from huitou.notifications.models import Medium
from huitou.orders.models import Order, OrderAddress
from huitou.parcels.models import Parcel

_CAME = (Trigger.DELIVERED, Trigger.ALL_DELIVERED)
MOST_HINTS, MOST_THINGS = 2, 6


@dataclass(frozen=True, slots=True)
class Message:
    """Both forms of one message."""

    letter: Letter
    short: Short


def message_of(
    trigger: Trigger, parcels: Sequence[Parcel], order: Order, shop: Shop, reader: Reader, *, ref: str, secret: str,
    at: datetime, text: Text | None = None, sample: bool = False, channel: str = Medium.SMS, link: str = "",
) -> Message:  # fmt: skip
    """About the first of `parcels`, with a line for each other one; in the reader's language.

    `text`: instead of the one that counts. `sample`: as if the parcel stood where the trigger speaks of. `secret` opens
    the order's pages. `channel`, `link`: over which the short form goes, and where it leads; an SMS has to hold both in
    one message, and without a link leaves room for one.
    """
    behind = (link or short_address(shop)) if channel == Medium.SMS else ""
    said = text or current_text(shop.pk, trigger, reader.language).text
    with override(reader.language):
        known = known_of(parcels[0], order, shop, at=at)
        known = as_if(known, trigger, shop, at=at) if sample else known
        others = [known_of(parcel, order, shop, at=at) for parcel in parcels[1:]]
        letter = _letter(trigger, known, others, order, shop, reader, said, ref=ref, secret=secret)
        return Message(
            # Whoever reads a sample waits for no parcel, and the buyer's address is not theirs to get.
            replace(letter, markup=None) if sample else letter,
            Short(
                title=one_line(well_spaced(fill_line(said.subject, known.values)), 60),
                text=fitting(said.short, known.values, behind),
                link=link,
                whole=as_typed(said.short, known.values, behind),
            ),
        )


def _letter(
    trigger: Trigger, known: Known, others: Sequence[Known], order: Order, shop: Shop, reader: Reader, said: Text, *,
    ref: str, secret: str,
) -> Letter:  # fmt: skip
    lines = [well_spaced(line) for line in fill(said.text, known.values)]
    line = parcel_words.journey(known.stage, moments_of(known, shop))
    carried = [Fact(_("Carrier"), known.carrier)] if known.carrier else []
    numbered = [Fact(_("Tracking number"), known.parcel.tracking_number)] if known.parcel.tracking_number else []
    hints = _hints(shop, known, others, reader.language) if trigger in _CAME else []
    return Letter(
        subject=one_line(well_spaced(fill_line(said.subject, known.values))),
        preheader=lines[1] if len(lines) > 1 else "",
        greeting=_("Hello %(name)s,") % {"name": one_line(reader.name)} if reader.name else _("Hello,"),
        sentence=lines[0] if lines else "",
        paragraphs=lines[1:],
        journey=in_words(line),
        stops=stops_of(line),
        things=_things(known),
        facts=[
            Fact(_("Order"), order.number), *carried, *numbered,
            *(Fact(_("Another parcel"), _of_other(other)) for other in others),
        ],
        button=Link(_("Look at the parcel"), parcels_url(shop, order, ref=ref, secret=secret)),
        closing="\n".join(hints),
        why=_("You get this mail because a parcel with something you ordered is on its way."),
        secrets=[secret],
        markup=parcel_delivery(_shipment(shop, known, order)),
    )  # fmt: skip


def _of_other(known: Known) -> str:
    where = parcel_words.sentence(known.stage, carrier=known.carrier)
    return " ".join(part for part in (known.values["products"], "–", where) if part)


def _things(known: Known) -> list[Thing]:
    return [
        Thing(f"{part.order_line.title} × {part.quantity}", _picture(part.order_line.image))
        for part in known.lines[:MOST_THINGS]
    ]


def _picture(address: str) -> str:
    """The picture's address where a mail may load it: whole, and not in the clear."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    plain = parts.scheme == "https" and parts.hostname and not any(sign in address for sign in " \"'<>\\")
    return address if plain else ""


def _hints(shop: Shop, known: Known, others: Sequence[Known], locale: str) -> list[str]:
    """What the shop says about keeping these products well; each once."""
    lines = [line.order_line for one in (known, *others) for line in one.lines]
    rows = CareHint.objects.filter(shop_id=shop.pk, locale=locale)
    by_sku = {row.sku: row.text for row in rows if row.sku}
    by_category = {row.category.casefold(): row.text for row in rows if row.category}
    found = [by_sku.get(line.sku) or by_category.get(line.category.casefold()) for line in lines]
    return list(dict.fromkeys(hint for hint in found if hint))[:MOST_HINTS]


def _shipment(shop: Shop, known: Known, order: Order) -> Shipment:
    address = OrderAddress.objects.filter(order=order, erased_at=None).first()
    parcel, word = known.parcel, known.word
    shipment = Shipment(
        shop=shop.name,
        order_number=order.number,
        order_url=order_url(shop, order),
        carrier=known.carrier,
        tracking_number=parcel.tracking_number,
        tracking_url=tracking_url(shop, parcel.tracking_number),
        address={
            "name": address.name if address else "",
            "streetAddress": address.street if address else "",
            "addressLocality": address.city if address else "",
            "addressRegion": (address.region if address else "") or order.region,
            "postalCode": address.postcode if address else "",
            "addressCountry": (address.country if address else "") or order.country,
        },
        items=[(part.order_line.title, part.order_line.sku, part.quantity) for part in known.lines],
        delivered=parcel.delivered_at is not None,
    )
    if word is None or known.when is None:
        return shipment
    return replace(shipment, earliest=word.earliest_on, latest=word.latest_on)
