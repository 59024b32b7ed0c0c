"""The desk's pages of payment providers and chargebacks: what is entered is checked, sealed and never shown again."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from huitou.core.jobs import run_pending
from huitou.core.money import Money
from huitou.core.tenancy import in_shop
from huitou.refunds.credentials import opened
from huitou.refunds.gateway_calls import gateway_actor
from huitou.refunds.gateways.notices import ChargebackNews, Stage
from huitou.refunds.models import Chargeback, GatewayAccount
from huitou.refunds.verbs import hear_chargeback, keep_account
from tests.browsing import DESKTOP, PHONE
from tests.desk.test_browser import sign_in
from tests.looking import faults

SECRET = "sk_test_" + "4eC39HqLyjWDarjtT1zdp7dc"
ENTERED = {"secret_key": SECRET, "webhook_secret": "whsec_" + "5WbX5kEWLlfzsGNjH64I8lOOqUB6e8FH", "serves": "card"}


def at(world: Any, name: str, *more: str) -> str:
    return reverse(f"desk:{name}", args=[world.shop.slug, *more])


def charge_back(world: Any, order: Any, reference: str = "dp_1", amount: int = 30_000) -> Chargeback:
    """The bank of the order's buyer takes money back; its payments are Stripe's by the shop's own word."""
    if not _account(world):
        values = {"secret_key": SECRET, "webhook_secret": ENTERED["webhook_secret"]}
        keep_account(
            gateway_code="stripe", values=values, serves=["sandbox"], actor=world.hire("owner"), at=world.now
        )  # fmt: skip
    news = ChargebackNews(
        reference, (f"{order.number}-0",), Money(amount, "CNY"), Stage.OPEN, world.now, reason="product_not_received",
        evidence_due=world.now + timedelta(days=9), fee=Money(1500, "CNY"),
    )  # fmt: skip
    row = hear_chargeback(actor=gateway_actor(world.shop.pk, "stripe"), at=world.now, gateway="stripe", news=news)
    assert row is not None
    return row


def _account(world: Any) -> GatewayAccount | None:
    with in_shop(world.shop):
        return GatewayAccount.objects.filter(gateway="stripe").first()


def test_the_owner_enters_an_account_and_nobody_reads_it_again(world, desk):
    owner = desk("owner")
    answer = owner.post(at(world, "keep_gateway", "stripe"), ENTERED)
    assert answer.status_code == 302
    row = _account(world)
    with in_shop(world.shop):
        assert opened(row)["secret_key"] == SECRET
    assert (row.hints["secret_key"], row.serves) == ("…p7dc", ["card"])
    assert SECRET not in row.sealed
    shown = owner.get(at(world, "gateways")).content.decode()
    assert "…p7dc" in shown
    assert SECRET not in shown
    assert f"/hooks/stripe/{world.shop.slug}/" in shown
    assert owner.post(at(world, "keep_gateway", "stripe"), {"serves": "card, terminal"}).status_code == 302
    with in_shop(world.shop):
        assert opened(_row := GatewayAccount.objects.get())["secret_key"] == SECRET
    assert _row.serves == ["card", "terminal"]


@pytest.mark.parametrize(
    "given",
    [{}, {"secret_key": "pk_live_1", "webhook_secret": "whsec_1"}, {"secret_key": SECRET, "webhook_secret": ""},
     {"secret_key": SECRET, "webhook_secret": "we_1"}],
)  # fmt: skip
def test_what_cannot_work_is_refused_with_the_reason_and_without_echo(given, world, desk):
    answer = desk("owner").post(at(world, "keep_gateway", "stripe"), given)
    assert answer.status_code == 422
    assert SECRET not in answer.content.decode()
    assert _account(world) is None


def test_a_private_key_is_not_echoed_beside_an_error(world, desk):
    given = {"private_key": "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBg\n-----END PRIVATE KEY-----", "app_id": "2021"}
    answer = desk("owner").post(at(world, "keep_gateway", "alipay"), given)
    assert answer.status_code == 422
    assert "MIIEvQIBADANBg" not in answer.content.decode()
    assert "2021" in answer.content.decode()


def test_a_sealed_row_does_not_open_for_another_shop(world, worlds, desk):
    from huitou.refunds.gateways.protocol import Misconfigured

    desk("owner").post(at(world, "keep_gateway", "stripe"), ENTERED)
    row = _account(world)
    row.shop_id = worlds("elsewhere").shop.pk
    with pytest.raises(Misconfigured) as caught:
        opened(row)
    assert caught.value.failure_code == "seal_broken"


