"""The shop hears by mail that refunds wait for a person: once, together, and whoever may do something about it."""

import pytest

from huitou.accounts.models import Membership, Staff
from huitou.accounts.roles import StaffRole
from huitou.accounts.verbs import add_member
from huitou.core.actors import Actor, Role, system_actor
from huitou.core.tenancy import in_shop
from huitou.notifications.models import Mail
from huitou.orders.models import Order
from huitou.refunds.models import Refund, RefundRules
from huitou.refunds.verbs import ask_other_way, escalate, need_person, remind, request_refund, retry
from huitou.refunds.verbs.call import call
from huitou.refunds.waiting_mails import JOINED_OVER, SUBJECTS, _Kind, tell
from tests.refunds.conftest import sheet_for

ALL = frozenset({"refunds.view", "refunds.record", "refunds.resolve", "refunds.retry", "refunds.escalate"})


@pytest.fixture
def people(shop, clock):
    """`people("ada manager", …)`: members of the shop, each in a language; their actors."""

    def make(*said: str) -> list[Actor]:
        actors = []
        for name, role, locale in (one.split() for one in said):
            staff = Staff.objects.create(email=f"{name}@example.com", name=name, locale=locale, created_at=clock.now())
            add_member(shop=shop, staff=staff, role=StaffRole(role), at=clock.now())
            actors.append(
                Actor(role=Role.MERCHANT, shop_id=shop.pk, id=f"staff:{staff.pk}", permissions=ALL, name=name)
            )
        return actors

    return make


def stopped(shop, order, at, code: str) -> Refund:
    """A refund that the provider refused."""
    system, gateway = system_actor(shop.pk), Actor(role=Role.GATEWAY, shop_id=shop.pk, id="sandbox")
    refund = asked(shop, order, at)
    call(actor=system, at=at, refund=refund)
    need_person(actor=gateway, at=at, refund=refund, failure_code=code, surely_unpaid=True)
    return refund


def asked(shop, order, at, *, by: str = "") -> Refund:
    sheet = sheet_for(order, cups=1, at=at)
    (refund,) = request_refund(
        actor=system_actor(shop.pk), at=at, order_id=order.order.pk, cause_id=sheet.pk, sheet=sheet, agreed_by=by
    )
    return refund


def mails(shop) -> list[Mail]:
    with in_shop(shop):
        return list(Mail.objects.order_by("queued_at", "to_email"))


def test_what_stops_within_some_minutes_is_one_letter_and_told_once(shop, make_order, people, clock) -> None:
    people("ada manager en", "bo agent zh-hans", "cai agent zh-hant", "quiet agent en", "dov readonly en")
    with in_shop(shop):
        Membership.objects.filter(staff__name="quiet").update(muted=["cases"])
    at = clock.now()
    first, second = (stopped(shop, make_order(), at, "balance_too_low") for _ in range(2))
    useless = stopped(shop, make_order(), at, "card_closed")
    assert tell(shop.pk, at=at) == 0  # what stops in the next minutes still joins
    assert [tell(shop.pk, at=at + JOINED_OVER) for _ in range(2)] == [3, 0]
    sent = mails(shop)
    assert sorted((mail.to_email, mail.subject) for mail in sent) == [
        ("ada@example.com", "2 refunds could not be paid back"),
        ("ada@example.com", f"€9.67 could not be paid back: order {useless.order.number}"),
        ("bo@example.com", "2 笔退款没能退成"),
        ("cai@example.com", "2 筆退款未能退款"),
    ]
    both, one = sorted((mail for mail in sent if mail.to_email == "ada@example.com"), key=lambda mail: mail.subject)
    for refund in (first, second):
        said = f"{refund.ref} · Order {refund.order.number} · your balance at the payment provider is too low"
        assert said in " ".join(both.text.split())
    assert "Look at the 2 refunds" in both.text
    assert f"/desk/{shop.slug}/refunds/\n" in both.text
    # Trying again cannot help there: it is told to who may settle it, and says what is to be done and until when.
    assert "Settle €9.67" in one.text
    assert f"/desk/{shop.slug}/refunds/{useless.ref}/" in one.text
    assert "otherwise it is passed on" in " ".join(one.text.split())
    assert "\nUntil" in one.text


