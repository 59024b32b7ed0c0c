"""Every address with a name of something in it, asked for with another shop's: 404, and no row of any table changed.

The addresses come from the API's own list and the desk's; a new one is tried without being named here.
"""

from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import BooleanField, DateField, IntegerField
from django.urls import URLPattern, URLResolver, get_resolver

from huitou.cases.models import Dispute, Evidence
from huitou.changes.models import DeliveryRequest, OrderChange
from huitou.claims.models import CarrierClaim
from huitou.core import clock
from huitou.core.actors import Role
from huitou.core.flow import machines
from huitou.core.ids import new_id, new_ref
from huitou.core.jobs import run_pending
from huitou.core.models import ShopRow
from huitou.core.money import Money
from huitou.core.tenancy import in_shop
from huitou.instant.models import Advance, MonthBudget
from huitou.insurance.models import FreightClaim, FreightCover
from huitou.logistics.models import Replacement, SendBack
from huitou.notifications.verbs import add_contact_point
from huitou.orders.models import PaidFor, Payment
from huitou.orders.verbs import owe_by_hand
from huitou.parcels.models import Parcel
from huitou.refunds.gateways.sandbox.models import Payout
from huitou.refunds.models import Chargeback, Discrepancy, Refund
from huitou.services.models import Repair
from tests.desk.conftest import client_of, goods_here
from tests.worlds import World, build_world

# Written by whoever only asks: when a token was last used, and that a call with this key was refused.
NOTES = {"accounts.ApiToken", "core.IdempotentCall"}
# By the first word of the address: whose rows it names, and by which machine they move.
MACHINES = {
    "send-backs": "send_back", "replacements": "replacement", "repairs": "repair", "disputes": "dispute",
    "changes": "order_change", "advances": "advance", "freight-claims": "freight_claim",
    "carrier-claims": "carrier_claim", "deliveries": "delivery_request", "chargebacks": "chargeback",
}  # fmt: skip
ACTIONS = {
    "cases": ("agree", "refuse"),
    "returns": ("accept_goods", "arrive"),
    "refunds": ("retry", "succeed", "fail", "escalate", "confirm", "ask_other_way", "allow_other_way"),
}


def furnish(world: Any) -> dict[str, str]:
    """Something of each kind in the shop, by the first word of its address."""
    order = world.order()
    asked = world.apply(order, cups=1, reason="damaged", photo=True)
    back = goods_here(world)
    paid = world.apply(world.order(shipped=False, delivered_days_ago=None), kind="refund_only", cups=3, pots=1)
    run_pending()
    with in_shop(world.shop):
        refund = Refund.objects.get(cause_id=paid.pk)
        Refund.objects.filter(pk=refund.pk).update(
            state="needs_person", paid_minor=0, settled_at=None, failure_code="refused"
        )
        parcel = Parcel.objects.filter(order=order).first()
        gap = Discrepancy.objects.create(
            shop=world.shop, gateway="sandbox", kind="missing_here", key="k", currency="CNY", ours_minor=0,
            theirs_minor=5, found_at=world.now,
        )  # fmt: skip
        photo = Evidence.objects.filter(order=order).first()
    return {
        "orders": str(order.pk), "cases": asked.ref, "returns": back.goods_return.ref, "refunds": refund.ref,
        "parcels": parcel.ref, "customers": str(order.customer_id), "differences": str(gap.pk),
        "evidence": str(photo.pk), "contact-points": _contact_point(world, order),
        "owed-by-hand": _owed_by_hand(world, order),
        **_rare_things(world, order, asked, back.goods_return),
    }  # fmt: skip


def _contact_point(world: Any, order: Any) -> str:
    """A phone of the buyer's."""
    point = add_contact_point(
        customer_id=order.customer_id, kind="phone", address="+8613800138000", how="shop", verified=True,
        actor=world.hire("manager"), at=world.now,
    )  # fmt: skip
    return str(point.pk)


def _owed_by_hand(world: Any, order: Any) -> str:
    """What the buyer paid the shop directly."""
    owed = owe_by_hand(
        order_id=order.pk, paid_for=PaidFor.CHANGE, subject=new_id(), ref=new_ref("X"), money=Money(2_000, "CNY"),
        receipt="", actor=world.system, at=world.now,
    )  # fmt: skip
    return owed.ref


