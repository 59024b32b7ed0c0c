"""Rules of news in the desk's words: one plain sentence for each. Reads nothing."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from huitou.core.flow.texts import gap
from huitou.core.money import Money, format_money
from huitou.news.rules import GATHERS_MINUTES, Rule
from huitou.news.triggers import Trigger
from huitou.policies.texts import joined

N_ = str
CHANNEL_NAMES = {
    "mail": N_("Mail"), "sms": N_("Text message"), "wechat": N_("WeChat"), "push": N_("Browser notice"),
    "webhook": N_("Your own system"),
}  # fmt: skip


def rule_words(rule: Rule, currency: str) -> str:
    """“By e-mail, if it is still so after 6 hours. Only if late by 2 days or more.”"""
    ways = joined(_(CHANNEL_NAMES[channel]) for channel in rule.channels)
    told = _("%(ways)s, %(when)s.") % {"ways": ways, "when": _when(rule.wait_minutes)}
    return gap().join((told, *_conditions(rule, currency)))


def _when(minutes: int) -> str:
    if minutes <= GATHERS_MINUTES:
        return _("at once")
    if minutes % 60:
        return ngettext(
            "if it is still so after %(count)s minute", "if it is still so after %(count)s minutes", minutes
        ) % {"count": minutes}
    hours = minutes // 60
    return ngettext("if it is still so after %(count)s hour", "if it is still so after %(count)s hours", hours) % {
        "count": hours
    }


def _conditions(rule: Rule, currency: str) -> list[str]:
    found = []
    if rule.late_days:
        said = (
            ngettext("Only %(count)s day after the label.", "Only %(count)s days after the label.", rule.late_days)
            if rule.trigger == Trigger.UNSCANNED
            else ngettext(
                "Only if late by %(count)s day or more.", "Only if late by %(count)s days or more.", rule.late_days
            )
        )
        found.append(said % {"count": rule.late_days})
    if rule.countries:
        found.append(_("Only to %(places)s.") % {"places": joined(rule.countries)})
    if rule.carriers:
        found.append(_("Only with %(carriers)s.") % {"carriers": joined(rule.carriers)})
    if rule.least_minor:
        found.append(_("Only from %(sum)s.") % {"sum": format_money(Money(rule.least_minor, currency))})
    if rule.unless_seen:
        found.append(_("Not to who has looked since."))
    return found
