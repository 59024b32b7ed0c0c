"""The two cookies of a buyer's browser: the session of one shop, and the look-up that waits for its code.

Both are sent to this shop's pages only, and read by no script. Nothing personal is in the first one; the second holds
what the buyer typed, signed, for as long as a code lasts.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import rotate_token
from django.urls import reverse

from huitou.accounts.buyers import CODE_LASTS
from huitou.accounts.models import BuyerGrant
from huitou.core.models import Shop

SESSION = "huitou_buyer"
PENDING = "huitou_look_up"
PENDING_SALT = "huitou.portal.look-up"
# A new code can be asked for after this long; the limits of accounts hold besides.
RESEND_AFTER = timedelta(seconds=60)
PENDING_LASTS = CODE_LASTS + timedelta(minutes=20)


@dataclass(frozen=True, slots=True)
class PendingCode:
    """A code that was asked for: its reference, what was typed, and where the buyer wanted to go."""

    ref: str
    number: str
    contact: str
    asked_at: datetime
    then: str = ""

    def resend_at(self) -> datetime:
        """From when another code can be asked for."""
        return self.asked_at + RESEND_AFTER


def home_of(shop: Shop) -> str:
    """The path of the shop's pages, and of its cookies: the root where the host is the shop's own."""
    return reverse("portal:look_up", args=[shop.slug])


def session_token(request: HttpRequest) -> str:
    """The token of the browser's session in this shop, or ""."""
    return request.COOKIES.get(SESSION, "")


def sign_in(request: HttpRequest, response: HttpResponse, shop: Shop, grant: BuyerGrant, token: str) -> None:
    """Give the browser its new session; the CSRF secret changes with it."""
    rotate_token(request)
    seconds = int((grant.expires_at - grant.created_at).total_seconds())
    _set(response, shop, SESSION, token, seconds)
    forget_pending(response, shop)


def sign_out(response: HttpResponse, shop: Shop) -> None:
    """Take the session from the browser."""
    response.delete_cookie(SESSION, path=home_of(shop), samesite="Lax")


def keep_pending(response: HttpResponse, shop: Shop, pending: PendingCode) -> None:
    """Remember the look-up until its code is entered."""
    value = {
        "ref": pending.ref,
        "number": pending.number,
        "contact": pending.contact,
        "asked": int(pending.asked_at.timestamp()),
        "then": pending.then,
    }
    signed = signing.dumps(value, salt=f"{PENDING_SALT}:{shop.pk}", compress=True)
    _set(response, shop, PENDING, signed, int(PENDING_LASTS.total_seconds()))


def pending_code(request: HttpRequest, shop: Shop, at: datetime) -> PendingCode | None:
    """The look-up that waits in this browser, if there is one."""
    try:
        value = signing.loads(request.COOKIES.get(PENDING, ""), salt=f"{PENDING_SALT}:{shop.pk}")
    except signing.BadSignature:
        return None
    asked = datetime.fromtimestamp(value["asked"], tz=at.tzinfo)
    return PendingCode(value["ref"], value["number"], value["contact"], asked, value["then"])


def forget_pending(response: HttpResponse, shop: Shop) -> None:
    """The look-up is over."""
    response.delete_cookie(PENDING, path=home_of(shop), samesite="Lax")


def _set(response: HttpResponse, shop: Shop, name: str, value: str, seconds: int) -> None:
    response.set_cookie(
        name,
        value,
        max_age=seconds,
        path=home_of(shop),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
