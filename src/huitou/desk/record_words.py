"""Who changed what about the shop, in words: one sentence for each kind of `accounts.records`. Called by its page.

Events hold ids only: names, addresses and labels are looked up here, as they are now; what is gone is told without.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext, pgettext

from huitou.accounts.domains.names import shown_host
from huitou.accounts.models import ApiToken, Invitation, Staff
from huitou.accounts.roles import PlatformRoleName, StaffRole, TokenRole
from huitou.core.models import Event
from huitou.desk.forms.settings import ROLE_NAMES
from huitou.policies.texts import joined

N_ = str
WORDS: Mapping[str, str] = {
    "accounts.shop.opened": N_("The shop was opened."),
    "accounts.shop.edited": N_("Changed the shop: %(fields)s."),
    "accounts.brand.edited": N_("Changed the brand: %(fields)s."),
    "accounts.member.invited": N_("Invited %(invited)s as %(role)s."),
    "accounts.invitation.withdrawn": N_("Withdrew the invitation to %(invited)s."),
    "accounts.member.joined": N_("%(member)s works here from now on, as %(role)s."),
    "accounts.member.role_changed": N_("Made %(member)s %(role)s instead of %(from)s."),
    "accounts.member.removed": N_("Let %(member)s go."),
    "accounts.token.created": N_("Made the token “%(token)s” (%(role)s)."),
    "accounts.token.revoked": N_("Revoked the token “%(token)s”."),
    "retention.measuring.set": N_("Changed what is measured of readers: %(measured)s."),
    "accounts.domain.wanted": N_("Wants %(host)s as the domain of the shop's pages."),
    "accounts.domain.proven": N_("%(host)s is the domain of the shop's pages from now on."),
    "accounts.domain.failing": N_("The records of %(host)s are gone."),
    "accounts.domain.lost": N_("%(host)s is lost."),
    "accounts.domain.expired": N_("The records of %(host)s were not there in time."),
    "accounts.domain.given_up": N_("Gave up %(host)s."),
    "orders.catalogue.saved": N_("Changed the catalogue: %(new)s new, %(changed)s changed."),
}
FIELDS: Mapping[str, str] = {
    "name": N_("Name of the shop"),
    "legal_name": N_("Legal name"),
    "locale": N_("Language of the shop"),
    "contact_email": N_("Where buyers can write"),
    "support_hours": N_("When somebody answers"),
    "address": N_("Where returned goods go"),
    "accent": N_("Colour"),
    "logo": N_("Logo"),
}
MEASURED: Mapping[str, str] = {
    "opens": N_("mails opened"),
    "clicks": N_("links followed"),
    "gtag": N_("Google Analytics on pages"),
    "baidu": N_("Baidu Tongji on pages"),
}
SOMEBODY = N_("somebody who is no longer known")


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the page."""

    at: datetime
    who: str
    text: str


def changes(events: Iterable[Event]) -> list[Change]:
    """The events in words, in the active language: three queries however many they are. Inside `in_shop`."""
    rows = list(events)
    names = _Names(rows)
    return [Change(row.at, _who(row, names), _tell(row, names)) for row in rows]


def _who(row: Event, names: "_Names") -> str:
    if row.actor_id == "system" and row.kind.startswith("accounts.domain."):
        return pgettext("who", "By itself")
    return names.actor(row.actor_id)


def _tell(event: Event, names: "_Names") -> str:
    facts = event.facts
    fields = facts.get("fields") or [name for name in facts if name in FIELDS]
    values = {
        "fields": joined(gettext(FIELDS[name]) for name in fields if name in FIELDS),
        "measured": joined(gettext(MEASURED[name]) for name in fields if name in MEASURED) or gettext("nothing"),
        "invited": names.invited.get(str(facts.get("invitation")), gettext(SOMEBODY)),
        "member": names.people.get(str(facts.get("member")), gettext(SOMEBODY)),
        "role": _role(facts.get("role", "")),
        "from": _role(facts.get("from", "")),
        "host": shown_host(facts.get("host", "")),
        "new": facts.get("new", 0),
        "changed": facts.get("changed", 0),
        "token": names.tokens.get(str(facts.get("token")), "…"),
    }
    return gettext(WORDS[event.kind]) % values


def _role(role: str) -> str:
    if role in list(StaffRole):
        return str(ROLE_NAMES[StaffRole(role)])
    return {
        TokenRole.BUYER.value: pgettext("role", "Buyer"),
        TokenRole.PLATFORM.value: pgettext("role", "Platform"),
        TokenRole.OPERATOR.value: gettext("Operator"),
        PlatformRoleName.ARBITRATOR.value: pgettext("role", "Arbitrator"),
    }.get(role, role)


class _Names:
    """What the ids of these events are called."""

    def __init__(self, events: list[Event]) -> None:
        facts = [event.facts for event in events]
        acting = {event.actor_id.removeprefix("staff:") for event in events if event.actor_id.startswith("staff:")}
        members = {told["member"] for told in facts if "member" in told}
        self.people = {
            str(pk): name for pk, name in Staff.objects.filter(pk__in=acting | members).values_list("pk", "name")
        }
        asked = {told["invitation"] for told in facts if "invitation" in told}
        self.invited = {
            str(pk): mail for pk, mail in Invitation.objects.filter(pk__in=asked).values_list("pk", "email")
        }
        keys = {told["token"] for told in facts if "token" in told}
        self.tokens = {str(pk): label for pk, label in ApiToken.objects.filter(pk__in=keys).values_list("pk", "label")}

    def actor(self, actor_id: str) -> str:
        """Who did it: a person by name, everything else is the machine's own terminal."""
        kind, _, key = actor_id.partition(":")
        if kind == "staff":
            return self.people.get(key, gettext(SOMEBODY))
        return pgettext("who", "At the terminal")
