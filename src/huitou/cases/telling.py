"""What happened, in words for people: one sentence for each kind of event, to the one who did it and to the others.

Data, read by the streams of portal and desk; translated by gettext. Events hold no personal data: names come from the
caller. Placeholders: `who`, `shop`, the facts' sums (`total_minor` → `total`), and the facts as they are.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext, pgettext

from huitou.cases.carrier_names import carrier_name
from huitou.cases.machine import CASE
from huitou.core.actors import Role
from huitou.core.flow import Machine
from huitou.core.models import Event, Shop
from huitou.core.money import Money, format_money
from huitou.core.verbs import past
from huitou.logistics.machine import GOODS_RETURN
from huitou.refunds.machine import REFUND

N_ = str
EVERYBODY = frozenset({Role.BUYER, Role.MERCHANT, Role.PLATFORM})
THE_HOUSE = EVERYBODY - {Role.BUYER}


@dataclass(frozen=True, slots=True)
class Telling:
    """`told`: of somebody (`who`). `own`: to the one who did it. `alone`: by silence or a machine."""

    told: str = ""
    own: str = ""
    alone: str = ""
    readers: frozenset[Role] = EVERYBODY


OF_CASES: Mapping[str, Telling] = {
    "open": Telling(N_("%(who)s asked for %(total)s."), N_("You asked for %(total)s.")),
    "agree": Telling(
        N_("%(who)s agreed to %(total)s."),
        alone=N_("The shop did not answer in time: that counts as agreement to %(total)s."),
    ),
    "refuse": Telling(N_("%(who)s refused.")),
    "offer": Telling(N_("%(who)s offered %(amount)s.")),
    "accept_offer": Telling(
        N_("%(who)s accepted the offer of %(amount)s."), N_("You accepted the offer of %(amount)s.")
    ),
    "decline_offer": Telling(N_("%(who)s declined the offer."), N_("You declined the offer.")),
    "lapse_offer": Telling(alone=N_("The offer lapsed without an answer. The request stands as it was.")),
    "withdraw": Telling(N_("%(who)s took the request back."), N_("You took the request back.")),
    "revise": Telling(N_("%(who)s changed the request to %(total)s."), N_("You changed the request to %(total)s.")),
    "call_in_platform": Telling(N_("%(who)s called in the platform."), N_("You called in the platform.")),
    "rule_for_buyer": Telling(
        N_("%(who)s decided for the buyer."), alone=N_("There was no ruling in time: the buyer is right.")
    ),
    "rule_for_merchant": Telling(N_("%(who)s decided for the shop.")),
    "pay": Telling(alone=N_("The refund of %(total)s was released."), readers=THE_HOUSE),
    "contest": Telling(alone=N_("After checking the goods, the shop wants to pay %(total)s instead of %(before)s.")),
    "accept_reduction": Telling(
        N_("%(who)s accepted %(total)s."),
        N_("You accepted %(total)s."),
        alone=N_("There was no objection in time: %(total)s is paid."),
    ),
    "object": Telling(N_("%(who)s objected."), N_("You objected.")),
    "waive": Telling(N_("%(who)s pays the whole %(total)s after all.")),
    "expire": Telling(alone=N_("The goods were not handed over in time.")),
    "resolve": Telling(alone=N_("Done: %(total)s went back."), readers=THE_HOUSE),
    "miss": Telling(alone=N_("The payment did not go through. It is still owed.")),
    "pay_again": Telling(N_("%(who)s started the payment again."), alone=N_("The payment was started again.")),
    "lapse": Telling(alone=N_("The shop did not answer, so the wish beyond the policy lapsed.")),
    "close": Telling(alone=N_("Nobody objected in time: the case was closed.")),
}
OF_GOODS: Mapping[str, Telling] = {
    "open": Telling(alone=N_("The return was opened."), readers=THE_HOUSE),
    "hand_over": Telling(N_("%(who)s handed the goods over. %(parcel)s"), N_("You handed the goods over. %(parcel)s")),
    "collect": Telling(N_("The carrier collected the goods."), alone=N_("The carrier collected the goods.")),
    "cancel": Telling(N_("%(who)s keeps the goods."), N_("You keep the goods.")),
    "arrive": Telling(N_("The goods arrived at the shop."), alone=N_("The goods arrived at the shop.")),
    "accept_goods": Telling(
        N_("%(who)s checked the goods: all good."),
        alone=N_("The goods were not checked in time: they count as accepted."),
    ),
    "contest_goods": Telling(N_("%(who)s checked the goods and found something wrong.")),
    "expire": Telling(alone=N_("The time for handing over ended; the return was closed.")),
    "trace": Telling(alone=N_("The parcel is overdue. The shop asks the carrier.")),
    "declare_lost": Telling(
        N_("%(who)s declared the parcel lost."), alone=N_("The parcel was not found and counts as lost.")
    ),
}
OF_MONEY: Mapping[str, Telling] = {
    "request": Telling(N_("A refund of %(amount)s was started."), alone=N_("A refund of %(amount)s was started.")),
    "succeed": Telling(
        N_("%(who)s recorded the payment of %(paid)s."), alone=N_("The payment service paid %(paid)s back.")
    ),
    "need_person": Telling(alone=N_("The payment of %(amount)s needs a person of the shop. It is not lost.")),
    "escalate": Telling(
        N_("%(who)s brought in the last instance for the payment."),
        alone=N_("The payment of %(amount)s was passed on to the last instance."),
        readers=THE_HOUSE,
    ),
    "retry": Telling(N_("%(who)s started the payment again."), readers=THE_HOUSE),
    "fail": Telling(N_("%(who)s gave the payment up."), alone=N_("The payment was given up."), readers=THE_HOUSE),
    "become_unknown": Telling(
        alone=N_("The payment service did not answer clearly; it is asked again."), readers=THE_HOUSE
    ),
    "hand_to_shop": Telling(alone=N_("%(amount)s is paid by the shop itself."), readers=THE_HOUSE),
}


def _by_kind(area: str, machine: Machine, tellings: Mapping[str, Telling]) -> dict[str, Telling]:
    return {f"{area}.{machine.name}.{past(action)}": telling for action, telling in tellings.items()}


# A wish that is a right, or that the policy agrees to by itself, waits for nobody.
AGREED_AT_ONCE = {
    f"cases.{CASE.name}.{past('open')}": Telling(
        N_("%(who)s asked for %(total)s. That was agreed at once."),
        N_("You asked for %(total)s. That was agreed at once."),
    ),
    f"cases.{CASE.name}.{past('revise')}": Telling(
        N_("%(who)s changed the request to %(total)s. That was agreed at once."),
        N_("You changed the request to %(total)s. That was agreed at once."),
    ),
}

TELLINGS: Mapping[str, Telling] = {
    **_by_kind("cases", CASE, OF_CASES),
    **_by_kind("logistics", GOODS_RETURN, OF_GOODS),
    **_by_kind("refunds", REFUND, OF_MONEY),
    "cases.sheet.corrected": Telling(
        alone=N_("Only %(total)s of %(before)s was still there to be paid back for this order.")
    ),
    "cases.evidence.added": Telling(N_("%(who)s added a photo."), N_("You added a photo.")),
}


def tell(event: Event, reader: Role, *, shop: Shop, currency: str = "", name: str = "") -> str | None:
    """What the event says to the reader, in the active language; None where it does not concern them.

    `currency`: of the case, for facts that name none. `name`: of the person of the shop or the platform who did it,
    where the caller knows and may show it.
    """
    telling = TELLINGS.get(event.kind)
    if event.facts.get("to") not in ("requested", "goodwill"):
        telling = AGREED_AT_ONCE.get(event.kind, telling)
    if telling is None or reader not in telling.readers:
        return None
    msgid = _msgid(telling, event.actor_role, reader)
    return (gettext(msgid) % _values(event, shop, currency, name)).strip() if msgid else None


def who_did(role: str, shop: Shop, name: str = "") -> str:
    """How the reader is told of the one who did it, in the active language."""
    if role == Role.MERCHANT:
        return name or shop.name
    return {
        Role.BUYER: pgettext("who", "The buyer"),
        Role.PLATFORM: pgettext("who", "The platform"),
        Role.CARRIER: pgettext("who", "The carrier"),
        Role.GATEWAY: pgettext("who", "The payment service"),
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
    parcel = " ".join(word for word in (carrier, facts.get("tracking_number")) if word)
    return {
        **facts,
        **sums,
        "who": who_did(event.actor_role, shop, name),
        "shop": shop.name,
        "parcel": parcel,
    }
