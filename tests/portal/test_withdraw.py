"""The withdrawal function: two steps, the same answer for everybody, a case and a receipt for the right one."""

import json
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from huitou.cases.models import Case
from huitou.cases.queries.receipts import receipts_of
from huitou.cases.verbs import withdraw_contract
from huitou.core.jobs import forget_given_up, run_pending
from huitou.core.sealing import seal
from huitou.core.tenancy import in_shop
from huitou.notifications.models import Mail
from huitou.policies.presets import preset_for
from huitou.policies.verbs import publish, save_draft
from huitou.portal.withdrawing import withdraw
from tests.portal.reading import words

HOME = "/s/teahouse/"
PAGE = HOME + "withdraw/"


def visitor(locale="en"):
    return Client(headers={"accept-language": locale})


def statement(order, **changes):
    return {"name": "Anna Weber", "number": order.number, "email": "buyer@example.com"} | changes


def state(order, client=None, **changes):
    """The second step, and the worker's part of it."""
    answer = (client or visitor()).post(PAGE, statement(order, **changes) | {"confirm": "1"})
    run_pending()
    return answer


def cases_of(world):
    with in_shop(world.shop):
        return list(Case.objects.select_related("sheet", "order").order_by("opened_at"))


def receipts(world, order):
    with in_shop(world.shop):
        return receipts_of(order)


@pytest.mark.parametrize(
    ("locale", "first", "second"),
    [
        ("en", "Withdraw from contract here", "Confirm withdrawal"),
        ("zh-CN", "在此撤回合同", "确认撤回"),
        ("zh-TW", "在此撤回契約", "確認撤回"),
    ],
)
def test_it_has_two_steps_and_asks_three_things(world, locale, first, second):
    order, client = world.order(), visitor(locale)
    page = client.get(f"{PAGE}?order={order.number}").content.decode()
    assert first in page
    assert [name for name in ("name", "number", "email") if f'name="{name}"' in page] == ["name", "number", "email"]
    assert f'value="{order.number}"' in page
    review = client.post(PAGE, statement(order))
    assert second in words(review)
    assert "Anna Weber" in words(review)
    run_pending()
    assert cases_of(world) == [], "nothing is stated before it is confirmed"
    assert client.get(PAGE).status_code == 200


def test_confirmed_it_opens_a_case_of_everything_as_a_right_and_sends_the_receipt(world):
    order = world.order(cups=3)
    answer = state(order)
    assert "Your withdrawal is stated" in words(answer)
    (case,) = cases_of(world)
    assert (case.kind, case.state, case.entitled) == ("return_and_refund", "awaiting_goods", True)
    with in_shop(world.shop):
        assert sum(line.quantity for line in case.lines.all()) == 4
        assert [message.body for message in case.messages.all()] == [
            f"I, Anna Weber, withdraw from the contract for the order {order.number}."
        ]
    (mail,) = receipts(world, order)
    assert mail.to_email == "buyer@example.com"
    assert mail.subject == f"Receipt of your withdrawal: order {order.number}"
    assert f"I, Anna Weber, withdraw from the contract for the order {order.number}." in mail.text
    assert case.ref in mail.text
    assert case.opened_at == mail.queued_at


def test_before_the_shipping_the_money_comes_back_without_goods(world):
    order = world.order(shipped=False, delivered_days_ago=None)
    state(order)
    (case,) = cases_of(world)
    assert (case.kind, case.entitled) == ("refund_only", True)


def test_the_answer_is_the_same_whether_the_order_exists_or_not(world):
    order = world.order()
    there = state(order)
    not_there = state(order, number="NO-SUCH-ORDER")
    other_contact = state(order, email="somebody@example.com")

    def plain(answer):
        text = re.sub(r"\d\d:\d\d:\d\d", "…", words(answer))
        for own in (order.number, "NO-SUCH-ORDER", "buyer@example.com", "somebody@example.com"):
            text = text.replace(own, "…")
        return text

    assert plain(there) == plain(not_there) == plain(other_contact)
    assert len(cases_of(world)) == 1


