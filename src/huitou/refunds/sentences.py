"""What each state of a refund means to each reader, what the buttons say, and why a refund stopped.

Msgids by state and reader; said in the active language by `sentence`, `label`, `failure`. The proof of the machine
asks the same tables.
"""

from datetime import datetime

from django.utils.formats import date_format
from django.utils.timezone import template_localtime
from django.utils.translation import gettext, override

from huitou.core.actors import Role
from huitou.core.money import Money, format_money
from huitou.refunds.models import Refund

N_ = str  # marks msgids for extraction

_STARTED = {
    Role.BUYER: N_("%(amount)s is set aside for you and is being paid back now. You need not do anything."),
    Role.MERCHANT: N_("%(amount)s is set aside and the payment provider is being called. Nothing to do."),
    Role.PLATFORM: N_("%(amount)s is set aside and the payment provider is being called. Nothing to do."),
}
_PERHAPS = N_(
    "The answer about %(amount)s was lost. We ask the payment provider until we know, next by %(deadline)s; "
    "nothing is paid twice. Nothing to do."
)
_STUCK_BUYER = N_(
    "Paying back %(amount)s did not work by itself; the money is set aside for you. The shop looks at it by "
    "%(deadline)s; if it does not, it is passed on. You need not do anything."
)

SENTENCES: dict[str, dict[Role, str]] = {
    "reserved": _STARTED,
    "calling": _STARTED,
    "accepted": {
        Role.BUYER: N_(
            "The payment provider has taken on your refund of %(amount)s and pays it in the next days. We look again "
            "by %(deadline)s; you need not do anything."
        ),
        Role.MERCHANT: N_(
            "The payment provider has accepted %(amount)s and pays later. We ask again by %(deadline)s. Nothing to do."
        ),
        Role.PLATFORM: N_(
            "The payment provider has accepted %(amount)s and pays later. We ask again by %(deadline)s. Nothing to do."
        ),
    },
    "unknown": {
        Role.BUYER: N_(
            "Your refund of %(amount)s is on its way; we are checking with the payment provider whether it was paid, "
            "next by %(deadline)s. You need not do anything."
        ),
        Role.MERCHANT: _PERHAPS,
        Role.PLATFORM: _PERHAPS,
    },
    "by_hand": {
        Role.BUYER: N_(
            "The shop pays %(amount)s back to you by transfer or cash and records it by %(deadline)s. If it does not, "
            "it is passed on."
        ),
        Role.MERCHANT: N_(
            "Pay %(amount)s by transfer or cash and record it here by %(deadline)s. If nothing is recorded, it is "
            "passed on to the last instance."
        ),
        Role.PLATFORM: N_("The shop has to pay %(amount)s by hand by %(deadline)s; otherwise it is passed on to you."),
    },
    "needs_person": {
        Role.BUYER: _STUCK_BUYER,
        Role.MERCHANT: N_(
            "%(amount)s could not be paid: %(reason)s. Try again, or settle it by hand, by %(deadline)s; otherwise it "
            "is passed on. The money stays set aside."
        ),
        Role.PLATFORM: N_(
            "%(amount)s could not be paid: %(reason)s. The shop has until %(deadline)s; otherwise it is passed on to you."
        ),
    },
    "escalated": {
        Role.BUYER: N_(
            "Your refund of %(amount)s is late. It is now with the last instance, which is reminded by %(deadline)s; "
            "the money is set aside for you."
        ),
        Role.MERCHANT: N_(
            "%(amount)s is late: %(reason)s. Settle it now: try again, or record how it was paid. The next reminder "
            "comes by %(deadline)s."
        ),
        Role.PLATFORM: N_(
            "%(amount)s is late: %(reason)s. Try again or settle it by hand; you are reminded by %(deadline)s."
        ),
    },
    "succeeded": {
        Role.BUYER: N_("%(paid)s was paid back to you on %(settled)s. Your bank may need a few days to show it."),
        Role.MERCHANT: N_("%(paid)s was paid back on %(settled)s. It is done."),
        Role.PLATFORM: N_("%(paid)s was paid back on %(settled)s. It is done."),
    },
    "failed": {
        Role.BUYER: N_(
            "%(amount)s was not paid this way. Your case says what happens instead; if it says nothing, ask the shop."
        ),
        Role.MERCHANT: N_("%(amount)s was not paid and is free again. The case says what is done instead."),
        Role.PLATFORM: N_("%(amount)s was not paid and is free again. The case says what is done instead."),
    },
}

