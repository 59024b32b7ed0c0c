"""Buyers' access without a password: one-time codes, sessions and signed links. Called by the portal.

The portal finds the order (or not) and calls ``request_code`` either way; the answer, the work and the limits
are the same. Nothing here knows orders, sends mail, or tells whether something was found.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar
from urllib.parse import quote
from uuid import UUID

from django.core import signing
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from huitou.accounts.digests import digest_of, keyed_digest, new_credential, same
from huitou.accounts.domains.addresses import own_path, page_url
from huitou.accounts.limits import Limit, count
from huitou.accounts.models import BuyerGrant, CodeChallenge
from huitou.core.errors import HuitouError
from huitou.core.models import Shop
from huitou.core.tenancy import in_shop

CODE_LASTS = timedelta(minutes=10)
CODE_TRIES = 5
CODE_SESSION_LASTS = timedelta(hours=12)
LINK_LASTS = timedelta(days=30)
LINK_SESSION_LASTS = timedelta(hours=2)
LINK_PURPOSE = "huitou.accounts.buyers.open-order"

ASK_BY_ORDER = Limit("code.order", times=6, window=timedelta(hours=1))
ASK_BY_CONTACT = Limit("code.contact", times=6, window=timedelta(hours=1))
ASK_BY_CLIENT = Limit("code.client", times=30, window=timedelta(hours=1))
TRY_BY_CLIENT = Limit("code.try", times=60, window=timedelta(hours=1))
LINK_BY_CLIENT = Limit("link.client", times=60, window=timedelta(hours=1))


class CodeWrong(HuitouError):
    """The six digits are not the ones that were sent. Says the same for a look-up that found nothing."""

    code = "code_wrong"
    status: ClassVar[int] = 422
    message = _("This code does not match. Compare it with the newest message and try again.")


class CodeOver(HuitouError):
    """The code is used, too old, or was guessed too often; also for a reference that never existed."""

    code = "code_over"
    status: ClassVar[int] = 410
    message = _("This code no longer works. Ask for a new one.")


class LinkOver(HuitouError):
    """The signed link is too old, changed, or made for something else."""

    code = "link_over"
    status: ClassVar[int] = 410
    message = _("This link no longer works. Look up your order to get a code.")


@dataclass(frozen=True, slots=True)
class Found:
    """What the portal's look-up found: whose contact matched."""

    customer_id: UUID


@dataclass(frozen=True, slots=True)
class Challenge:
    """The answer to every request for a code. ``ref`` goes to the browser; ``code`` only into the letter.

    ``code`` is None where nothing was found: then there is nobody to write to.
    """

    ref: str
    code: str | None
    expires_at: datetime


def request_code(
    *, shop_id: UUID, order_number: str, contact: str, client: str, found: Found | None, at: datetime
) -> Challenge:
    """Make a code for this look-up, found or not: same limits, same rows, same answer.

    ``order_number`` and ``contact`` are as typed, ``client`` comes from ``client.client_address``.
    Call it outside any transaction. Raises: TooManyTries.
    """
    count(
        [
            (ASK_BY_ORDER, f"{shop_id}:{_plain(order_number)}"),
            (ASK_BY_CONTACT, f"{shop_id}:{_plain(contact)}"),
            (ASK_BY_CLIENT, client),
        ],
        at=at,
    )
    code = f"{secrets.randbelow(1_000_000):06d}"
    challenge = CodeChallenge(
        shop_id=shop_id,
        customer_id=found.customer_id if found else None,
        created_at=at,
        expires_at=at + CODE_LASTS,
    )
    challenge.digest = _code_digest(challenge.id, code)
    with in_shop(shop_id):
        challenge.save(force_insert=True)
    return Challenge(ref=str(challenge.id), code=code if found else None, expires_at=challenge.expires_at)


def redeem_code(*, shop_id: UUID, ref: str, code: str, client: str, at: datetime) -> tuple[BuyerGrant, str]:
    """Turn a code into a session. Returns the grant and the token for the browser's cookie.

    The attempt is counted and committed before the code is looked at, so no later failure gives it back.
    Call it outside any transaction. Raises: CodeWrong, CodeOver, TooManyTries.
    """
    count([(TRY_BY_CLIENT, client)], at=at)
    challenge_id = _uuid(ref)
    if challenge_id is None or not _take_attempt(shop_id, challenge_id, at):
        raise CodeOver()
    with in_shop(shop_id):
        challenge = CodeChallenge.objects.select_for_update().get(pk=challenge_id)
        matches = same(challenge.digest, _code_digest(challenge.id, _digits(code)))
        if not matches or challenge.customer_id is None:
            raise CodeWrong()
        if challenge.used_at is not None:
            raise CodeOver()
        challenge.used_at = at
        challenge.save(update_fields=["used_at"])
        return _grant(shop_id, challenge.customer_id, None, "code", at, CODE_SESSION_LASTS)