def _rare_things(world: Any, order: Any, case: Any, goods_return: Any) -> dict[str, str]:
    """One row of what no shop has unless much else happened before; only as much of it as makes it found."""
    shop, at = world.shop, world.now
    money, own = {"currency": "CNY", "opened_at": at}, {"shop": shop, "order": order}
    with in_shop(shop):
        month = MonthBudget.objects.create(**_least(MonthBudget, shop=shop, currency="CNY"))
        cover = FreightCover.objects.create(
            **_least(FreightCover, **own, currency="CNY", parcel=Parcel.objects.filter(order=order).first())
        )
        payment = Payment.objects.filter(order=order).first()
        lost = Parcel.objects.create(**_least(Parcel, **own, ref=new_ref("P")))
        rows: dict[str, tuple[type[Any], dict[str, Any]]] = {
            "send-backs": (SendBack, {**own, "goods_return": goods_return, "opened_at": at}),
            "replacements": (Replacement, {**own, **money}),
            "repairs": (Repair, {**own, **money, "claimed_at": at, "moved_at": at}),
            "disputes": (Dispute, {"shop": shop, "case": case, **money, "alone": True}),
            "changes": (OrderChange, {**own, **money}),
            "deliveries": (DeliveryRequest, {**own, "parcel": cover.parcel, "opened_at": at}),
            "advances": (Advance, {**own, **money, "case": case, "month": month}),
            "carrier-claims": (CarrierClaim, {**own, **money, "parcel": lost, "moved_at": at, "file_by": at.date()}),
            "chargebacks": (Chargeback, {**own, **money, "payment": payment, "said_at": at, "turn_at": at}),
            "freight-claims": (FreightClaim, {**own, **money, "cover": cover, "goods_return": goods_return}),
        }
        made = {}
        for kind, (model, known) in rows.items():
            state = machines()[MACHINES[kind]].initial[0]
            made[kind] = model.objects.create(**_least(model, **known, state=state, ref=new_ref("X"))).ref
    return made


def _least(model: type[Any], **known: Any) -> dict[str, Any]:
    """What is known, and for every other field that must be said the first choice, or the least there is."""
    for field in model._meta.fields:
        if field.name in known or field.null or field.has_default() or field.primary_key:
            continue
        if field.choices:
            known[field.name] = field.choices[0][0]
        elif isinstance(field, IntegerField):
            known[field.name] = 1
        elif isinstance(field, DateField):
            known[field.name] = known.get("opened_at", clock.now())
        elif isinstance(field, BooleanField):
            known[field.name] = False
    return known


def everything(*worlds: Any) -> list[Any]:
    """A digest over every row of every table of these shops."""
    tables = sorted(
        model._meta.db_table
        for model in apps.get_models()
        if issubclass(model, ShopRow) and model._meta.label not in NOTES
    )
    asked = ", ".join(f"(SELECT md5(string_agg(t::text, '|' ORDER BY t::text)) FROM {table} t)" for table in tables)
    seen: list[Any] = list(Payout.objects.order_by("pk").values_list())
    for world in worlds:
        with in_shop(world.shop), connection.cursor() as cursor:
            cursor.execute(f"SELECT {asked}")
            digests = cursor.fetchone()
        assert sum(digest is not None for digest in digests) > 5, "no rows were seen"
        seen += digests
    return seen


def addresses(prefix: str) -> list[str]:
    """Every address below the prefix that names something, as patterns (`orders/<ref>/verdict`)."""

    def walk(part: URLResolver, before: str) -> Any:
        for one in part.url_patterns:
            path = before + str(one.pattern)
            if isinstance(one, URLPattern):
                yield path
            else:
                yield from walk(one, path)

    return sorted({path.removeprefix(prefix) for path in walk(get_resolver(), "") if path.startswith(prefix)})


@pytest.fixture
def two(once: Any, clock: Any, settings: Any) -> tuple[Any, Any, dict[str, str], dict[str, str]]:
    """A shop of ours, and another one whose things are asked for; the same for every test."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

    def build() -> tuple[Any, Any, dict[str, str], dict[str, str]]:
        world, other = build_world(clock), build_world(clock, "other")
        for shop in (world, other):
            shop.hire("owner")
        return world, other, furnish(world), furnish(other)

    world, other, own, foreign = once(build)
    return World(world.shop, clock, dict(world.staff)), World(other.shop, clock, dict(other.staff)), own, foreign


@pytest.fixture
def world(two: Any) -> Any:
    """The shop of ours."""
    return two[0]


def paths_of(pattern: str, names: dict[str, str]) -> list[str]:
    """The pattern with these names in it; none where it names nothing, or what no shop here has."""
    kind = pattern.split("/", 1)[0]
    if "<ref>" not in pattern and "<uuidstr:customer>" not in pattern:
        return []
    path = pattern.replace("<ref>", names[kind]).replace("<uuidstr:customer>", names["customers"])
    path = path.replace("<evidence>", names["evidence"])
    return [path.replace("<action>", action) for action in _actions(kind)] if "<action>" in path else [path]


def _actions(kind: str) -> list[str]:
    """Some deeds of the shop's people."""
    if kind in ACTIONS:
        return list(ACTIONS[kind])
    steps = machines()[MACHINES[kind]].steps
    return sorted({step.action for step in steps if step.who in (Role.MERCHANT, Role.PLATFORM)})[:2]


