"""API tokens: made, shown once, revoked. Called by the desk's settings and ``./huitou token create``.

The plaintext leaves this module once, as a return value; only its digest is stored, and it is never logged.
"""

from datetime import datetime, timedelta
from typing import ClassVar
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from huitou.accounts.access import RANK, TOKEN_PREFIX
from huitou.accounts.digests import digest_of, new_credential
from huitou.accounts.models import ApiToken, Membership, PlatformRole, Staff
from huitou.accounts.records import note, person
from huitou.accounts.roles import PlatformRoleName, StaffRole, TokenRole
from huitou.core.actors import Actor, system_actor
from huitou.core.errors import Forbidden, HuitouError, Invalid, NotFound
from huitou.core.models import Shop
from huitou.core.verbs import verb
from huitou.core.writing import writing

TOKEN_LASTS = timedelta(days=365)
SHOWN_LETTERS = len(TOKEN_PREFIX) + 6


class TokenNeedsCustomer(Invalid):
    """A buyer's token without a customer, a provider's without its company, or another token with one."""

    code = "token_needs_customer"
    message = _(
        "A buyer's token needs the customer, and one for checking goods the company; other tokens take neither."
    )


class TokenBeyondMaker(HuitouError):
    """Somebody asked for a token with more rights than their own."""

    code = "token_beyond_maker"
    status: ClassVar[int] = 403
    message = _("A token cannot do more than the person who makes it. Choose a weaker role.")


def create_token(
    *,
    shop: Shop,
    role: TokenRole,
    label: str,
    at: datetime,
    staff: Staff | None = None,
    customer_id: UUID | None = None,
    provider_id: UUID | None = None,
    lasts: timedelta | None = TOKEN_LASTS,
) -> tuple[ApiToken, str]:
    """A new token and its plaintext, which exists nowhere else. ``lasts=None``: until it is revoked.

    With ``staff`` it can never do more than that person can, now or later; without (from the terminal) it holds
    the rights of its role. Raises: TokenNeedsCustomer, TokenBeyondMaker.
    """
    role = TokenRole(role)
    provider = role == TokenRole.RETURNS_PROVIDER
    if (role == TokenRole.BUYER) != (customer_id is not None) or provider != (provider_id is not None):
        raise TokenNeedsCustomer()
    if staff is not None:
        _check_maker(shop, staff, role)
    plaintext = new_credential(TOKEN_PREFIX)
    with writing(shop.pk):
        token = ApiToken.objects.create(
            shop=shop,
            staff=staff,
            customer_id=customer_id,
            provider_id=provider_id,
            label=label.strip()[:120],
            role=role,
            digest=digest_of(plaintext),
            prefix=plaintext[:SHOWN_LETTERS],
            created_at=at,
            expires_at=at + lasts if lasts is not None else None,
        )
        actor = person(staff, shop.pk) if staff is not None else system_actor(shop.pk)
        note("accounts.token.created", actor=actor, at=at, facts={"token": token.pk, "role": str(role)})
    return token, plaintext


@verb
def revoke_token(*, token_id: UUID, actor: Actor, at: datetime) -> ApiToken:
    """Make the token worthless from now on. Raises: Forbidden, NotFound."""
    actor.require("tokens.revoke")
    token = ApiToken.objects.select_for_update().filter(pk=token_id, shop_id=actor.shop_id).first()
    if token is None:
        raise NotFound()
    if token.revoked_at is None:
        token.revoked_at = at
        token.save(update_fields=["revoked_at"])
        note("accounts.token.revoked", actor=actor, at=at, facts={"token": token.pk, "role": token.role})
    return token


def _check_maker(shop: Shop, staff: Staff, role: TokenRole) -> None:
    needed = {TokenRole.PLATFORM: PlatformRoleName.ARBITRATOR, TokenRole.OPERATOR: PlatformRoleName.OPERATOR}
    if role in needed:
        if not PlatformRole.objects.filter(staff=staff, role=needed[role]).exists():
            raise TokenBeyondMaker()
        return
    own = Membership.objects.filter(shop=shop, staff=staff).values_list("role", flat=True).first()
    if own in (None, StaffRole.WORKSHOP):
        raise Forbidden()
    outside = role in (TokenRole.BUYER, TokenRole.RETURNS_PROVIDER)
    if not outside and RANK.index(role.value) < RANK.index(own):
        raise TokenBeyondMaker()
