"""The door: the same answer on a hit and a miss, the code, its ends, the signed link."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from huitou.accounts.buyers import signed_link
from huitou.core.jobs import run_pending
from huitou.core.sealing import unseal
from huitou.core.tenancy import in_shop
from huitou.notifications.models import Mail
from huitou.portal.session import PENDING, SESSION
from tests.portal.reading import words

HOME = "/s/teahouse/"


@pytest.fixture
def order(world):
    return world.order()


def visitor(locale="en"):
    return Client(headers={"accept-language": locale})


def ask(client, number, contact="buyer@example.com", **more):
    return client.post(HOME, {"number": number, "contact": contact, **more})


def mailed_code(world):
    """The code of the newest mail, unsealed from the job that is to send it. In clear it lies nowhere, at no moment."""
    from huitou.core import jobs

    name = "portal.send_code"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT args->>'sealed_code' FROM procrastinate_jobs WHERE task_name = %s ORDER BY id DESC LIMIT 1", [name]
        )
        code = unseal(cursor.fetchone()[0])
    lies_nowhere(world, code)
    while jobs.run_pending(limit=1):
        lies_nowhere(world, code)
    return code


def lies_nowhere(world, code):
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(args::text, ' ') FROM procrastinate_jobs")
        assert code not in (cursor.fetchone()[0] or "")
    with in_shop(world.shop):
        for mail in Mail.objects.all():
            assert code not in f"{mail.subject} {mail.html} {mail.text} {mail.secrets}"


def test_the_job_of_a_look_up_that_found_nothing_looks_the_same(world, order):
    seen = []
    for number in (order.number, "999999"):
        ask(visitor(), number)
        with connection.cursor() as cursor:
            cursor.execute("SELECT args->>'sealed_code' FROM procrastinate_jobs ORDER BY id DESC LIMIT 1")
            seen.append(len(cursor.fetchone()[0]))
    assert seen[0] == seen[1]


def without_secrets(page):
    return re.sub(r'(csrfmiddlewaretoken" value=")[^"]*', r"\1", page.content.decode())


def test_the_answer_is_the_same_for_an_order_that_exists_and_one_that_does_not(world, order):
    pages, statements = [], []
    for number, contact in (
        (order.number, "buyer@example.com"),
        ("999999", "buyer@example.com"),
        (order.number, "other@example.com"),
    ):
        client = visitor()
        with CaptureQueriesContext(connection) as seen:
            answer = ask(client, number, contact)
        assert (answer.status_code, answer["location"]) == (302, HOME + "code/")
        statements.append([re.sub(r"'[^']*'", "?", query["sql"])[:60] for query in seen])
        page = client.get(HOME + "code/")
        pages.append(without_secrets(page).replace("o…@example.com", "b…@example.com"))
    assert pages[0] == pages[1] == pages[2]
    assert statements[0] == statements[1] == statements[2]
    run_pending()
    with in_shop(world.shop):
        assert Mail.objects.count() == 1


def test_the_code_opens_the_order_and_the_mail_is_in_the_readers_language(world, order):
    client = visitor("zh-CN")
    ask(client, f"#{order.number} ")
    code = mailed_code(world)
    with in_shop(world.shop):
        mail = Mail.objects.get()
    assert (mail.to_email, mail.locale, mail.subject) == ("buyer@example.com", "zh-hans", "你在陶杯社的验证码")
    answer = client.post(HOME + "code/", {"code": f"{code[:3]} {code[3:]}"})
    assert (answer.status_code, answer["location"]) == (302, f"{HOME}orders/{order.number}/")
    session = answer.cookies[SESSION]
    assert (session["httponly"], session["samesite"], session["path"]) == (True, "Lax", HOME)
    assert answer.cookies[PENDING].value == ""
    page = client.get(answer["location"])
    assert page.status_code == 200
    assert page["cache-control"] == "no-store"


def test_no_code_and_no_link_stays_in_our_copy_of_the_mail(world, order):
    client = visitor()
    ask(client, order.number)
    code = mailed_code(world)
    with in_shop(world.shop):
        mail = Mail.objects.get()
    assert mail.state == "sent"
    assert code not in mail.text + mail.html + mail.subject


def test_a_wrong_code_says_so_and_the_right_one_still_works(world, order):
    client = visitor()
    ask(client, order.number)
    code = mailed_code(world)
    wrong = client.post(HOME + "code/", {"code": "000000" if code != "000000" else "111111"})
    assert wrong.status_code == 422
    assert "This code does not match." in words(wrong)
    assert client.post(HOME + "code/", {"code": code}).status_code == 302


def test_after_five_wrong_codes_the_right_one_is_over_too(world, order):
    client = visitor()
    ask(client, order.number)
    code = mailed_code(world)
    for _try in range(5):
        client.post(HOME + "code/", {"code": "000000" if code != "000000" else "111111"})
    over = client.post(HOME + "code/", {"code": code})
    assert over.status_code == 422
    assert "This code no longer works. Ask for a new one." in words(over)
    assert SESSION not in over.cookies


def test_a_code_is_over_after_ten_minutes(world, order, clock):
    client = visitor()
    ask(client, order.number)
    code = mailed_code(world)
    clock.forward(minutes=11)
    assert "This code no longer works." in words(client.post(HOME + "code/", {"code": code}))


def test_letters_are_no_code_and_cost_no_try(world, order):
    client = visitor()
    ask(client, order.number)
    code = mailed_code(world)
    for typed in ("abcdef", "12345", "", "1234567"):
        assert client.post(HOME + "code/", {"code": typed}).status_code == 422
    assert client.post(HOME + "code/", {"code": code}).status_code == 302


def test_another_code_comes_after_a_minute_and_replaces_nothing_before(world, order, clock):
    client = visitor()
    ask(client, order.number)
    early = client.post(HOME + "code/resend/")
    assert early.status_code == 429
    assert "You can ask for another code in" in words(early)
    clock.forward(seconds=61)
    assert client.post(HOME + "code/resend/").status_code == 302
    assert client.post(HOME + "code/", {"code": mailed_code(world)}).status_code == 302


def test_too_many_look_ups_are_said_and_nothing_typed_is_lost(world, order):
    for _try in range(6):
        assert ask(visitor(), order.number).status_code == 302
    answer = ask(visitor(), order.number)
    assert answer.status_code == 422
    assert "That was tried too often. Please wait" in words(answer)
    assert f'value="{order.number}"' in answer.content.decode()


# Each is read as the same order number, or the same buyer: none of them is a new door.
NUMBERS = ("{}", "#{}", "##{}", "# {}", "\u200b{}", "{}\u2060", "\uff03{}")
CONTACTS = ("buyer@example.com", "BUYER@example.com", "\u200bbuyer@example.com", "mailto:buyer@example.com",
            "buyer@example\u2060.com", "\uff42uyer@example.com", "buyer @example.com")  # fmt: skip


def test_another_spelling_of_the_order_is_no_new_try(world, order):
    asked = [ask(visitor(), spelled.format(order.number), f"{n}@example.com") for n, spelled in enumerate(NUMBERS)]
    assert [answer.status_code for answer in asked] == [302] * 6 + [422]


def test_another_spelling_of_the_contact_is_no_new_try(world, order):
    asked = [ask(visitor(), f"{order.number}{n}", spelled) for n, spelled in enumerate(CONTACTS)]
    assert [answer.status_code for answer in asked] == [302] * 6 + [422]


def test_empty_fields_are_named_and_what_was_typed_stays(world):
    answer = visitor().post(HOME, {"number": "", "contact": "me@example.com"})
    assert answer.status_code == 422
    assert "Enter the order number from your confirmation." in words(answer)
    assert 'value="me@example.com"' in answer.content.decode()


def test_the_code_page_without_a_look_up_leads_to_the_look_up(world):
    assert visitor().get(HOME + "code/")["location"] == HOME


def test_a_personal_page_leads_through_the_look_up_and_back(world, order):
    client = visitor()
    wanted = f"{HOME}orders/{order.number}/apply/"
    asked = client.get(wanted)
    assert asked["location"].startswith(HOME + "?next=")
    page = client.get(asked["location"])
    assert f'value="{wanted}"' in page.content.decode()
    ask(client, order.number, next=wanted)
    assert client.post(HOME + "code/", {"code": mailed_code(world)})["location"] == wanted


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example", "//evil.example", "/desk/", "/s/teahouse/../../x", "/s/teahouse//evil.example"],
)
def test_nobody_is_led_elsewhere_after_the_code(world, order, elsewhere):
    client = visitor()
    ask(client, order.number, next=elsewhere)
    code = mailed_code(world)
    assert client.post(HOME + "code/", {"code": code})["location"] == f"{HOME}orders/{order.number}/"


def test_the_look_up_takes_a_csrf_token(world, order):
    assert (
        Client(enforce_csrf_checks=True).post(HOME, {"number": order.number, "contact": "b@example.com"}).status_code
        == 403
    )


def link(world, order, at=None):
    return signed_link(shop_id=world.shop.pk, customer_id=order.customer_id, order_id=order.pk, at=at or world.now)


def test_a_signed_link_opens_its_order_and_no_other(world, order):
    other = world.order()
    client = visitor()
    answer = client.post(HOME + "enter/", {"secret": link(world, order)})
    assert answer["location"] == f"{HOME}orders/{order.number}/"
    assert client.get(answer["location"]).status_code == 200
    assert client.get(f"{HOME}orders/{other.number}/").status_code == 404
    assert other.number not in words(client.get(HOME + "orders/"))


def test_a_pasted_link_leads_where_it_says(world, order):
    case = world.apply(order, pots=1)
    pasted = f"http://localhost:8000/s/teahouse/enter/?to=/s/teahouse/cases/{case.ref}/#{link(world, order)}"
    answer = visitor().post(HOME + "enter/", {"secret": pasted})
    assert answer["location"] == f"{HOME}cases/{case.ref}/"


def test_an_old_or_changed_link_says_what_to_do(world, order):
    for secret in (link(world, order, world.now - timedelta(days=31)), link(world, order)[:-2] + "xx", "nonsense"):
        answer = visitor().post(HOME + "enter/", {"secret": secret})
        assert answer.status_code == 422
        assert "This link no longer works. Look up your order to get a code." in words(answer)
        assert SESSION not in answer.cookies


def test_a_link_never_narrows_a_session_that_sees_more(world, order, sign_in):
    other = world.order()
    client = sign_in(order)
    answer = client.post(HOME + "enter/", {"secret": link(world, order)})
    assert SESSION not in answer.cookies
    assert client.get(f"{HOME}orders/{other.number}/").status_code == 200


def test_signing_out_ends_the_session_for_good(world, order, sign_in):
    client = sign_in(order)
    token = client.cookies[SESSION].value
    client.post(HOME + "leave/")
    client.cookies[SESSION] = token
    assert client.get(HOME + "orders/").status_code == 302


def test_a_session_of_one_shop_opens_nothing_in_another(world, worlds, order, sign_in):
    worlds("other")
    client = sign_in(order)
    assert client.get("/s/other/orders/").status_code == 302


def test_a_made_up_session_is_no_session(world, order):
    client = visitor()
    client.cookies[SESSION] = "fixed-by-somebody-else"
    assert client.get(HOME + "orders/").status_code == 302


def test_the_demos_doors_are_shut_outside_the_demo(world, order):
    assert visitor().get(HOME + "demo/").status_code == 404
    assert visitor().get(HOME + "demo/mails/").status_code == 404
    assert "demo" not in words(visitor().get(HOME)).casefold()
