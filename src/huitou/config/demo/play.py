"""Lets the stories of the demo happen: every deed in order of its time, the jobs after each, silence in between."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from huitou.accounts.access import platform_actor
from huitou.accounts.models import Staff
from huitou.accounts.permissions import BUYER_PERMISSIONS, PROVIDER_PERMISSIONS
from huitou.cases.models import Case, Kind
from huitou.cases.verbs import add_evidence, open_case, upload_evidence
from huitou.cases.wishing import WishedLine
from huitou.config.demo import orders, photos
from huitou.config.demo.catalogue import DemoShop
from huitou.config.demo.stories import BUYER, COURIER, PLATFORM, PROVIDER, Deed, Story
from huitou.core import clock
from huitou.core.actions import perform
from huitou.core.actors import Actor, Role, system_actor
from huitou.core.deadlines import sweep_shop
from huitou.core.jobs import run_pending
from huitou.core.models import Shop
from huitou.core.tenancy import in_shop
from huitou.instant.models import Advance
from huitou.insurance.verbs import insure
from huitou.logistics.models import ReturnsProvider
from huitou.orders.models import Line, Order, Variant
from huitou.parcels.models import Parcel
from huitou.refunds.gateway_calls import account_of
from huitou.refunds.gateways.sandbox.faults import Kind as Fault
from huitou.refunds.gateways.sandbox.faults import plan_fault

FIRST_NUMBER = 8000
# What was found with one of the pieces that came back.
FOUND = {"one_damaged": "damaged", "one_wrong": "wrong"}


@dataclass(frozen=True, slots=True)
class Stage:
    """Where the stories happen. `start` is the demo's present."""

    shop: Shop
    plan: DemoShop
    owner: Actor
    agent: Actor
    judge: Staff
    start: datetime


@dataclass(slots=True)
class Running:
    """A story under way."""

    story: Story
    number: str
    case: Case | None = None
    order: Order | None = None


def play_all(stage: Stage, stories: Sequence[Story], *, first: int = FIRST_NUMBER) -> None:
    """Play all stories together, by the time of each deed. `first`: the number of the first one's order."""
    moments: list[tuple[datetime, int, Running, Deed | None]] = []
    for place, story in enumerate(stories):
        running = Running(story, f"{first + place}")
        applied = stage.start - timedelta(hours=story.applied)
        moments.append((applied, place, running, None))
        moments += [(applied + timedelta(hours=deed.hours), place, running, deed) for deed in story.deeds]
    for at, _, running, deed in sorted(moments, key=lambda one: (one[0], one[1])):
        with standing_at(at):
            run_pending()
            sweep_shop(stage.shop.pk, at=at)
            if deed is None:
                _apply(stage, running, at)
            else:
                _do(stage, running, deed, at)
            run_pending()
    with standing_at(stage.start):
        sweep_shop(stage.shop.pk, at=stage.start)
        run_pending()


@contextmanager
def standing_at(moment: datetime) -> Iterator[None]:
    """The clock of this process stands at the moment, so that what jobs write bears that time too."""
    with clock.moved(moment - clock.now()):
        yield


def _apply(stage: Stage, running: Running, at: datetime) -> None:
    story = running.story
    buyer = stage.plan.buyers[story.buyer]
    delivered = None if story.delivered is None else at - timedelta(days=story.delivered)
    placed = (delivered or at) - timedelta(days=3 if story.shipped else 0, hours=4)
    running.order = orders.write(
        stage.shop,
        orders.draft(
            stage.plan,
            running.number,
            buyer,
            [(place, pieces) for place, pieces, _ in story.take],
            placed_at=placed,
            shipped_at=placed + timedelta(hours=20) if story.shipped else None,
            delivered_at=delivered,
        ),
        stage.owner,
        placed,
    )
    if story.insured:
        with in_shop(stage.shop):
            parcel = Parcel.objects.get(order=running.order, direction=Parcel.Direction.OUTBOUND)
        insure(parcel=parcel.pk, actor=system_actor(stage.shop.pk), at=placed + timedelta(hours=21))
    actor = buyer_of(stage, running.order)
    evidence = []
    if story.photo:
        photo = photos.damage(stage.plan.material, int(running.number))
        shows = "photo_parcel" if story.reason == "missing_item" else "photo"
        kept = upload_evidence(order=running.order.pk, file=photo, kind=shows, name="photo.jpg", actor=actor, at=at)
        evidence = [kept.pk]
    if story.fault:
        with in_shop(stage.shop):
            plan_fault(account=account_of(stage.shop.pk), kind=Fault(story.fault))
    running.case = open_case(
        order=running.order.pk,
        kind=Kind(story.kind),
        lines=_wish(stage, running),
        note=story.note,
        evidence=evidence,
        actor=actor,
        at=at,
    )


