"""What the shop sets about claims on one carrier. Called by the desk and the API."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from huitou.claims.limits import WHATS
from huitou.claims.models import ClaimRule
from huitou.core import events
from huitou.core.actors import Actor
from huitou.core.errors import Invalid
from huitou.core.ids import new_id
from huitou.core.locks import lock_rows
from huitou.core.verbs import verb
from huitou.parcels.carriers.names import carrier_named

LONGEST_CARRIER, LONGEST_PLACE, MOST_DAYS = 60, 300, 730


class ClaimRuleInvalid(Invalid):
    """A number of days or an address that cannot be."""

    code = "claim_rule_invalid"
    message = _("Enter between 1 and 730 days, a web or e-mail address, and the carrier's name.")


@verb
def set_rule(
    *, actor: Actor, at: datetime, carrier: str = "", claims: bool = True, guarantees_days: bool = False,
    place: str = "", lost_days: int | None = None, damaged_days: int | None = None, late_days: int | None = None,
    weight_days: int | None = None,
) -> ClaimRule:  # fmt: skip
    """Keep the rule of the carrier; "" is every other one. It counts for claims that open from now on.

    Raises: Forbidden, ClaimRuleInvalid.
    """
    actor.require("settings.edit")
    own = dict(zip(WHATS, (lost_days, damaged_days, late_days, weight_days), strict=True))
    place, name = place.strip(), carrier.strip()
    code = carrier_named(name) or name
    if any(days is not None and not 0 < days <= MOST_DAYS for days in own.values()):
        raise ClaimRuleInvalid()
    if len(code) > LONGEST_CARRIER or len(place) > LONGEST_PLACE or (place and not _is_place(place)):
        raise ClaimRuleInvalid()
    found = lock_rows(ClaimRule.objects.filter(carrier=code))
    rule = found[0] if found else ClaimRule(id=new_id(), shop_id=actor.shop_id, carrier=code)
    rule.claims, rule.guarantees_days, rule.place = claims, guarantees_days, place
    for what, days in own.items():
        setattr(rule, f"{what}_days", days)
    facts = {"carrier": code, "claims": claims, "guarantees_days": guarantees_days, "days": own}
    events.record(rule, "claims.rule.set", actor=actor, at=at, facts=facts)
    rule.save(force_insert=not found)
    return rule


def _is_place(place: str) -> bool:
    """An address that a link can lead to; never a script."""
    return place.startswith("https://") or ("@" in place[1:] and not any(sign in place for sign in " :/<>\"'"))
