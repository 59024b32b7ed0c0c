"""The buyer's word that they paid by hand is taken, and the shop says up to which sum its silence confirms one.

`take_word` is called by the verbs `say_paid` of changes, replacements and repairs; what the tap would bring is asked of
`orders.queries`.
"""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from huitou.core import events
from huitou.core.actors import Actor
from huitou.core.errors import Invalid
from huitou.core.locks import lock_or_make
from huitou.core.money import LARGEST_MINOR, Money
from huitou.core.verbs import verb
from huitou.orders.models import OrderWords, PaidWordRules
from huitou.orders.paid_by_word import SaysPaid, would_confirm
from huitou.orders.queries import silence_limit


class WordLimitInvalid(Invalid):
    """A limit below zero, or beyond every price."""

    code = "word_limit_invalid"
    message = _("Enter a sum of zero or more. Zero: your silence never confirms a payment.")


def take_word(subject: SaysPaid, money: Money, *, shop_id: UUID) -> bool:
    """Count the word and settle which wait it leads to. Returns whether silence confirms it. Called inside a verb."""
    limit = silence_limit(shop_id)
    subject.silence_confirms = would_confirm(subject, money, limit) and _left_to_silence(subject, money, limit, shop_id)
    subject.said_paid += 1
    return subject.silence_confirms


def _left_to_silence(subject: SaysPaid, money: Money, limit: Money, shop_id: UUID) -> bool:
    """Add the word to those of its order that are left to silence, if the limit still holds it. Locks their sum."""
    known = lock_or_make(OrderWords.objects.filter(order_id=subject.order_id))
    words = known or OrderWords(shop_id=shop_id, order_id=subject.order_id)
    if not would_confirm(subject, money, limit, words.trusted_minor):
        return False
    words.trusted_minor += money.minor
    words.save(force_insert=known is None)
    return True


@verb
def set_silence_limit(*, up_to_minor: int, actor: Actor, at: datetime) -> PaidWordRules:
    """Keep the limit, minor units of the shop's currency; it counts for words that are said from now on.

    Raises: WordLimitInvalid, Forbidden.
    """
    actor.require("settings.edit")
    if not 0 <= up_to_minor <= LARGEST_MINOR:
        raise WordLimitInvalid()
    row = lock_or_make(PaidWordRules.objects.filter(shop_id=actor.shop_id))
    rules = row or PaidWordRules(shop_id=actor.shop_id)
    before = rules.silence_up_to_minor
    if row is not None and before == up_to_minor:
        return rules
    rules.silence_up_to_minor = up_to_minor
    facts = {"before": before, "after": up_to_minor}
    events.record(rules, "orders.paid_word_rules.set", actor=actor, at=at, facts=facts)
    rules.save(force_insert=row is None)
    return rules