def test_no_address_of_the_api_reaches_another_shops_things(two, call_as) -> None:
    world, other, _own, foreign = two
    manager = call_as("manager")
    manager.get("/me")
    before = everything(world, other)
    asked = 0
    for pattern in addresses("api/v1/"):
        for path in paths_of(pattern, foreign):
            for answer in (manager.get(f"/{path}"), manager.post(f"/{path}", {})):
                assert answer.status_code in (404, 405, 422, 403), (path, answer.status_code, answer.content[:200])
                asked += answer.status_code == 404
    assert everything(world, other) == before
    assert asked >= 40


def test_the_same_addresses_with_our_own_things_are_there(two, call_as) -> None:
    """Else the test above would say "not found" of everything."""
    _world, _other, own, foreign = two
    manager = call_as("manager")
    for kind in ("orders", "cases", "returns", "refunds", *MACHINES):
        assert manager.get(f"/{kind}/{own[kind]}").status_code == 200
        assert manager.get(f"/{kind}/{foreign[kind]}").status_code == 404


def test_the_digest_sees_a_single_changed_row(two) -> None:
    """The control: the least change of the least table is seen."""
    world, other, _own, _foreign = two
    before = everything(world, other)
    with in_shop(other.shop):
        payment = Payment.objects.order_by("pk").first()
        Payment.objects.filter(pk=payment.pk).update(method="cash")
    assert everything(world, other) != before


GOOD = {"reason": "transfer 4711", "paid": "", "looked_at_provider": "on", "note": "x"}


def test_no_money_page_of_the_desk_reaches_another_shops_things(two) -> None:
    world, other, _own, foreign = two
    world.hire("owner")
    client = client_of(world.staff["owner"])
    root = f"/desk/{world.shop.slug}/"
    paths = [f"{root}refunds/{foreign['refunds']}/"]
    paths += [f"{root}refunds/{foreign['refunds']}/{action}/" for action in ACTIONS["refunds"]]
    paths += [f"{root}refunds/differences/{foreign['differences']}/", f"{root}refunds/notes/2026/77/"]
    paths += [f"{root}refunds/differences/{foreign['differences']}/close/", f"{root}orders/{foreign['orders']}/"]
    paths += [f"{root}cases/{foreign['cases']}/", f"{root}cases/{foreign['cases']}/agree/"]
    client.get(f"{root}refunds/")
    before = everything(world, other)
    for path in paths:
        for answer in (client.get(path), client.post(path, GOOD)):
            assert answer.status_code in (404, 405), (path, answer.status_code)
    assert everything(world, other) == before


@pytest.mark.parametrize(
    "wrong",
    [
        {"paid_minor": 0}, {"paid_minor": -1}, {"paid_minor": 1e30}, {"paid_minor": 10**30}, {"paid_minor": "12,00"},
        {"paid_minor": 9.67}, {"paid_minor": 967, "currency": "JPY"}, {"paid_minor": 967, "payment": "other"},
        {"reason": ""}, {"reason": "x" * 2001}, {"reason": "\x00"},
    ],
)  # fmt: skip
def test_a_payment_that_cannot_be_is_not_recorded(two, call_as, wrong: dict[str, Any]) -> None:
    world, _other, own, _foreign = two
    owner = call_as("owner")
    owner.get("/me")
    before = everything(world)
    answer = owner.post(f"/refunds/{own['refunds']}/actions/succeed", {"reason": "transfer 4711", **wrong})
    assert answer.status_code in (400, 422), answer.content
    assert everything(world) == before


@pytest.mark.parametrize("typed", ["0", "-1", "1e30", "9" * 30, "12.345", "ten", "￥", "NaN", "Infinity"])
def test_a_sum_that_cannot_be_is_not_taken_by_the_desk(two, typed: str) -> None:
    world, _other, own, _foreign = two
    world.hire("owner")
    client = client_of(world.staff["owner"])
    path = f"/desk/{world.shop.slug}/refunds/{own['refunds']}/succeed/"
    client.get(path)
    before = everything(world)
    assert client.post(path, {"reason": "transfer 4711", "paid": typed}).status_code == 422
    assert everything(world) == before


@pytest.mark.parametrize("typed", ["-1", "1e30", "9" * 30, "12.345", "ten", "NaN"])
def test_a_limit_that_cannot_be_is_not_kept(world, typed: str) -> None:
    world.hire("owner")
    client = client_of(world.staff["owner"])
    path = f"/desk/{world.shop.slug}/settings/refunds/"
    client.get(path)
    before = everything(world)
    assert client.post(path, {"order_of_payments": "as_paid", "confirm_above": typed}).status_code == 422
    assert client.post(path, {"order_of_payments": "whichever", "confirm_above": "5"}).status_code == 422
    assert everything(world) == before
