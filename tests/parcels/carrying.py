"""A shop with an account at every source, orders with parcels, and a hand that sends pushes through the real door."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from django.test import Client

from huitou.accounts.permissions import SHOP_PERMISSIONS
from huitou.accounts.roles import StaffRole
from huitou.accounts.verbs import open_shop
from huitou.core.actors import Actor, Role
from huitou.core.jobs import run_pending
from huitou.core.models import Shop
from huitou.core.tenancy import in_shop
from huitou.orders.verbs import place_order
from huitou.parcels.carriers.simulator.writers import Written
from huitou.parcels.models import Parcel, ParcelScan, ScanReading
from huitou.parcels.queries import Told, timeline_of
from huitou.parcels.verbs import announce_parcel, keep_carrier_account
from tests.orders.drafting import draft

AT = datetime(2026, 6, 1, 12, tzinfo=UTC)
VALUES: Mapping[str, Mapping[str, str]] = {
    "aftership": {"webhook_secret": "after-secret", "api_key": "after-key"},
    "track17": {"key": "17-key"},
    "kuaidi100": {"salt": "k100-salt-of-the-shop", "key": "k100-key", "customer": "K1"},
    "kdniao": {"business_id": "1672544", "key": "bird-key"},
    "easypost": {"webhook_secret": "sécret", "api_key": "EZ-key"},
    "shopify": {"secret": "shop-secret"},
    "woocommerce": {"secret": "woo-secret"},
    "simulator": {"secret": "sim-secret"},
}


@dataclass
class Carrying:
    """The shop, and what has become of its parcels."""

    shop: Shop

    def actor(self, role: StaffRole = StaffRole.OWNER) -> Actor:
        return Actor(Role.MERCHANT, self.shop.pk, "staff:o", permissions=SHOP_PERMISSIONS[role], name="O")

    def order(self, number: str, placed_at: datetime = AT - timedelta(days=2)) -> Any:
        changes = {"parcels": (), "placed_at": placed_at}
        return place_order(draft=draft(number, **changes), actor=self.actor(), at=AT)

    def announce(self, order: Any, number: str, carrier: str = "", **more: Any) -> Parcel:
        return announce_parcel(
            order_id=order.pk, direction="outbound", carrier=carrier, tracking_number=number, actor=self.actor(),
            at=AT, **more,
        )  # fmt: skip

    def send(self, source: str, written: Written, *, run: bool = True, slug: str = "", **headers: str) -> Any:
        given = {**written.headers, **headers}
        answer = Client().post(
            f"/hooks/carriers/{slug or self.shop.slug}/{source}/", data=written.body,
            content_type=written.content_type, headers=given,
        )  # fmt: skip
        if run:
            run_pending()
        return answer

    def parcel(self, number: str) -> Parcel:
        with in_shop(self.shop):
            return Parcel.objects.get(tracking_number=number)

    def told(self, number: str, *, every: bool = False) -> list[Told]:
        """Oldest first."""
        with in_shop(self.shop):
            return timeline_of(Parcel.objects.get(tracking_number=number), all_reports=every)[::-1]

    def counts(self) -> tuple[int, ...]:
        from huitou.core.models import Event
        from huitou.parcels.models import CarrierNotice

        with in_shop(self.shop):
            return tuple(model.objects.count() for model in (ParcelScan, ScanReading, CarrierNotice, Event))


def build() -> Any:
    """Two shops; the first has entered every account and has an order with a parcel."""
    shop = open_shop(
        slug="cups", name="陶杯社", currency="CNY", timezone="Asia/Shanghai", country="CN", locale="zh-hans", at=AT
    )
    other = open_shop(
        slug="pots", name="Pots", currency="CNY", timezone="Asia/Shanghai", country="CN", locale="en", at=AT
    )
    carrying = Carrying(shop)
    for source, values in VALUES.items():
        keep_carrier_account(source_code=source, values=values, actor=carrying.actor(), at=AT)
    order = carrying.order("1001")
    carrying.announce(order, "SF1234567890123", external_id="SF1234567890123")
    run_pending()
    return SimpleNamespace(carrying=carrying, other=Carrying(other), order=order)
