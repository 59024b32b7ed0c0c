"""Words of Django and allauth that staff read and that we say in our own way, or that they do not translate.

Nothing imports this at run time: it only puts the texts into this area's catalogues, which go first.
"""

from django.utils.translation import ngettext_lazy

N_ = str

WORDS = (
    N_("Two-Factor Authentication"),
    N_("Authenticator App"),
    N_("Confirm Access"),
    N_("Please reauthenticate to safeguard your account."),
    N_("Enter your password:"),
    N_("Enter an authenticator code:"),
    N_("Email"),
    N_("Email address"),
    N_("Email Address"),
    N_("Recovery Codes"),
    N_("Recovery codes"),
    N_("Security Keys"),
    N_("No security keys have been added."),
    N_("No recovery codes set up."),
    N_("An authenticator app is not active."),
    N_("Authentication using an authenticator app is active."),
)
TOO_SHORT = ngettext_lazy(
    "This password is too short. It must contain at least %d character.",
    "This password is too short. It must contain at least %d characters.",
)