LABELS: dict[str, str] = {
    "retry": N_("Try the refund again"),
    "succeed": N_("Record as paid"),
    "fail": N_("Give up this refund"),
    "escalate": N_("Pass the refund on"),
}

STATE_NAMES: dict[str, str] = {
    "reserved": N_("Set aside"),
    "calling": N_("Being paid back"),
    "accepted": N_("Accepted by the provider"),
    "unknown": N_("Outcome being checked"),
    "by_hand": N_("To be paid by hand"),
    "needs_person": N_("Needs a person"),
    "escalated": N_("Refund is late"),
    "succeeded": N_("Paid back"),
    "failed": N_("Not paid back"),
}

FAILURES: dict[str, str] = {
    "": N_("it was not recorded in time"),
    "amount_differs": N_("the payment provider reports another amount than was asked for"),
    "amount_invalid": N_("the payment provider does not accept the amount"),
    "card_closed": N_("the buyer's card or account is closed"),
    "forgotten": N_("the payment provider had accepted it and no longer knows of it"),
    "key_reused": N_("the payment provider holds another payment under this number"),
    "no_answer": N_("the payment provider has not answered"),
    "not_confirmed": N_("the payment provider accepted it and never confirmed the payment"),
    "not_received": N_("the payment provider never received it"),
    "refused": N_("the payment provider refused it"),
    "server_error": N_("the payment provider has a fault of its own"),
    "time_out": N_("the payment provider did not answer in time"),
    "unauthorised": N_("the payment provider does not accept our credentials"),
    "unexpected_error": N_("the connection to the payment provider failed in an unexpected way"),
    "unknown_gateway": N_("this payment provider is not set up here"),
    "unreachable": N_("the payment provider cannot be reached"),
}
OTHER_FAILURE = N_("the payment provider refused it (%(code)s)")


def sentence_template(state: str, reader: Role, language: str) -> str | None:
    """The sentence with its placeholders, in the language; None where there is none. For the proof and help pages."""
    msgid = SENTENCES.get(state, {}).get(reader)
    if msgid is None:
        return None
    with override(language):
        return gettext(msgid)


def label(action: str, language: str | None = None) -> str | None:
    """What the button of the action says; None for what no person does."""
    msgid = LABELS.get(action)
    if msgid is None:
        return None
    with override(language) if language else _as_it_is():
        return gettext(msgid)


def sentence(refund: Refund, reader: Role, locale: str) -> str:
    """What is happening to the refund, what the reader can do, and what happens if nobody does anything."""
    with override(locale):
        return gettext(SENTENCES[refund.state][reader]) % {
            "amount": format_money(refund.money, locale),
            "paid": format_money(Money(refund.paid_minor, refund.currency), locale),
            "deadline": _moment(refund.deadline_at),
            "settled": _moment(refund.settled_at),
            "reason": failure(refund.failure_code),
        }


def failure(code: str) -> str:
    """Why a refund stopped, in the active language, as part of a sentence."""
    known = FAILURES.get(code)
    return gettext(known) if known is not None else gettext(OTHER_FAILURE) % {"code": code}


def state_name(state: str) -> str:
    """The short name of the state in the active language."""
    return gettext(STATE_NAMES[state])


def _moment(moment: datetime | None) -> str:
    return date_format(template_localtime(moment), "DATETIME_FORMAT") if moment is not None else ""