def test_the_work_before_the_answer_is_the_same_too(world):
    order = world.order()
    counts = []
    for number in (order.number, "NO-SUCH-ORDER"):
        with CaptureQueriesContext(connection) as queries:
            visitor().post(PAGE, statement(order, number=number) | {"confirm": "1"})
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_what_matches_nothing_is_told_to_the_shop_and_to_nobody_else(world):
    order = world.order()
    state(order, email="somebody@example.com")
    assert cases_of(world) == []
    with in_shop(world.shop):
        mails = list(Mail.objects.filter(key__startswith="withdrawal"))
    assert mails
    assert {mail.to_email.split("@")[1] for mail in mails} == {"teahouse.example.com"}
    assert "somebody@example.com" in mails[0].text


def told(world):
    with in_shop(world.shop):
        rows = Mail.objects.filter(key__startswith="withdrawal.unmatched").order_by("queued_at", "pk")
        return list(rows.filter(to_email__startswith="owner"))


def waiting_jobs():
    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name, status::text, args::text FROM procrastinate_jobs ORDER BY id")
        return cursor.fetchall()


def test_a_flood_that_matches_nothing_is_told_in_a_few_mails_and_loses_nothing(world, clock):
    world.hire("owner")
    order = world.order()
    for place in range(12):
        statement_of = {"number": f"NO-{place}", "email": f"somebody{place}@example.com"}
        visitor().post(PAGE, statement(order, **statement_of) | {"confirm": "1"}, REMOTE_ADDR=f"198.51.100.{place}")
        run_pending()
    assert len(told(world)) == 5
    # What is over the limit waits in the queue, sealed, and comes together once the hour is over.
    waiting = [args for name, status, args in waiting_jobs() if name == "portal.tell_unmatched"]
    assert len(waiting) == 7
    assert not any("somebody" in args or "NO-" in args for args in waiting)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET scheduled_at = NULL WHERE task_name = 'portal.tell_unmatched'")
    clock.forward(hours=1)
    run_pending()
    mails = told(world)
    assert len(mails) == 6
    assert "7" in mails[-1].subject
    assert all(f"somebody{place}@example.com" in mails[-1].text for place in range(5, 12))
    assert not [name for name, _, _ in waiting_jobs() if name == "portal.tell_unmatched"]


def test_a_typed_name_greets_nobody_and_stays_on_its_line(world):
    order = world.order()
    lure = "<a href=//evil.example>Win</a>\nDear customer"
    withdraw_contract(order=order.pk, name=lure, actor=world.buyer(order), at=world.now, locale="en")
    (mail,) = receipts(world, order)
    first_lines = mail.text.partition("received your withdrawal")[0]
    assert "evil" not in first_lines
    with in_shop(world.shop):
        assert "<a href=//evil" not in mail.html
    assert "Win</a> Dear customer" in mail.text
    assert [line for line in mail.text.splitlines() if line.startswith("Dear customer")] == []


def test_what_fails_for_good_is_handed_to_a_person_and_leaves_no_name_behind(world):
    world.hire("owner")
    order = world.order()
    visitor().post(PAGE, statement(order) | {"confirm": "1"})
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed' WHERE task_name = 'portal.withdraw'")
    [(_, _, before)] = [row for row in waiting_jobs() if row[0] == "portal.withdraw"]
    assert "Anna" not in before
    forget_given_up()
    forget_given_up()
    [(_, status, after)] = [row for row in waiting_jobs() if row[0] == "portal.withdraw"]
    assert (status, json.loads(after)["statement"]) == ("failed", "")
    [mail] = told(world)
    assert "Anna Weber" in mail.text
    assert order.number in mail.subject


def test_the_name_goes_even_where_nobody_could_be_told(world):
    order = world.order()
    visitor().post(PAGE, statement(order) | {"confirm": "1"})
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'failed', args = args || '{\"statement\": \"broken\"}' "
            "WHERE task_name = 'portal.withdraw'"
        )
    forget_given_up()
    [(_, _, after)] = [row for row in waiting_jobs() if row[0] == "portal.withdraw"]
    assert json.loads(after)["statement"] == ""


