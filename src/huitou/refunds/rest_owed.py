"""A refund that ended with less than was owed: what is left, in words, and the letter that asks for it to be paid.

`succeed` keeps the difference and starts the letter. Nothing is paid here: a person pays the rest.
"""

from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext

from huitou.core import clock
from huitou.core.jobs import task
from huitou.core.models import Shop
from huitou.core.money import Money, format_money
from huitou.core.tenancy import in_shop
from huitou.notifications.letters import Fact, Letter, Link
from huitou.notifications.verbs import send_to_staff
from huitou.refunds.models import Discrepancy, Refund
from huitou.refunds.second_person import MAY

# Behind the refund's key: what its gateway itself says of the refund is a difference of its own.
REST = ":rest"


def say_rest(difference: Discrepancy) -> str:
    """What is left to be paid and what is best to do; "" for a difference of another kind."""
    if not difference.plain_key.endswith(REST):
        return ""
    return gettext(
        "%(owed)s was owed, and %(paid)s was paid. Nobody pays the rest of %(rest)s by itself: pay it back from the "
        "same payment at the provider, or by hand where the first part went by hand, and write down here under "
        "which number."
    ) % {
        "owed": format_money(Money(difference.ours_minor, difference.currency)),
        "paid": format_money(Money(difference.theirs_minor, difference.currency)),
        "rest": format_money(_rest(difference)),
    }


@task("refunds.tell_of_rest")
def tell_of_rest(*, shop: str, difference: str, **_: object) -> None:
    """Write to who may settle refunds, once; nothing where it was closed meanwhile."""
    with in_shop(UUID(shop)):
        row = Discrepancy.objects.select_related("refund__order").get(pk=difference)
        refund = row.refund
        if refund is not None and row.closed_at is None:
            here = Shop.objects.get(pk=row.shop_id)
            send_to_staff(
                shop_id=row.shop_id, permission=MAY, topic="cases", key=f"refunds.rest:{row.pk}",
                letter=lambda _: _letter(row, refund, here), about=("refunds.refund", refund.pk), at=clock.now(),
            )  # fmt: skip


def _letter(row: Discrepancy, refund: Refund, shop: Shop) -> Letter:
    values = {"rest": format_money(_rest(row)), "order": refund.order.number}
    return Letter(
        subject=gettext("%(rest)s is still to be paid back: order %(order)s") % values,
        sentence=say_rest(row),
        facts=[Fact(gettext("Order"), refund.order.number), Fact(gettext("Refund"), refund.ref)],
        button=Link(
            gettext("Pay the rest of %(rest)s") % values,
            f"{settings.HUITOU_PUBLIC_URL}/desk/{shop.slug}/refunds/differences/{row.pk}/",
        ),
        why=gettext("You get this mail because you may settle refunds that wait for a person."),
    )


def _rest(difference: Discrepancy) -> Money:
    return Money(difference.ours_minor - difference.theirs_minor, difference.currency)
