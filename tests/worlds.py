"""A small world for tests of the areas that need everything: a shop with people and a policy, and delivered orders.

Built through the public verbs, as the demo and a real shop are.
"""

import copy
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from io import BytesIO
from itertools import count
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from PIL import Image

from huitou.accounts.access import platform_actor, staff_actor
from huitou.accounts.models import Staff
from huitou.accounts.permissions import BUYER_PERMISSIONS
from huitou.accounts.roles import StaffRole
from huitou.accounts.verbs import add_member, create_staff, open_shop
from huitou.core.actors import Actor, Role, system_actor
from huitou.core.models import Shop
from huitou.core.tenancy import in_shop
from huitou.orders.drafts import CustomerDraft, LineDraft, OrderDraft, ParcelDraft, PaymentDraft, Where
from huitou.orders.models import Line, Order
from huitou.orders.verbs import place_order
from huitou.parcels.imports import write as write_parcels
from huitou.policies.presets import preset_for
from huitou.policies.verbs import publish, save_draft
from tests.databases import Cleaner

_numbers = count(1001)
PASSWORD = "a kettle sings at seven"


@dataclass
class World:
    """One shop. `clock` is the test's clock."""

    shop: Shop
    clock: Any
    staff: dict[str, Staff] = field(default_factory=dict)

    @property
    def now(self) -> datetime:
        now: datetime = self.clock.now()
        return now

    @property
    def today(self) -> date:
        """The day it is at the shop: statements and exports are of its days."""
        return self.now.astimezone(ZoneInfo(self.shop.timezone)).date()

    @property
    def system(self) -> Actor:
        return system_actor(self.shop.pk)

    def hire(self, role: str) -> Actor:
        """The actor of a member with this role; the person is made at the first call."""
        if role not in self.staff:
            person = create_staff(
                email=f"{role}@{self.shop.slug}.example.com", name=role.title(), password=PASSWORD, locale="en",
                at=self.now, verified=True,
            )  # fmt: skip
            add_member(shop=self.shop, staff=person, role=StaffRole(role), at=self.now)
            self.staff[role] = person
        return staff_actor(self.staff[role], self.shop)

    @property
    def agent(self) -> Actor:
        return self.hire("agent")

    @property
    def judge(self) -> Actor:
        """The last instance: the owner of a shop that stands alone."""
        self.hire("owner")
        return platform_actor(self.staff["owner"], self.shop)

    def order(
        self,
        *,
        cups: int = 3,
        delivered_days_ago: int | None = 2,
        shipped: bool = True,
        payments: tuple[int, ...] = (),
        gateway: str = "sandbox",
        email: str = "buyer@example.com",
        **facts: Any,
    ) -> Order:
        """Cups at 100.00 each (10.00 off the line in all) and a pot at 500.00, shipping 12.00, paid."""
        number = str(next(_numbers))
        placed = self.now - timedelta(days=(delivered_days_ago or 0) + 3)
        lines = (
            LineDraft("cup", "青瓷杯", cups, 10_000, sku="CUP", category="tableware", discount_minor=1_000,
                      shipping_minor=800),
            LineDraft("pot", "紫砂壶", 1, 50_000, sku="POT", category="tableware", shipping_minor=400),
        )  # fmt: skip
        total = cups * 10_000 - 1_000 + 50_000 + 1_200
        parts = payments or (total,)
        draft = OrderDraft(
            where=Where("test", 1), source="test", external_id=number, number=number, currency="CNY",
            placed_at=placed, state="paid",
            customer=CustomerDraft(facts.pop("customer", "buyer"), email=email, name="陈小暖", locale="zh-hans"),
            lines=lines,
            payments=tuple(
                PaymentDraft(f"{number}-{place}", "card", captured, placed, gateway=gateway)
                for place, captured in enumerate(parts)
            ),
            parcels=(self._parcel(number, placed, delivered_days_ago),) if shipped else (),
            country="CN", **facts,
        )  # fmt: skip
        return place_order(draft=draft, actor=self.hire("manager"), at=self.now, then=write_parcels)

    def _parcel(self, number: str, placed: datetime, delivered_days_ago: int | None) -> ParcelDraft:
        delivered = None if delivered_days_ago is None else self.now - timedelta(days=delivered_days_ago)
        return ParcelDraft(f"P-{number}", "sf", f"SF{number}", placed + timedelta(hours=20), delivered)

    def line(self, order: Order, external_id: str) -> Line:
        with in_shop(self.shop):
            return Line.objects.select_related("order").get(order=order, external_id=external_id)

    def buyer(self, order: Order) -> Actor:
        """The buyer of the order, signed in."""
        return Actor(
            role=Role.BUYER, shop_id=self.shop.pk, id=f"buyer:{order.customer_id}", permissions=BUYER_PERMISSIONS,
            customer_id=order.customer_id, name="陈小暖",
        )  # fmt: skip

    def wish(self, order: Order, *, cups: int = 0, pots: int = 0, reason: str = "no_longer_wanted") -> list[Any]:
        from huitou.cases.wishing import WishedLine

        chosen = (("cup", cups), ("pot", pots))
        return [
            WishedLine(line=self.line(order, name).pk, quantity=pieces, reason=reason)
            for name, pieces in chosen if pieces
        ]  # fmt: skip

    def photo(self, order: Order) -> UUID:
        """A photo of the buyer's for an application."""
        from huitou.cases.verbs import upload_evidence

        kept = upload_evidence(order=order.pk, file=picture(), name="cup.jpg", actor=self.buyer(order), at=self.now)
        return kept.pk

    def apply(self, order: Order, *, kind: str = "return_and_refund", photo: bool = False, note: str = "", **wish: Any):
        """The buyer's application, as the portal sends it."""
        from huitou.cases.verbs import open_case

        return open_case(
            order=order.pk, kind=kind, lines=self.wish(order, **wish), note=note,
            evidence=[self.photo(order)] if photo else [], actor=self.buyer(order), at=self.now,
        )  # fmt: skip

    def rule(self, case: Any, outcome: str = "wish", *, note: str = "照片和物流记录都看过了。", **more: Any) -> None:
        """Both sides have shown all, and the last instance rules; then the jobs, by which the case follows."""
        from huitou.cases.models import Case, Dispute
        from huitou.core.actions import perform
        from huitou.core.jobs import run_pending

        with in_shop(self.shop):
            dispute = Dispute.objects.get(case=case.pk, closed_at=None)
            order = Case.objects.select_related("order").get(pk=case.pk).order
        for who in (self.buyer(order), self.agent):
            perform("dispute", "rest", dispute, {}, actor=who, at=self.now)
        ruling = {"outcome": outcome, "grounds": "shown", "note": note, **more}
        perform("dispute", "rule", dispute, ruling, actor=self.judge, at=self.now)
        run_pending()

    def refreshed(self, row: Any) -> Any:
        """The row as it stands now."""
        with in_shop(self.shop):
            found = type(row).objects.get(pk=row.pk)
            for name in ("dispute", "sheet", "reduced_sheet", "goods_return"):
                getattr(found, name, None)
            return found