def test_stated_twice_nothing_is_opened_twice_and_the_second_receipt_says_so(world, clock):
    order = world.order()
    state(order)
    clock.forward(minutes=5)
    state(order)
    assert len(cases_of(world)) == 1
    second, first = receipts(world, order)
    assert "All pieces stand in a case or were given back already." in second.text
    assert second.pk != first.pk


def test_the_job_run_twice_sends_one_receipt(world):
    order = world.order()
    sealed = seal(json.dumps(["Anna Weber", order.number, "buyer@example.com", world.now.isoformat()]))
    arguments = {"shop": str(world.shop.pk), "key": "k", "statement": sealed, "locale": "en"}
    withdraw(**arguments)
    withdraw(**arguments)
    assert len(receipts(world, order)) == 1
    assert len(cases_of(world)) == 1


def test_too_late_the_receipt_says_why_and_nothing_is_opened(world):
    order = world.order(delivered_days_ago=20)
    state(order)
    assert cases_of(world) == []
    (mail,) = receipts(world, order)
    assert "ended on" in mail.text


def test_the_moment_of_the_statement_counts_not_that_of_the_job(world, clock):
    order = world.order(delivered_days_ago=7)
    visitor().post(PAGE, statement(order) | {"confirm": "1"})
    stated_by = world.now
    clock.forward(days=3)
    run_pending()
    (case,) = cases_of(world)
    assert case.entitled
    assert case.opened_at <= stated_by


@pytest.mark.parametrize(
    "bad", [{"name": ""}, {"number": ""}, {"email": "no address"}, {"name": "x" * 121}, {"number": "\x00"}]
)
def test_bad_input_is_asked_for_again(world, bad):
    answer = state(world.order(), **bad)
    assert answer.status_code == 422
    assert cases_of(world) == []


def test_after_six_times_for_one_order_it_has_to_wait(world):
    order = world.order()
    codes = [state(order, email=f"{n}@example.com").status_code for n in range(7)]
    assert codes == [200] * 6 + [429]


def test_another_spelling_of_the_order_is_no_new_statement(world):
    order = world.order()
    spelled = (f"#{order.number}", f"##{order.number}", f"# {order.number}", order.number, f"{order.number}\u2060",
               f"\u200b{order.number}", f"\uff03{order.number}")  # fmt: skip
    codes = [state(order, number=one, email=f"{n}@example.com").status_code for n, one in enumerate(spelled)]
    assert codes == [200] * 6 + [429]


def test_the_receipts_can_be_looked_at_by_their_buyer_only(world, sign_in):
    order = world.order()
    state(order)
    page = sign_in(order).get(f"{HOME}orders/{order.number}/withdrawal/")
    assert "I, Anna Weber, withdraw" in words(page)
    stranger = world.order(customer="stranger", email="stranger@example.com")
    assert sign_in(stranger).get(f"{HOME}orders/{order.number}/withdrawal/").status_code == 404
    assert visitor().get(f"{HOME}orders/{order.number}/withdrawal/").status_code == 302
    assert "Receipts of withdrawal" in words(sign_in(order).get(f"{HOME}orders/{order.number}/"))


def publish_for(world, **changes):
    document = preset_for("CN", currency="CNY", timezone="Asia/Shanghai") | changes
    manager = world.hire("manager")
    publish(version=save_draft(document=document, actor=manager, at=world.now), actor=manager, at=world.now)


def test_only_a_shop_whose_policy_speaks_to_the_union_shows_the_link(world, clock):
    assert PAGE not in visitor().get(HOME).content.decode()
    clock.forward(days=1)
    document = preset_for("DE", currency="CNY", timezone="Asia/Shanghai")
    document["terms"]["refund_days"] = 4
    parts = {key: document[key] for key in ("terms", "calendar", "rules")}
    publish_for(world, **parts, exclusions=[], markets=["CN", "DE"])
    for path in ("", "policy/"):
        assert PAGE in visitor().get(HOME + path).content.decode()
