"""Why a mail did not arrive, in the reader's language, from the code in `Mail.last_error`.

Called by the desk. A code without a sentence here is a fault that the tests find.
"""

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
