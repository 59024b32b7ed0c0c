"""Why a mail or a short message did not arrive, in the reader's language, from the code in its `last_error`.

Called by the desk. A code without a sentence here is a fault that the tests find.
"""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

_BY_CODE = {
    "address_missing": _("There is no e-mail address. Add one and send the mail again."),
    "address_malformed": _("The e-mail address cannot exist. Correct it and send the mail again."),
    "unreachable": _("Our mail server did not answer. We keep trying for two days."),
    "settings": _("Our mail server refuses us. Check HUITOU_EMAIL_URL; we keep trying meanwhile."),
    "unexpected": _("The mail could not be handed over, and we did not expect that. The log says more."),
    "provider_refused": _("The mail provider refuses this address. Ask the customer for another one."),
}
_BY_PREFIX = (
    ("bounce_5.1", _("The mail came back: this mailbox does not exist. Ask for another address.")),
    ("bounce_5.2.2", _("The mail came back: the mailbox is full. Reach the customer in another way.")),
    ("bounce", _("The mail came back. Ask the customer for another address.")),
    ("smtp_4", _("The other mail server is busy or wary. We keep trying for two days.")),
    ("smtp_5", _("The other mail server refuses the mail. Ask the customer for another address.")),
    ("provider_4", _("The mail provider refuses the mail. Check the address, then send it again.")),
    ("provider_5", _("The mail provider has a fault. We keep trying for two days.")),
)


def explain(code: str) -> str:
    """One sentence with what to do next; empty for no code."""
    if code in _BY_CODE:
        return str(_BY_CODE[code])
    return next((str(sentence) for prefix, sentence in _BY_PREFIX if code.startswith(prefix)), "")


_SHORT_BY_CODE = {
    "no_account": _("No account is set up that carries to this address. Enter one under Settings, Short messages."),
    "no_address": _("The customer gave no address for this. Mail is still there."),
    "no_consent": _("The customer has not agreed to such messages, or the consent is used up."),
    "unverified": _("The customer has not yet typed the code that shows the number to be theirs."),
    "dead": _("Nobody can be reached at this address any more."),
    "silenced": _("The customer wants no messages there."),
    "no_template": _("There is no template for this kind of message. Add one under Settings, Short messages."),
    "not_public": _("The address leads to a network that is not public. Nothing was sent."),
    "unreachable": _("The provider did not answer. We keep trying for a while, then news takes another way."),
    "told_to_wait": _("The provider takes no more for now. We keep trying for a while, then news takes another way."),
    "unauthorised": _("The provider refuses our keys. Check the account."),
    "account_stalled": _("The provider’s account sends nothing now. News takes another way where there is one."),
    "unanswered": _("It was handed over, and no answer came. It is not sent again, so that nobody gets it twice."),
    "unexpected": _("Something went wrong that we did not expect. The log says more. It is not sent again."),
    "seal_broken": _("It was written under another secret key of the installation and cannot be sent."),
    "wechat_43101": _("WeChat knows of no consent that is left for this reader."),
    "wechat_47003": _("WeChat refuses what stands in a field of the template. Check the template’s fields."),
    "webhook_410": _("Your system says that it takes no more messages. Enter another address."),
}
_NO_MONEY = frozenset(
    {"aliyun_isv.AMOUNT_NOT_ENOUGH", "aliyun_isv.OUT_OF_SERVICE", "aliyun_isv.BILLING_DEDUCTION_ERROR"}
)
_SUSPENDED = frozenset({"twilio_30002", "twilio_20005", "twilio_90010", "twilio_10001", "wechat_48004", "wechat_50002"})
_KEYS = frozenset(
    {
        "unauthorised", "secret_missing", "aliyun_SignatureDoesNotMatch", "aliyun_InvalidAccessKeyId.NotFound",
        "aliyun_InvalidAccessKeyId.Inactive", "twilio_20003", "wechat_40002", "wechat_40013", "wechat_40125",
    }
)  # fmt: skip


_STALLED = (
    (_NO_MONEY, _("The account has no money left. Top it up at the provider.")),
    (
        _SUSPENDED,
        _("The provider has shut the account, often for want of money. Look there at its balance and notices."),
    ),
    (_KEYS, _("The provider refuses our keys, or has shut the account. Check both.")),
)
_STALLED_SOMEHOW = _("The provider sends nothing for this account (%(code)s). Look there for the reason.")


def explain_stalled(code: str) -> str:
    """Why an account sends nothing to anybody, and what to do; always a sentence."""
    known = next((sentence for codes, sentence in _STALLED if code in codes), None)
    return str(known) if known else str(_STALLED_SOMEHOW) % {"code": code}


_OPEN = ("time_out", "server_error", "answer_broken")


def explain_short(code: str) -> str:
    """One sentence on a short message's `last_error`; empty for no code."""
    if not code:
        return ""
    if code in _OPEN:
        return str(_SHORT_BY_CODE["unanswered"])
    found = _SHORT_BY_CODE.get(code)
    return str(found) if found else gettext("The provider refused it (%(code)s).") % {"code": code}