def test_an_account_is_not_closed_while_money_is_on_its_way(world, desk):
    owner = desk("owner")
    owner.post(at(world, "keep_gateway", "stripe"), ENTERED)
    world.apply(world.order(shipped=False, delivered_days_ago=None, gateway="stripe"), kind="refund_only", cups=1)
    owner.post(at(world, "close_gateway", "stripe"))
    assert _account(world).closed_at is None


def test_closing_forgets_the_secrets(world, desk):
    owner = desk("owner")
    owner.post(at(world, "keep_gateway", "stripe"), ENTERED)
    assert owner.post(at(world, "close_gateway", "stripe")).status_code == 302
    row = _account(world)
    assert (row.sealed, row.hints) == ("", {})
    assert row.closed_at is not None


def test_evidence_is_written_down_and_the_case_waits(world, desk):
    order = world.order()
    row = charge_back(world, order)
    agent = desk("agent")
    shown = agent.get(at(world, "chargeback", row.ref)).content.decode()
    assert "the buyer says that nothing arrived" in shown
    assert row.ref in agent.get(at(world, "queue")).content.decode()
    assert agent.get(at(world, "refunds")).content.decode().count("Chargebacks") == 1
    refused = agent.post(at(world, "chargeback_act", row.ref, "record_evidence"), {"words": " "})
    assert refused.status_code == 422
    answer = agent.post(at(world, "chargeback_act", row.ref, "record_evidence"), {"words": "周一已签收"})
    assert answer.status_code == 302
    with in_shop(world.shop):
        row = Chargeback.objects.get()
    assert (row.state, row.words) == ("evidence_sent", "周一已签收")


def test_the_operator_is_told_of_an_account_that_cannot_work(world, desk):
    from huitou.config.health import _gateways

    desk("owner").post(at(world, "keep_gateway", "stripe"), ENTERED)
    assert list(_gateways()) == [("ok", "1 accounts at payment providers")]
    with in_shop(world.shop):
        GatewayAccount.objects.update(sealed="")
    assert [level for level, _text in _gateways()] == ["fail", "fail", "ok"]


def test_a_case_of_a_disputed_payment_waits_and_goes_on_by_itself(world, desk):
    """Agreed, nothing to send back, and the bank has the money: the case is paid once the bank has decided."""
    from huitou.cases.models import Case
    from huitou.core.deadlines import sweep_shop

    order = world.order()
    case = world.apply(order, cups=1, reason="damaged", photo=True, kind="refund_only")
    row = charge_back(world, order, amount=100)
    answer = desk("agent").post(at(world, "act", case.ref, "agree"))
    assert "disputes this payment" in answer.content.decode()
    news = ChargebackNews("dp_1", (), row.money, Stage.WON, world.now + timedelta(hours=1), fee=Money(0, "CNY"))
    hear_chargeback(actor=gateway_actor(world.shop.pk, "stripe"), at=world.now, gateway="stripe", news=news)
    world.clock.forward(hours=49)
    sweep_shop(world.shop.pk, at=world.now)
    run_pending()
    with in_shop(world.shop):
        assert Case.objects.get(pk=case.pk).state == "resolved"


def test_the_list_asks_as_often_for_many_as_for_one(world, desk):
    agent = desk("agent")

    def count() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert agent.get(at(world, "chargebacks")).status_code == 200
        return sum("huitou_cache" not in query["sql"] for query in asked.captured_queries)

    charge_back(world, world.order())
    count()
    few = count()
    for number in range(5):
        charge_back(world, world.order(), f"dp_more_{number}")
    assert count() == few


@pytest.mark.sweep
@pytest.mark.browser
@pytest.mark.parametrize(("locale", "width"), [("zh-hans", DESKTOP), ("en", PHONE)])
def test_the_pages_are_sound(server, world, open_page, locale, width):
    order = world.order()
    world.apply(order, cups=1, reason="damaged", photo=True)
    row = charge_back(world, order)
    page = open_page(locale, width)
    sign_in(page, world, "owner", locale)
    for path in (at(world, "gateways"), at(world, "chargebacks"), at(world, "chargeback", row.ref)):
        page.goto(path)
        for summary in page.locator("details.deed > summary").all():
            summary.click()
        assert faults(page) == [], path