def picture(width: int = 40, height: int = 30) -> BytesIO:
    """A small JPEG."""
    file = BytesIO()
    Image.new("RGB", (width, height), "#0E7A5F").save(file, "JPEG")
    file.seek(0)
    return file


def build_world(clock: Any, slug: str = "teahouse", *, country: str = "CN") -> World:
    """A shop with the country's preset in force for a year."""
    at = clock.now()
    shop = open_shop(
        slug=slug, name="陶杯社", currency="CNY", timezone="Asia/Shanghai", locale="zh-hans", country=country, at=at
    )
    world = World(shop, clock)
    manager = world.hire("manager")
    document = preset_for(country, currency="CNY", timezone="Asia/Shanghai")
    long_ago = at - timedelta(days=365)
    draft = save_draft(document=document, actor=manager, at=long_ago)
    publish(version=draft, actor=manager, at=long_ago)
    return world


_pristine: list[World] = []


@pytest.fixture
def world(database: None, clock: Any, settings: Any, django_db_setup: Cleaner) -> World:
    """A shop called 陶杯社 with people, a policy and no orders yet.

    Every test of this process has the same one: its rows are built by the first test and copied for the others.
    """
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    if _pristine:
        django_db_setup.bring_back("kept_world")
    else:
        alone = django_db_setup.can_bring_back and django_db_setup.is_empty()
        built = build_world(clock)
        if not alone:
            return built
        django_db_setup.keep("kept_world")
        _pristine.append(built)
    first = _pristine[0]
    return World(copy.deepcopy(first.shop), clock, copy.deepcopy(first.staff))


@pytest.fixture
def worlds(database: None, clock: Any, settings: Any) -> Callable[[str], World]:
    """`worlds("other")`: further shops."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    return lambda slug: build_world(clock, slug)
