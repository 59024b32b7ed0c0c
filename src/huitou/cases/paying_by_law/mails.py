"""The letters when the law's last day came: paid by itself, or not gone yet. Once per event; keys as everywhere."""

from django.utils.translation import override

from huitou.accounts.buyers import signed_link
from huitou.cases.bundle.verify.checkpoints import in_words
from huitou.cases.letters import Told, letter_for
from huitou.cases.models import Case, MoneyDue
from huitou.core.events import subscriber
from huitou.core.models import Event
from huitou.core.tenancy import open_shop_row
from huitou.notifications.languages import supported
from huitou.notifications.verbs import send, send_to_staff
from huitou.orders.models import CustomerContact

N_ = str
PAID = Told("staff", N_("Paid because the law's day had come: %(ref)s"))
LATE = (Told("staff", N_("Overdue by law: the money of %(ref)s")), Told("buyer", N_("Your money is late: %(ref)s")))


@subscriber("cases.money_due.paid_in_time", "cases.money_due.escalated")
def tell_of_the_day(event: Event) -> None:
    """Tell the shop what the clock did; tell both sides when the day is over and the money has not gone."""
    rows = MoneyDue.objects.select_related("case__sheet", "case__reduced_sheet", "case__order", "case__money_due")
    due = rows.get(pk=event.subject_id)
    first = event.facts["from"] != "overdue"
    if event.facts["to"] == "paying" and event.actor_role == "system":
        _tell_staff(event, due.case, PAID)
    if event.facts["to"] == "overdue":
        _tell_staff(event, due.case, LATE[0])
        if first:
            _tell_buyer(event, due.case, LATE[1])


def _tell_staff(event: Event, case: Case, told: Told) -> None:
    shop = open_shop_row()
    send_to_staff(
        shop_id=shop.pk, permission="cases.agree", topic="cases", key=f"{event.pk}:staff",
        letter=lambda _: letter_for(case, shop, told, event.at, checkpoint=_checkpoint(event, case)),
        about=("cases.case", case.pk), at=event.at,
    )  # fmt: skip


def _tell_buyer(event: Event, case: Case, told: Told) -> None:
    shop = open_shop_row()
    contact = CustomerContact.objects.filter(customer_id=case.customer_id).first()
    locale = supported((contact.locale if contact else "") or case.order.locale, shop.locale)
    secret = signed_link(shop_id=shop.pk, customer_id=case.customer_id, order_id=case.order_id, at=event.at)
    name = contact.name if contact else ""
    with override(locale):
        letter = letter_for(case, shop, told, event.at, name=name, secret=secret, checkpoint=_checkpoint(event, case))
    send(
        shop_id=shop.pk, key=f"{event.pk}:buyer", to_email=contact.email if contact else None, to_name=name,
        locale=locale, letter=letter, about=("cases.case", case.pk), at=event.at,
    )  # fmt: skip


def _checkpoint(event: Event, case: Case) -> str:
    """The head of the clock's own chain at this event, in words."""
    ref = MoneyDue.objects.values_list("ref", flat=True).get(pk=event.subject_id)
    return in_words(ref, event.seq, bytes(event.hash).hex())
