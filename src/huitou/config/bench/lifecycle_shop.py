"""The shop of `bench lifecycle`: a policy in force, an agent and buyers with API tokens, delivered orders, by bulk."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from huitou.accounts.digests import digest_of, new_credential
from huitou.accounts.models import ApiToken
from huitou.accounts.roles import StaffRole, TokenRole
from huitou.accounts.verbs import add_member, create_staff, create_token, open_shop
from huitou.core.actors import system_actor
from huitou.core.models import Shop
from huitou.core.tenancy import in_shop
from huitou.orders.drafts import CustomerDraft, LineDraft, OrderDraft, ParcelDraft, PaymentDraft, Where
from huitou.orders.models import Line, Payment
from huitou.orders.verbs import import_batch
from huitou.parcels.imports import write as write_parcels
from huitou.policies.presets import preset_for
from huitou.policies.verbs import publish, save_draft

BATCH = 500


@dataclass(frozen=True, slots=True)
class Prepared:
    """A delivered order that nobody has complained about yet, with its buyer's token."""

    order: UUID
    number: str
    line: UUID
    payment: UUID
    payment_name: str
    customer: UUID
    token: str

    def rows_of(self, other: "Prepared") -> dict[UUID, UUID]:
        """Whose rows are written when what was written for this order is written for the other one."""
        return {getattr(self, name): getattr(other, name) for name in ("order", "line", "payment", "customer")}


@dataclass(frozen=True, slots=True)
class BenchShop:
    """Everything that the clients need."""

    shop: Shop
    agent_token: str
    orders: list[Prepared]


def prepare(count: int, at: datetime, *, slug: str = "bench") -> BenchShop:
    """A shop with `count` orders, each of another buyer."""
    long_ago = at - timedelta(days=400)
    shop = open_shop(
        slug=slug, name="陶杯社", currency="CNY", timezone="Asia/Shanghai", locale="zh-hans", country="CN",
        at=long_ago,
    )  # fmt: skip
    Shop.objects.filter(pk=shop.pk).update(demo=True)
    shop.demo = True
    system = system_actor(shop.pk)
    agent = create_staff(
        email=f"agent@{slug}.example.com", name="Bench", password=new_credential("p"), locale="en", at=at, verified=True
    )
    add_member(shop=shop, staff=agent, role=StaffRole.AGENT, at=at)
    document = preset_for("CN", currency="CNY", timezone="Asia/Shanghai")
    publish(version=save_draft(document=document, actor=system, at=long_ago), actor=system, at=long_ago)
    for first in range(0, count, BATCH):
        numbers = range(first, min(first + BATCH, count))
        import_batch(drafts=[_draft(number, at) for number in numbers], actor=system, at=at, then=write_parcels)
    _, token = create_token(shop=shop, role=TokenRole.AGENT, label="bench", at=at)
    return BenchShop(shop, token, list(_with_tokens(shop, at)))


def _draft(number: int, at: datetime) -> OrderDraft:
    placed = at - timedelta(days=6)
    name = f"N{number:07d}"
    return OrderDraft(
        where=Where("bench", number + 1), source="bench", external_id=name, number=name, currency="CNY",
        placed_at=placed, state="paid", country="CN",
        customer=CustomerDraft(f"C{number:07d}", email=f"buyer{number}@example.com", name="陈小暖", locale="zh-hans"),
        lines=(
            LineDraft("cup", "青瓷杯", 3, 10_000, sku="CUP", category="tableware", discount_minor=1_000,
                      shipping_minor=800),
            LineDraft("pot", "紫砂壶", 1, 50_000, sku="POT", category="tableware", shipping_minor=400),
        ),
        payments=(PaymentDraft(f"{name}-1", "card", 80_200, placed, gateway="sandbox"),),
        parcels=(ParcelDraft(f"P{name}", "sf", f"SF{number}", placed + timedelta(days=1), at - timedelta(days=2)),),
    )  # fmt: skip


def _with_tokens(shop: Shop, at: datetime) -> Iterator[Prepared]:
    with in_shop(shop):
        rows = list(
            Line.objects.filter(external_id="cup")
            .order_by("order__number")
            .values_list("pk", "order_id", "order__number", "order__customer_id")
        )
        payments = {payment.order_id: payment for payment in Payment.objects.all()}
    plain = [new_credential("huitou_") for _ in rows]
    ApiToken.objects.bulk_create(
        [
            ApiToken(shop=shop, customer_id=customer, label="bench", role=TokenRole.BUYER, digest=digest_of(token),
                     prefix=token[:13], created_at=at, last_used_at=at)
            for token, (_, _, _, customer) in zip(plain, rows, strict=True)
        ],
        batch_size=BATCH,
    )  # fmt: skip
    for token, (line, order, number, customer) in zip(plain, rows, strict=True):
        payment = payments[order]
        yield Prepared(order, number, line, payment.pk, payment.external_id, customer, token)