def signed_link(*, shop_id: UUID, customer_id: UUID, order_id: UUID, at: datetime) -> str:
    """A secret that opens one order of one customer for thirty days from ``at``.

    It belongs behind the ``#`` of an address, which browsers never send: the page posts it.
    """
    body = {
        "shop": str(shop_id),
        "customer": str(customer_id),
        "order": str(order_id),
        "until": int((at + LINK_LASTS).timestamp()),
    }
    return signing.dumps(body, salt=LINK_PURPOSE, compress=True)


def door_to(shop: Shop, place: str, secret: str) -> str:
    """The address in a letter: the secret opens the session, then the page at `place` (a path of the portal) comes.

    Without a `place` it is the order that the secret opens.
    """
    door = page_url(shop, f"/s/{shop.slug}/enter/")
    to = f"?to={quote(own_path(shop, place), safe='/?=')}" if place else ""
    return f"{door}{to}#{secret}"


def open_signed_link(*, shop_id: UUID, secret: str, client: str, at: datetime) -> tuple[BuyerGrant, str]:
    """Turn a link's secret into a session that sees exactly one order.

    Call it outside any transaction. Raises: LinkOver, TooManyTries.
    """
    count([(LINK_BY_CLIENT, client)], at=at)
    try:
        body = signing.loads(secret.strip(), salt=LINK_PURPOSE)
    except signing.BadSignature as error:
        raise LinkOver() from error
    if body["shop"] != str(shop_id) or body["until"] <= at.timestamp():
        raise LinkOver()
    with in_shop(shop_id):
        return _grant(shop_id, UUID(body["customer"]), UUID(body["order"]), "link", at, LINK_SESSION_LASTS)


def grant_of(*, shop_id: UUID, token: str, at: datetime) -> BuyerGrant | None:
    """The session of a browser's token in this shop, while it lasts. Call it inside ``in_shop``."""
    return BuyerGrant.objects.filter(shop_id=shop_id, digest=digest_of(token), ended_at=None, expires_at__gt=at).first()


def open_demo_session(*, shop_id: UUID, customer_id: UUID, at: datetime) -> tuple[BuyerGrant, str]:
    """A session without a code, for the demo shop's one-click sign-in. The caller has checked that it is the demo."""
    with in_shop(shop_id):
        return _grant(shop_id, customer_id, None, "demo", at, CODE_SESSION_LASTS)


def end_session(*, shop_id: UUID, token: str, at: datetime) -> None:
    """Sign the browser out of this shop. Unknown tokens are no error."""
    with in_shop(shop_id):
        BuyerGrant.objects.filter(shop_id=shop_id, digest=digest_of(token), ended_at=None).update(ended_at=at)


def end_sessions_of(*, shop_id: UUID, customer_id: UUID, at: datetime) -> int:
    """End every session of the customer (their data was erased, or the contact changed); returns how many.

    Call it inside ``in_shop`` or a verb.
    """
    return BuyerGrant.objects.filter(shop_id=shop_id, customer_id=customer_id, ended_at=None).update(ended_at=at)


def _take_attempt(shop_id: UUID, challenge_id: UUID, at: datetime) -> bool:
    with in_shop(shop_id):
        counted = CodeChallenge.objects.filter(
            pk=challenge_id, used_at=None, expires_at__gt=at, attempts__lt=CODE_TRIES
        ).update(attempts=F("attempts") + 1)
    return counted == 1


def _grant(
    shop_id: UUID, customer_id: UUID, order_id: UUID | None, way: str, at: datetime, lasts: timedelta
) -> tuple[BuyerGrant, str]:
    token = new_credential()
    grant = BuyerGrant.objects.create(
        shop_id=shop_id,
        customer_id=customer_id,
        order_id=order_id,
        digest=digest_of(token),
        way=way,
        created_at=at,
        expires_at=at + lasts,
    )
    return grant, token


def _code_digest(challenge_id: UUID, code: str) -> bytes:
    return keyed_digest("huitou.accounts.buyers.code", f"{challenge_id}:{code}")


def _plain(typed: str) -> str:
    return "".join(typed.split()).casefold()


def _digits(typed: str) -> str:
    # People type full-width digits and spaces; "１２３ 456" is the same code.
    return "".join(str(int(sign)) for sign in typed if sign.isdecimal())[:12]


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
