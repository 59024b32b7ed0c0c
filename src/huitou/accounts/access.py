"""Builds the Actor that everything above works with: from a person's membership, a buyer's session, or a token.

Called by delivery on every request, so a change of role works at once. It grants nothing of its own: rights
come from ``permissions``. Absent and forbidden look the same.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext_lazy as _

from huitou.accounts import live_holders  # noqa: F401  (says who may keep a live stream open)
from huitou.accounts.digests import digest_of
from huitou.accounts.models import ApiToken, BuyerGrant, Membership, PlatformRole, Staff
from huitou.accounts.permissions import (
    BUYER_PERMISSIONS,
    OPERATOR_TOKEN_PERMISSIONS,
    PLATFORM_PERMISSIONS,
    PROVIDER_PERMISSIONS,
    SHOP_PERMISSIONS,
)
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
    found = Membership.objects.filter(staff_id=staff.pk, shop_id=shop.pk).values_list("role", "provider_id").first()
    if found is None or not staff.is_active:
        raise NotFound()
    role, company = StaffRole(found[0]), found[1]
    return Actor(
        role=Role.PROVIDER if role == StaffRole.WORKSHOP else Role.MERCHANT,
        shop_id=shop.pk,
        id=f"staff:{staff.pk}",
        permissions=SHOP_PERMISSIONS[role],
        provider_id=company,
        name=staff.name,
    )


def platform_actor(staff: Staff, shop: Shop) -> Actor:
    """What this person may do for the platform in this shop. One query. Raises: NotFound without a platform role.

    A shop without a platform (``sole``) has its owner as the last instance: there the owner is let in.
    """
    held = staff.platform_roles.values_list("role")
    if shop.sole:
        owns = Membership.objects.filter(staff_id=staff.pk, shop_id=shop.pk, role=StaffRole.OWNER)
        held = held.union(owns.values_list("role"), all=True)
    named = {role for (role,) in held}
    roles = [PlatformRoleName(role) for role in sorted(named - {StaffRole.OWNER})]
    if not roles and named:
        roles = [PlatformRoleName.ARBITRATOR, PlatformRoleName.SENIOR]
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
    found = _token(plaintext, at)
    if found is None:
        raise TokenRefused()
    token, maker = found
    if token.last_used_at is None or token.last_used_at < at - USE_NOTED_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=at)
    return _holder(token, maker), token.shop


def _holder(token: ApiToken, maker: "_Maker") -> Actor:
    """Raises: TokenRefused where the maker has lost the rights that the token stands on."""
    name = token.label
    if token.role == TokenRole.BUYER:
        assert token.customer_id is not None  # the database checks it
        return _buyer(token.shop_id, f"buyer:{token.customer_id}", token.customer_id, None, name)
    if token.role == TokenRole.RETURNS_PROVIDER:
        # Somebody outside the shop: no permission of the shop's, only the steps that the tables give this role.
        if token.staff_id is not None and not maker.of_the_shop:
            raise TokenRefused()
        return Actor(
            Role.PROVIDER, token.shop_id, f"token:{token.pk}", PROVIDER_PERMISSIONS, provider_id=token.provider_id,
            name=name,
        )  # fmt: skip
    if token.role == TokenRole.PLATFORM:
        if token.staff_id is not None and not maker.platform:
            raise TokenRefused()
        return _platform(token.shop_id, f"token:{token.pk}", [PlatformRoleName.ARBITRATOR], name)
    if token.role == TokenRole.OPERATOR:
        if token.staff_id is not None and not maker.platform:
            raise TokenRefused()
        held = OPERATOR_TOKEN_PERMISSIONS
        return Actor(Role.PLATFORM, token.shop_id, f"token:{token.pk}", held, name=name)
    role = StaffRole(token.role)
    if token.staff_id is not None:
        if maker.role is None or not maker.of_the_shop:
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


@dataclass(frozen=True, slots=True)
class _Maker:
    """What the person who made a token is today; read in the token's own query.

    `platform`: an arbitrator who works for no shop; in a shop that stands alone its own people are the last instance.
    For an operator's token: an operator.
    """

    role: StaffRole | None
    platform: bool

    @property
    def of_the_shop(self) -> bool:
        """Whether they work in the shop itself, not for a company outside."""
        return self.role not in (None, StaffRole.WORKSHOP)


# Asked once per call of the API, so it is written out: building it by the ORM costs more than the database does.
_TOKEN_COLUMNS = [field.attname for field in ApiToken._meta.concrete_fields]
_SHOP_COLUMNS = [field.attname for field in Shop._meta.concrete_fields]
_TOKEN = f"""
SELECT
    (SELECT role FROM {Membership._meta.db_table} m WHERE m.staff_id = t.staff_id AND m.shop_id = t.shop_id),
    EXISTS (SELECT FROM {PlatformRole._meta.db_table} p WHERE p.staff_id = t.staff_id
            AND p.role = CASE t.role WHEN %(operator)s THEN %(operator)s ELSE %(arbitrator)s END)
        AND (t.role = %(operator)s OR s.sole
            OR NOT EXISTS (SELECT FROM {Membership._meta.db_table} o WHERE o.staff_id = t.staff_id)),
    {", ".join(f"t.{name}" for name in _TOKEN_COLUMNS)}, {", ".join(f"s.{name}" for name in _SHOP_COLUMNS)}
FROM {ApiToken._meta.db_table} t
JOIN {Shop._meta.db_table} s ON s.id = t.shop_id
LEFT JOIN {Staff._meta.db_table} w ON w.id = t.staff_id
WHERE t.digest = %(digest)s AND t.revoked_at IS NULL AND (t.expires_at IS NULL OR t.expires_at > %(at)s)
    AND (t.staff_id IS NULL OR w.is_active)
"""  # noqa: S608  (names of our own tables)


def _token(plaintext: str, at: datetime) -> tuple[ApiToken, _Maker] | None:
    with connection.cursor() as cursor:
        given: dict[str, Any] = {
            "digest": digest_of(plaintext),
            "at": at,
            "arbitrator": PlatformRoleName.ARBITRATOR.value,
            "operator": PlatformRoleName.OPERATOR.value,
        }
        cursor.execute(_TOKEN, given)
        row = cursor.fetchone()
    if row is None:
        return None
    role, platform, *values = row
    token = ApiToken.from_db(connection.alias, _TOKEN_COLUMNS, values[: len(_TOKEN_COLUMNS)])
    token.shop = Shop.from_db(connection.alias, _SHOP_COLUMNS, values[len(_TOKEN_COLUMNS) :])
    return token, _Maker(StaffRole(role) if role else None, bool(platform))


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
