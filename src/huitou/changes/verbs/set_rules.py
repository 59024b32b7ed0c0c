"""The shop says what it allows without a person."""

from datetime import datetime
from itertools import chain, pairwise

from django.utils.translation import gettext_lazy as _

from huitou.changes.models import ChangeRules
from huitou.changes.models.change_rules import HOW_TO_PAY_LONGEST
from huitou.changes.tariffs import Tariffs
from huitou.core import events
from huitou.core.actors import Actor
from huitou.core.errors import Invalid
from huitou.core.locks import lock_or_make
from huitou.core.money import LARGEST_MINOR
from huitou.core.verbs import verb
from huitou.orders.verbs import set_silence_limit
from huitou.orders.weights import HEAVIEST_GRAMS

MOST_REGIONS, LONGEST_NAME = 300, 80
MOST_CLASSES = 10


class ConfirmLimitInvalid(Invalid):
    """A limit below zero, or beyond every price."""

    code = "confirm_limit_invalid"
    message = _("Enter a sum of zero or more. Zero asks for a code for every order.")


class WeightClassesInvalid(Invalid):
    """Classes that do not ascend, too many of them, or more prices than classes."""

    code = "weight_classes_invalid"
    message = _(
        "Name at most %(most)s weights in grams, each above the one before, and at most one price more than weights."
    )


class HowToPayTooLong(Invalid):
    """More than a page of words."""

    code = "how_to_pay_too_long"
    message = _("Say in at most %(most)s characters how you are paid.")


class TariffInvalid(Invalid):
    """A price below zero or beyond every price, a region without a name, or too many of them."""

    code = "tariff_invalid"
    message = _("Enter at most %(most)s regions, each with its name and a price of zero or more.")


@verb
def set_rules(
    *,
    address_at_once: bool,
    silence_agrees: bool,
    confirm_above_minor: int,
    tariffs: Tariffs | None = None,
    how_to_pay: str | None = None,
    silence_up_to_minor: int | None = None,
    actor: Actor,
    at: datetime,
) -> ChangeRules:
    """Keep the rules; they count for changes that are asked for from now on. None: as it is.

    `silence_up_to_minor` is the limit of `orders.paid_by_word`, which counts for exchanges and repairs as well.
    Raises: WordLimitInvalid, ConfirmLimitInvalid, TariffInvalid, WeightClassesInvalid, HowToPayTooLong, Forbidden.
    """
    actor.require("settings.edit")
    if not 0 <= confirm_above_minor <= LARGEST_MINOR:
        raise ConfirmLimitInvalid()
    _demand_tariffs(tariffs)
    words = None if how_to_pay is None else how_to_pay.replace("\x00", "").strip()
    if words is not None and len(words) > HOW_TO_PAY_LONGEST:
        raise HowToPayTooLong(most=HOW_TO_PAY_LONGEST)
    if silence_up_to_minor is not None:
        set_silence_limit(up_to_minor=silence_up_to_minor, actor=actor, at=at)
    row = lock_or_make(ChangeRules.objects.filter(shop_id=actor.shop_id))
    new = row is None
    rules = row or ChangeRules(shop_id=actor.shop_id)
    wanted = {
        "address_at_once": address_at_once,
        "silence_agrees": silence_agrees,
        "confirm_above_minor": confirm_above_minor,
        "tariffs": rules.tariffs if tariffs is None else tariffs.to_json(),
        "how_to_pay": rules.how_to_pay if words is None else words,
    }
    before = {name: getattr(rules, name) for name in wanted}
    if before == wanted and not new:
        return rules
    for name, value in wanted.items():
        setattr(rules, name, value)
    events.record(rules, "changes.rules.set", actor=actor, at=at, facts={"before": before, "after": wanted})
    rules.save(force_insert=new)
    return rules


def _demand_tariffs(tariffs: Tariffs | None) -> None:
    if tariffs is None:
        return
    places = [tariffs.elsewhere, *tariffs.regions.values()]
    sums = [*chain.from_iterable(places), *([] if tariffs.free_above is None else [tariffs.free_above])]
    named = all(name.strip() and len(name) <= LONGEST_NAME for name in tariffs.regions)
    if len(tariffs.regions) > MOST_REGIONS or not named or not all(0 <= sum_ <= LARGEST_MINOR for sum_ in sums):
        raise TariffInvalid(most=MOST_REGIONS)
    steps = pairwise((0, *tariffs.classes, HEAVIEST_GRAMS + 1))
    ascending = all(below < above for below, above in steps) and 0 < tariffs.piece_grams <= HEAVIEST_GRAMS
    fits = all(len(prices) <= len(tariffs.classes) + 1 for prices in places)
    if len(tariffs.classes) > MOST_CLASSES or not ascending or not fits or not all(tariffs.regions.values()):
        raise WeightClassesInvalid(most=MOST_CLASSES)
