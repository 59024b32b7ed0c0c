"""A shop whose policy gives every kind of help, and a small catalogue to exchange into."""

from copy import deepcopy
from datetime import timedelta
from typing import Any

from huitou.cases.models import Case
from huitou.cases.verbs import open_case
from huitou.cases.wishing import WishedLine
from huitou.core.jobs import run_pending
from huitou.core.tenancy import in_shop
from huitou.core.writing import writing
from huitou.orders.models import Variant
from huitou.policies.presets import preset_for
from huitou.policies.verbs import publish, save_draft
from tests.worlds import World

WEEKS = {"clock": "delivery", "days": 30}
HELP: dict[str, list[dict[str, Any]]] = {
    "no-reason": [
        {"kind": "exchange", "window": WEEKS, "automatic": {}},
        {"kind": "price_adjustment", "window": WEEKS, "automatic": {}},
    ],
    "faulty-or-wrong": [
        {"kind": "exchange", "window": WEEKS},
        {"kind": "repair", "window": {"clock": "delivery", "days": 365}},
        {"kind": "reship", "window": WEEKS},
        {"kind": "partial_refund", "window": WEEKS},
    ],
    "missing": [{"kind": "reship", "window": WEEKS}],
}


def be_generous(world: World) -> None:
    """Put a policy in force that gives exchange, repair, reship, price adjustment and partial refunds."""
    document = deepcopy(preset_for("CN", currency="CNY", timezone="Asia/Shanghai"))
    for rule in document["rules"]:
        more = HELP.get(rule["id"], [])
        kinds = {offer["kind"] for offer in more}
        rule["offers"] = [offer for offer in rule["offers"] if offer["kind"] not in kinds] + more
    manager, long_ago = world.hire("manager"), world.now - timedelta(days=300)
    publish(version=save_draft(document=document, actor=manager, at=long_ago), actor=manager, at=long_ago)


def stock(world: World, sku: str, price_minor: int, pieces: int | None = 5, name: str = "大") -> Variant:
    """A variant of the cup."""
    with writing(world.shop.pk):
        return Variant.objects.create(
            shop=world.shop, sku=sku, product="CUP", title="青瓷杯", name=name, price_minor=price_minor, currency="CNY",
            stock=pieces, updated_at=world.now,
        )  # fmt: skip


def ask(world: World, order: Any, kind: str, reason: str = "defective", cups: int = 1, **wish: Any) -> Case:
    """The buyer's application for cups, with a photo."""
    line = WishedLine(line=world.line(order, "cup").pk, quantity=cups, reason=reason, **wish)
    return open_case(
        order=order.pk, kind=kind, lines=[line], evidence=[world.photo(order)], actor=world.buyer(order), at=world.now
    )  # fmt: skip


def settle(world: World, case: Case) -> Case:
    """Run what is due now, and read the case anew."""
    run_pending()
    with in_shop(world.shop):
        return Case.objects.select_related("sheet", "goods_return", "replacement", "repair").get(pk=case.pk)