def _wish(stage: Stage, running: Running) -> list[WishedLine]:
    with in_shop(stage.shop):
        lines = list(Line.objects.filter(order=running.order).order_by("position"))
    wished = zip(lines, running.story.take, strict=True)
    more: dict[str, Any] = {}
    if running.story.variant:
        with in_shop(stage.shop):
            more["variant"] = Variant.objects.get(sku=running.story.variant).pk
    if running.story.amount_minor:
        more["amount_minor"] = running.story.amount_minor
    return [
        WishedLine(line=line.pk, quantity=back, reason=running.story.reason, **more)
        for line, (_, _, back) in wished
        if back
    ]


def _do(stage: Stage, running: Running, deed: Deed, at: datetime) -> None:
    assert running.order is not None  # a story begins with its application
    with in_shop(stage.shop):
        rows = Case.objects.select_related("goods_return", "replacement", "repair", "dispute", "send_back")
        case = rows.get(pk=running.case.pk)  # type: ignore[union-attr]
    if deed.machine == "proof":
        shown = photos.damage(stage.plan.material, int(running.number))
        add_evidence(case=case.ref, file=shown, name="photo.jpg", actor=_who(stage, running.order, deed.who), at=at)
        return
    subject: Any = case if deed.machine == "case" else _beside(stage, case, deed.machine)
    inputs = dict(deed.inputs)
    if found := FOUND.get(inputs.get("findings", "")):
        inputs["findings"] = [
            {"line": wish.line, "good": wish.quantity - 1, found: 1} for wish in _wish(stage, running)
        ]
    if deed.action == "give_to_workshop":
        inputs["provider"] = str(_company(stage).pk)
    perform(deed.machine, deed.action, subject, inputs, actor=_who(stage, running.order, deed.who), at=at)


def _beside(stage: Stage, case: Case, machine: str) -> Any:
    """What moves beside the case."""
    if machine != "advance":
        return getattr(case, machine)
    with in_shop(stage.shop):
        return Advance.objects.get(case=case)


def _who(stage: Stage, order: Order, who: str) -> Actor:
    if who == BUYER:
        return buyer_of(stage, order)
    if who == PROVIDER:
        return _provider(stage)
    if who == COURIER:
        return Actor(role=Role.CARRIER, shop_id=stage.shop.pk, id="carrier")
    return platform_actor(stage.judge, stage.shop) if who == PLATFORM else stage.agent


def _provider(stage: Stage) -> Actor:
    """The company that checks goods for the shop, as its token speaks."""
    company = _company(stage)
    return Actor(Role.PROVIDER, stage.shop.pk, "token:demo", PROVIDER_PERMISSIONS, provider_id=company.pk,
                 name=company.name)  # fmt: skip


def _company(stage: Stage) -> ReturnsProvider:
    """The one that works for the shop from outside."""
    with in_shop(stage.shop):
        return ReturnsProvider.objects.get()


def buyer_of(stage: Stage, order: Order) -> Actor:
    """The buyer of the order, signed in."""
    return Actor(
        role=Role.BUYER,
        shop_id=stage.shop.pk,
        id=f"buyer:{order.customer_id}",
        permissions=BUYER_PERMISSIONS,
        customer_id=order.customer_id,
    )
