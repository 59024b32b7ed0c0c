"""The book of payments by hand as a Gateway: it takes an order down, and says "paid" once a person has recorded it."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from huitou.core import clock
from huitou.core.errors import Conflict
from huitou.core.ids import new_ref
from huitou.core.money import Money
from huitou.core.tenancy import current_shop_id, in_shop
from huitou.refunds.gateways.offline.models import HandPayout
from huitou.refunds.gateways.protocol import Capabilities, GatewayAnswer, Outcome, Permanent, RefundRequest


class AlreadyRecorded(Conflict):
    """This payment is in the book."""

    code = "payment_already_recorded"
    message = _("This payment is recorded already. Reload to see it.")


class OfflineGateway:
    """A person of the shop is the provider. The account is the shop's id."""

    code = "offline"
    title = _("transfer or cash")
    capabilities = Capabilities(finds_by_key=True, lists=True, by_hand=True)

    def refund(self, request: RefundRequest) -> GatewayAnswer:
        """Take down that this has to be paid. Raises Permanent."""
        if request.money.minor <= 0:
            raise Permanent("amount_invalid", "only amounts above zero can be refunded")
        shop_id = UUID(request.account)
        with in_shop(shop_id):
            payout, created = HandPayout.objects.get_or_create(
                shop_id=shop_id,
                key=request.key,
                defaults={
                    "reference": new_ref("HP"),
                    "payment": request.payment,
                    "asked_minor": request.money.minor,
                    "currency": request.money.currency,
                    "at": clock.now(),
                },
            )
        same = (payout.asked_minor, payout.currency, payout.payment) == (
            request.money.minor,
            request.money.currency,
            request.payment,
        )
        if not created and not same:
            raise Permanent("key_reused", "the key was used for another refund")
        return _answer(payout)

    def find(self, account: str, key: str, payment: str) -> GatewayAnswer | None:
        """What the book says of the key."""
        with in_shop(UUID(account)):
            payout = HandPayout.objects.filter(key=key).first()
        return None if payout is None else _answer(payout)

    def listing(self, account: str, since: datetime, until: datetime) -> Iterator[GatewayAnswer]:
        """What was taken down from `since` to before `until`, paid or due."""
        with in_shop(UUID(account)):
            rows = list(HandPayout.objects.filter(at__gte=since, at__lt=until).order_by("at", "pk"))
        yield from map(_answer, rows)

    def record(self, *, key: str, money: Money, note: str, by: str, at: datetime) -> None:
        """Enter that it was paid, inside the verb that settles the refund. Raises AlreadyRecorded."""
        shop_id = current_shop_id()
        assert shop_id is not None
        with transaction.atomic():
            payout, _created = HandPayout.objects.select_for_update().get_or_create(
                shop_id=shop_id,
                key=key,
                defaults={
                    "reference": new_ref("HP"),
                    "asked_minor": money.minor,
                    "currency": money.currency,
                    "at": at,
                },
            )
            if payout.paid_at is not None:
                raise AlreadyRecorded()
            payout.paid_minor, payout.paid_at, payout.paid_by, payout.note = money.minor, at, by, note
            payout.save()


def _answer(payout: HandPayout) -> GatewayAnswer:
    paid = payout.paid_at is not None
    minor = payout.paid_minor if payout.paid_minor is not None else payout.asked_minor
    return GatewayAnswer(
        key=payout.key,
        outcome=Outcome.PAID if paid else Outcome.BY_HAND,
        reference=payout.reference,
        money=Money(minor, payout.currency),
        at=payout.at,
    )
