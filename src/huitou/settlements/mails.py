"""The letter to a shop whose deposit is too low. Reads events in its own time, once each."""

from collections.abc import Sequence

from django.conf import settings
from django.utils.translation import gettext

from huitou.core.events import reader
from huitou.core.models import Event, Shop
from huitou.core.money import Money, format_money
from huitou.core.tenancy import open_shop_row
from huitou.notifications.letters import Fact, Letter, Link
from huitou.notifications.verbs import send_to_staff
from huitou.settlements.deposits import balance_of
from huitou.settlements.models import Deposit

ABOUT = "settlements.deposit"


@reader("settlements.deposit.fell_below")
def tell(events: Sequence[Event]) -> None:
    """Write to those who run the shop."""
    shop = open_shop_row()
    for event in events:
        deposit = Deposit.objects.get(pk=event.subject_id)
        send_to_staff(
            shop_id=shop.pk, permission="settings.edit", topic="cases", key=f"{event.pk}:staff",
            letter=lambda _, deposit=deposit: _letter(deposit, shop),  # type: ignore[misc]
            about=(ABOUT, deposit.pk), at=event.at,
        )  # fmt: skip


def _letter(deposit: Deposit, shop: Shop) -> Letter:
    minimum = format_money(Money(deposit.minimum_minor, deposit.currency))
    return Letter(
        subject=gettext("Your deposit is too low"),
        sentence=gettext(
            "Pay into your deposit within %(days)s days until it holds %(minimum)s again. After that the platform "
            "pays no premiums for you and does not stand for your insurance pool."
        )
        % {"days": deposit.days, "minimum": minimum},
        facts=[Fact(gettext("In the deposit"), format_money(balance_of(deposit))), Fact(gettext("Minimum"), minimum)],
        button=Link(gettext("Open the statement"), f"{settings.HUITOU_PUBLIC_URL}/desk/{shop.slug}/statements/"),
        why=gettext("You get this mail because you run the shop."),
    )
