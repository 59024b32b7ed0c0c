"""Builds the Actor that everything above works with: from a person's membership, a buyer's session, or a token.

Called by delivery on every request, so a change of role works at once. It grants nothing of its own: rights
come from ``permissions``. Absent and forbidden look the same.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar
from uuid import UUID

from django.db.models import OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from huitou.accounts.digests import digest_of
from huitou.accounts.models import ApiToken, BuyerGrant, Membership, PlatformRole, Staff
from huitou.accounts.permissions import BUYER_PERMISSIONS, PLATFORM_PERMISSIONS, SHOP_PERMISSIONS
from huitou.accounts.roles import PlatformRoleName, StaffRole, TokenRole
from huitou.core.actors import Actor, Role
from huitou.core.errors import HuitouError, NotFound
from huitou.core.models import Shop

TOKEN_PREFIX = "huitou_"  # noqa: S105  (what every token starts with)
USE_NOTED_EVERY = timedelta(minutes=10)
RANK = [role.value for role in StaffRole]


class TokenRefused(HuitouError):
    """The token is unknown, over, revoked, or its maker no longer works here: all look the same."""

    code = "token_refused"
    status: ClassVar[int] = 401
    message = _("This token is not valid. Create a new one and use it whole.")


def shop_for(slug: str) -> Shop:
    """The shop behind an address. Raises: NotFound."""
    shop = Shop.objects.filter(slug=slug).first()
    if shop is None:
        raise NotFound()
    return shop


def staff_actor(staff: Staff, shop: Shop) -> Actor:
    """What this person may do in this shop now. One query. Raises: NotFound for somebody who does not work here."""
    role = _role_in(staff, shop)
    if role is None or not staff.is_active:
        raise NotFound()
    return Actor(
        role=Role.MERCHANT,
        shop_id=shop.pk,
        id=f"staff:{staff.pk}",
        permissions=SHOP_PERMISSIONS[role],
        name=staff.name,
    )


def platform_actor(staff: Staff, shop: Shop) -> Actor:
    """What this person may do for the platform in this shop. Raises: NotFound without a platform role.

    A shop without a platform (``sole``) has its owner as the last instance: there the owner is let in.
    """
    roles = [PlatformRoleName(role) for role in staff.platform_roles.values_list("role", flat=True)]
    if not roles and shop.sole and _role_in(staff, shop) == StaffRole.OWNER:
        roles = [PlatformRoleName.ARBITRATOR]
    if not roles or not staff.is_active:
        raise NotFound()
    return _platform(shop.pk, f"staff:{staff.pk}", roles, staff.name)


def buyer_actor(grant: BuyerGrant, shop: Shop, *, name: str = "") -> Actor:
    """The buyer behind a session. Raises: NotFound for a session of another shop."""
    if grant.shop_id != shop.pk:
        raise NotFound()
    orders = frozenset({grant.order_id}) if grant.order_id is not None else None
    return _buyer(shop.pk, f"buyer:{grant.customer_id}", grant.customer_id, orders, name)


def actor_for_token(plaintext: str, *, at: datetime) -> Actor:
    """The actor of an API token. Raises: TokenRefused."""
    return holder_of_token(plaintext, at=at)[0]


def holder_of_token(plaintext: str, *, at: datetime) -> tuple[Actor, Shop]:
    """The actor of an API token and its shop: one query, and at most every ten minutes a note of its use.

    Raises: TokenRefused.
    """
    token = _token(plaintext, at)
    if token is None:
        raise TokenRefused()
    if token.last_used_at is None or token.last_used_at < at - USE_NOTED_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=at)
    return _holder(token), token.shop


def _holder(token: ApiToken) -> Actor:
    """Raises: TokenRefused where the maker has lost the rights that the token stands on."""
    maker = _Maker.of(token)
    name = token.label
    if token.role == TokenRole.BUYER:
        assert token.customer_id is not None  # the database checks it
        return _buyer(token.shop_id, f"buyer:{token.customer_id}", token.customer_id, None, name)
    if token.role == TokenRole.PLATFORM:
        if token.staff_id is not None and not maker.platform:
            raise TokenRefused()
        return _platform(token.shop_id, f"token:{token.pk}", [PlatformRoleName.ARBITRATOR], name)
    role = StaffRole(token.role)
    if token.staff_id is not None:
        if maker.role is None:
            raise TokenRefused()
        role = _weaker(role, maker.role)
    return Actor(
        role=Role.MERCHANT,
        shop_id=token.shop_id,
        id=f"token:{token.pk}",
        permissions=SHOP_PERMISSIONS[role],
        name=name,
    )


def shops_of(staff: Staff) -> list[Membership]:
    """Where this person works, with the shops, by name."""
    return list(Membership.objects.filter(staff=staff).select_related("shop").order_by("shop__name"))


def _role_in(staff: Staff, shop: Shop) -> StaffRole | None:
    role = Membership.objects.filter(staff_id=staff.pk, shop_id=shop.pk).values_list("role", flat=True).first()
    return StaffRole(role) if role is not None else None


@dataclass(frozen=True, slots=True)
class _Maker:
    """What the person who made a token is today; read in the token's own query."""

    role: StaffRole | None
    platform: bool

    @classmethod
    def of(cls, token: ApiToken) -> "_Maker":
        role, platform = vars(token)["maker_role"], vars(token)["maker_platform_role"]
        return cls(StaffRole(role) if role else None, platform is not None)


def _token(plaintext: str, at: datetime) -> ApiToken | None:
    maker = Membership.objects.filter(staff=OuterRef("staff"), shop=OuterRef("shop")).values("role")[:1]
    platform = PlatformRole.objects.filter(staff=OuterRef("staff"), role=PlatformRoleName.ARBITRATOR.value).values(
        "role"
    )[:1]
    return (
        ApiToken.objects.select_related("shop")
        .filter(digest=digest_of(plaintext), revoked_at=None)
        .filter(Q(expires_at=None) | Q(expires_at__gt=at))
        .filter(Q(staff=None) | Q(staff__is_active=True))
        .annotate(maker_role=Subquery(maker), maker_platform_role=Subquery(platform))
        .first()
    )


def _weaker(one: StaffRole, other: StaffRole) -> StaffRole:
    return StaffRole(RANK[max(RANK.index(one), RANK.index(other))])


def _platform(shop_id: UUID, actor_id: str, roles: Iterable[PlatformRoleName], name: str) -> Actor:
    held = frozenset().union(*(PLATFORM_PERMISSIONS[role] for role in roles))
    return Actor(role=Role.PLATFORM, shop_id=shop_id, id=actor_id, permissions=held, name=name)


def _buyer(shop_id: UUID, actor_id: str, customer_id: UUID, orders: frozenset[UUID] | None, name: str) -> Actor:
    return Actor(
        role=Role.BUYER,
        shop_id=shop_id,
        id=actor_id,
        permissions=BUYER_PERMISSIONS,
        customer_id=customer_id,
        order_ids=orders,
        name=name,
    )
