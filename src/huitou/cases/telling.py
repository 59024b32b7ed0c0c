"""What happened, in words for people: which sentence an event says to its reader, and what fills it.

Read by the streams of portal and desk. Events hold no personal data: names come from the caller.
"""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext, pgettext

from huitou.cases.carrier_names import carrier_name
from huitou.cases.clock_telling import changes_a_clock, tell_clock
from huitou.cases.models import Kind, Remedy
from huitou.cases.tellings import (
    AGREED_AT_ONCE,
    NEVER_MONEY,
    NO_MONEY,
    NO_MONEY_AT_ONCE,
    RULED_IN_SECRET,
    TELLINGS,
    Telling,
)
from huitou.core.actors import Role
from huitou.core.flow.texts import well_spaced
from huitou.core.models import Event, Shop
from huitou.core.money import Money, format_money
from huitou.core.when import written


def tell(event: Event, reader: Role, *, shop: Shop, currency: str = "", name: str = "") -> str | None:
    """What the event says to the reader, in the active language; None where it does not concern them.

    `currency`: of the case, for facts that name none. `name`: of the person of the shop or the platform who did it,
    where the caller knows and may show it.
    """
    if changes_a_clock(event.kind):
        return tell_clock(event, reader, shop, who_did(event.actor_role, shop, name))
    free = event.facts.get("total_minor") == 0
    telling = (NO_MONEY if free else {}).get(event.kind) or TELLINGS.get(event.kind)
    if free and event.facts.get("before_minor") == 0:
        telling = NEVER_MONEY.get(event.kind, telling)
    if event.facts.get("to") not in ("requested", "goodwill"):
        telling = (NO_MONEY_AT_ONCE if free else AGREED_AT_ONCE).get(event.kind, telling)
    if event.facts.get("to") == "second_opinion":
        telling = RULED_IN_SECRET
    if telling is None or reader not in telling.readers:
        return None
    msgid = _msgid(telling, event.actor_role, reader)
    return well_spaced((gettext(msgid) % _values(event, shop, currency, name)).strip()) if msgid else None


def who_did(role: str, shop: Shop, name: str = "") -> str:
    """How the reader is told of the one who did it, in the active language."""
    if role == Role.MERCHANT:
        return name or shop.name
    return {
        Role.BUYER: pgettext("who", "The buyer"),
        Role.PLATFORM: pgettext("who", "The platform"),
        Role.CARRIER: pgettext("who", "The carrier"),
        Role.GATEWAY: pgettext("who", "The payment service"),
        Role.PROVIDER: pgettext("who", "The returns centre"),
    }.get(Role(role), pgettext("who", "The system"))


def _msgid(telling: Telling, role: str, reader: Role) -> str:
    if role in (Role.SYSTEM, Role.GATEWAY, Role.CARRIER):
        return telling.alone or telling.told
    if role == reader == Role.BUYER and telling.own:
        return telling.own
    return telling.told or telling.alone


def _values(event: Event, shop: Shop, currency: str, name: str) -> dict[str, Any]:
    facts = event.facts
    currency = facts.get("currency") or currency or shop.currency
    sums = {
        key.removesuffix("_minor"): format_money(Money(value, currency))
        for key, value in facts.items()
        if key.endswith("_minor") and isinstance(value, int)
    }
    carrier = carrier_name(str(facts.get("carrier") or ""))
    sums["what"] = str(Kind(facts["kind"]).label) if facts.get("kind") in Kind.values else ""
    if facts.get("value_minor") == 0:
        sums["value"] = gettext("what was asked for")
        if facts.get("outcome") == "wish" and not facts.get("amount_minor"):
            sums["amount"] = sums["value"]
    if facts.get("remedy"):
        another = facts.get("variants")
        sums["amount"] = gettext("an exchange for another variant") if another else str(Remedy(facts["remedy"]).label)
    parcel = " ".join(word for word in (carrier, facts.get("tracking_number")) if word)
    slot = facts.get("slot")
    when = written(datetime.fromisoformat(slot), ZoneInfo(shop.timezone), "full") if slot else ""
    return {
        **facts,
        **sums,
        "slot": when,
        "again": gettext("The next time is %(slot)s.") % {"slot": when} if when else "",
        "who": who_did(event.actor_role, shop, name),
        "shop": shop.name,
        "parcel": parcel,
    }