def test_an_order_of_an_odd_number_does_not_keep_the_others_from_being_told(shop, make_order, people, clock) -> None:
    people("ada manager en")
    at, odd = clock.now(), make_order()
    with in_shop(shop):
        Order.objects.filter(pk=odd.order.pk).update(number="A  7\r\nBcc: x@example.org")
    stopped(shop, odd, at, "card_closed")
    stopped(shop, make_order(), at, "balance_too_low")
    assert tell(shop.pk, at=at + JOINED_OVER) == 2
    assert "€9.67 could not be paid back: order A 7 Bcc: x@example.org" in {mail.subject for mail in mails(shop)}


def test_it_is_told_again_when_it_stops_again_is_passed_on_and_every_working_day_from_then(
    shop, paid_order, people, clock
) -> None:
    (ada,) = people("ada manager en")
    at = clock.now()
    refund = stopped(shop, paid_order, at, "refused")
    retry(actor=ada, at=at, refund=refund)  # somebody was faster than the letter
    assert tell(shop.pk, at=at + JOINED_OVER) == 0
    gateway = Actor(role=Role.GATEWAY, shop_id=shop.pk, id="sandbox")
    need_person(actor=gateway, at=at, refund=refund, failure_code="refused")
    assert tell(shop.pk, at=at + JOINED_OVER) == 1
    escalate(actor=system_actor(shop.pk), at=at, refund=refund)
    assert tell(shop.pk, at=at + JOINED_OVER) == 1
    remind(actor=system_actor(shop.pk), at=at, refund=refund)
    assert [tell(shop.pk, at=at + JOINED_OVER) for _ in range(2)] == [1, 0]
    number = paid_order.order.number
    assert sorted(mail.subject for mail in mails(shop)) == [
        *2 * [f"A refund of €9.67 is late: order {number}"],
        f"€9.67 could not be paid back: order {number}",
    ]


def test_who_looked_first_is_not_asked_for_the_second_look(shop, make_order, people, clock) -> None:
    with in_shop(shop):
        RefundRules.objects.create(shop=shop, confirm_above_minor=966)
    (ada, _ben, _eve) = people("ada manager en", "ben owner en", "eve agent en")
    at = clock.now()
    waiting = asked(shop, make_order(), at, by=ada.id)
    with in_shop(shop):
        RefundRules.objects.update(confirm_above_minor=None)
    other = stopped(shop, make_order(), at, "card_closed")
    ask_other_way(actor=ada, at=at, refund=other, reason="Her card is gone; transfer to DE75 5121")
    assert tell(shop.pk, at=at + JOINED_OVER) == 2
    sent = mails(shop)
    assert sorted((mail.to_email, mail.subject) for mail in sent) == [
        ("ben@example.com", f"€9.67 is to be paid another way: order {other.order.number}"),
        ("ben@example.com", f"€9.67 needs a second person: order {waiting.order.number}"),
    ]
    assert "Her card is gone" in sent[0].text + sent[1].text
    with in_shop(shop):
        Membership.objects.filter(staff__name="ben").delete()
        Mail.objects.all().delete()
    # Alone in the shop, the same person looks twice, and has to know of it.
    escalate(actor=system_actor(shop.pk), at=at, refund=waiting)
    assert tell(shop.pk, at=at + JOINED_OVER) == 1
    [late] = mails(shop)
    assert late.to_email == "ada@example.com"
    assert "no second person has looked at it in time" in " ".join(late.text.split())
    assert "Look at €9.67 and confirm it" in late.text


def test_the_job_comes_some_minutes_later(shop, paid_order, people, clock, run_jobs) -> None:
    from django.db import connection

    people("ada manager en")
    stopped(shop, paid_order, clock.now(), "refused")
    run_jobs()
    assert mails(shop) == []
    clock.forward(minutes=4)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET scheduled_at = now() WHERE task_name = 'refunds.tell_what_waits'")
    run_jobs()
    assert [mail.to_email for mail in mails(shop)] == ["ada@example.com"]


def test_what_nobody_has_confirmed_is_not_said_to_have_failed() -> None:
    assert _Kind("needs_person", "confirm").subject == SUBJECTS["to_confirm"]
    assert _Kind("needs_person", "retry").subject == SUBJECTS["needs_person"]
    assert _Kind("escalated", "confirm").subject == SUBJECTS["escalated"]
