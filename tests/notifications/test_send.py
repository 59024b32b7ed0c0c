"""`send`: kept once, in the transaction of what it tells of; it never stands in the way of that."""

import json
import threading
from datetime import timedelta
from uuid import uuid4

import pytest

from huitou.core import clock as core_clock


def jobs():
    """The deliveries that wait in the queue."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT args->'mails' FROM procrastinate_jobs WHERE task_name = 'notifications.deliver'")
        return [json.loads(row[0]) if isinstance(row[0], str) else row[0] for row in cursor.fetchall()]


def test_a_mail_is_kept_and_its_delivery_queued(send_mail, stored, shop):
    about = uuid4()
    mail = stored(send_mail(about=("cases.case", about), to_name="Jane\nDoe").pk)
    assert (mail.state, mail.to_email, mail.to_name, mail.locale) == (
        "queued",
        "jane@example.com",
        "Jane Doe",
        "en",
    )
    assert (mail.subject, mail.about_type, mail.about_id) == ("Your code", "cases.case", about)
    assert "One sentence." in mail.html
    assert mail.text.startswith("陶杯社\n\nOne sentence.\n\n-- \n")
    assert jobs() == [[str(mail.pk)]]


def test_the_same_key_is_one_mail(send_mail, stored):
    from tests.notifications.letters import simple

    first = send_mail(letter=simple("First"))
    again = send_mail(letter=simple("Second"))
    assert again.pk == first.pk
    assert stored(first.pk).subject == "First"
    assert len(jobs()) == 1
    assert send_mail(key="case:1:agreed").pk != first.pk


@pytest.mark.race
def test_the_same_key_from_many_threads_is_one_mail(send_mail, shop):
    from django.db import connection

    from huitou.core.tenancy import in_shop
    from huitou.notifications.models import Mail

    start, ids = threading.Barrier(8), []

    def run() -> None:
        start.wait()
        ids.append(send_mail().pk)
        connection.close()

    threads = [threading.Thread(target=run) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with in_shop(shop):
        assert [mail.pk for mail in Mail.objects.all()] == [ids[0]]
    assert len(set(ids)) == 1
    assert len(ids) == 8
    assert len(jobs()) == 1


def test_a_deed_that_is_undone_tells_nobody(shop, send_mail):
    from huitou.core.tenancy import in_shop
    from huitou.core.writing import writing
    from huitou.notifications.models import Mail
    from huitou.notifications.verbs import send
    from tests.notifications.letters import simple

    def deed_that_fails():
        with writing(shop.id):
            send(
                shop_id=shop.id,
                key="k",
                to_email="jane@example.com",
                to_name="",
                locale="en",
                letter=simple(),
                at=core_clock.now(),
            )
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        deed_that_fails()
    with in_shop(shop):
        assert not Mail.objects.exists()
    assert jobs() == []


@pytest.mark.parametrize(
    ("address", "code"),
    [
        (None, "address_missing"),
        (" ", "address_missing"),
        ("nobody", "address_malformed"),
        ("a@b.example\nBcc: c@d.example", "address_malformed"),
    ],
)
def test_without_an_address_the_deed_goes_on_and_the_desk_sees_it(send_mail, stored, shop, address, code):
    from huitou.core.tenancy import in_shop
    from huitou.notifications.explanations import explain
    from huitou.notifications.queries import failed_mails

    mail = stored(send_mail(to_email=address).pk)
    assert (mail.state, mail.to_email, mail.last_error) == ("unaddressed", "", code)
    assert jobs() == []
    with in_shop(shop):
        assert [row.pk for row in failed_mails(shop)] == [mail.pk]
    assert explain(code).endswith("send the mail again.")


def test_a_mail_belongs_into_a_transaction_of_its_shop(shop):
    from huitou.core.models import Shop
    from huitou.core.writing import writing
    from huitou.notifications.verbs import send
    from huitou.notifications.verbs.send import NoTransaction
    from tests.notifications.letters import simple

    other = Shop.objects.create(slug="other", name="Other", country="DE", currency="EUR", timezone="UTC")
    given = {
        "key": "k",
        "to_email": "",
        "to_name": "",
        "locale": "en",
        "letter": simple(),
        "at": core_clock.now(),
    }
    with pytest.raises(NoTransaction):
        send(shop_id=shop.id, **given)
    with pytest.raises(NoTransaction), writing(other.id):
        send(shop_id=shop.id, **given)


def test_another_shop_may_use_the_same_key_and_sees_nothing_of_ours(send_mail, shop):
    from huitou.core.models import Shop
    from huitou.core.tenancy import in_shop
    from huitou.core.writing import writing
    from huitou.notifications.models import Mail
    from huitou.notifications.verbs import send
    from tests.notifications.letters import simple

    ours = send_mail(key="k")
    other = Shop.objects.create(slug="other", name="Other", country="DE", currency="EUR", timezone="UTC", locale="en")
    with writing(other.id):
        theirs = send(
            shop_id=other.id,
            key="k",
            to_email="a@example.com",
            to_name="",
            locale="",
            letter=simple(),
            at=core_clock.now(),
        )
    assert theirs.pk != ours.pk
    assert theirs.message_id != ours.message_id
    assert theirs.locale == "en"
    with in_shop(other):
        assert [mail.pk for mail in Mail.objects.all()] == [theirs.pk]


def test_the_message_id_is_stable_names_the_shop_and_is_not_to_be_guessed(shop, settings):
    from huitou.notifications.message_ids import message_id, shop_of, thread_id

    one = message_id(shop.id, "k")
    assert one == message_id(shop.id, "k")
    assert one != message_id(shop.id, "l")
    assert shop_of(one) == shop.id
    assert shop_of(one.strip("<>")) == shop.id
    assert shop_of("<200801161640.m0GFZ1c3009410@mail11.example>") is None
    assert shop_of(one.replace("@", "\n@")) is None
    assert thread_id(shop.id, "cases.case", shop.id) != message_id(shop.id, f"cases.case:{shop.id}")
    settings.SECRET_KEY = "another"
    assert one != message_id(shop.id, "k")


def test_everyone_who_may_act_is_told_in_their_own_language(shop):
    from huitou.accounts.models import Membership, Staff
    from huitou.core.tenancy import in_shop
    from huitou.core.writing import writing
    from huitou.notifications.models import Mail
    from huitou.notifications.verbs import send_to_staff
    from tests.notifications.letters import simple

    at = core_clock.now()
    people = [
        ("owner", "zh-hans", True),
        ("agent", "en", True),
        ("agent", "en", True),
        ("readonly", "en", True),
        ("manager", "zh-hant", False),
    ]
    for number, (role, locale, active) in enumerate(people):
        staff = Staff.objects.create_user(
            f"p{number}@example.com", name=f"P{number}", locale=locale, is_active=active, created_at=at
        )
        Membership.objects.create(shop=shop, staff=staff, role=role, created_at=at + timedelta(seconds=number))
    built = []

    def letter(locale):
        built.append(locale)
        return simple(f"Decide ({locale})")

    with writing(shop.id):
        mails = send_to_staff(shop_id=shop.id, permission="cases.agree", key="case:1:opened", letter=letter, at=at)
        send_to_staff(shop_id=shop.id, permission="cases.agree", key="case:1:opened", letter=letter, at=at)
    assert [(mail.to_email, mail.locale, mail.subject) for mail in mails] == [
        ("p0@example.com", "zh-hans", "Decide (zh-hans)"),
        ("p1@example.com", "en", "Decide (en)"),
        ("p2@example.com", "en", "Decide (en)"),
    ]
    assert built == ["zh-hans", "en"] * 2
    with in_shop(shop):
        assert list(Mail.objects.order_by("pk").values_list("pk", flat=True)) == [mail.pk for mail in mails]
    # Written together, delivered together.
    assert jobs() == [[str(mail.pk) for mail in mails]]
