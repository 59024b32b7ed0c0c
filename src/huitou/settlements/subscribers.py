"""Goods came back, or were lost: their freight is booked; a label, when it is paid and when it is paid back. A claim
was paid: the insurer bears it.
"""

from uuid import UUID

from huitou.core.actors import system_actor
from huitou.core.events import subscriber
from huitou.core.models import Event
from huitou.settlements import deposits, mails  # noqa: F401  (they register themselves)
from huitou.settlements.verbs import book_insurer, book_label_back, book_label_cost, book_return_cost


@subscriber("logistics.goods_return.arrived")
def goods_arrived(event: Event) -> None:
    """The freight was due, whatever the inspection finds."""
    book_return_cost(goods_return=event.subject_id, lost=False, actor=system_actor(event.shop_id), at=event.at)


@subscriber("logistics.goods_return.declared_lost")
def goods_lost(event: Event) -> None:
    """The carrier took it and did not bring it."""
    book_return_cost(goods_return=event.subject_id, lost=True, actor=system_actor(event.shop_id), at=event.at)


@subscriber("logistics.goods_return.paid_label")
def label_paid(event: Event) -> None:
    """The carrier took the money for a label."""
    facts = event.facts
    book_label_cost(
        goods_return=event.subject_id, purchase=UUID(facts["purchase"]), price_minor=facts["price"],
        currency=facts["currency"], actor=system_actor(event.shop_id), at=event.at,
    )  # fmt: skip


@subscriber("logistics.goods_return.refunded_label")
def label_refunded(event: Event) -> None:
    """Nobody used it, and the carrier paid it back."""
    purchase = UUID(event.facts["purchase"])
    book_label_back(goods_return=event.subject_id, purchase=purchase, actor=system_actor(event.shop_id), at=event.at)


@subscriber("insurance.freight_claim.paid")
def claim_paid(event: Event) -> None:
    """The insurer stands in for whom the freight was booked on."""
    back = UUID(event.facts["goods_return"])
    book_insurer(goods_return=back, actor=system_actor(event.shop_id), at=event.at)
