"""The forms that take a second factor's code (MFA_FORMS): a code is taken once for as long as it is good.

allauth forgets a code that was used after one period of 30 seconds; with a tolerance of one period to both sides, which
clocks that are a little off need, a code is good for three. RFC 6238, section 5.2: never a second time.
"""

from allauth.mfa import app_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms
from allauth.mfa.totp.forms import ActivateTOTPForm
from django.core.cache import cache

from huitou.accounts.digests import keyed_digest


class _TakenOnce:
    def clean_code(self) -> str:
        """The code. Raises: ValidationError, also for one that was taken already."""
        code: str = super().clean_code()  # type: ignore[misc]
        written = "".join(filter(str.isalnum, code)).lower()
        digest = keyed_digest("code taken", f"{self.user.pk}:{written}")  # type: ignore[attr-defined]
        if not cache.add(f"huitou.accounts.code_taken:{digest.hex()}", "y", timeout=_good_for()):
            raise get_adapter().validation_error("incorrect_code")
        return code


class AuthenticateForm(_TakenOnce, forms.AuthenticateForm):  # type: ignore[misc]
    """The second step of a log-in."""


class ReauthenticateForm(_TakenOnce, forms.ReauthenticateForm):  # type: ignore[misc]
    """Who is logged in shows the factor again, before money moves."""


class ActivateForm(_TakenOnce, ActivateTOTPForm):  # type: ignore[misc]
    """The first code of a new factor: whoever saw it being written cannot log in with it."""


def _good_for() -> int:
    """Seconds from the first moment in which a code is taken to the last one."""
    return int(app_settings.TOTP_PERIOD) * (2 * int(app_settings.TOTP_TOLERANCE) + 1)
