"""Examples in the providers' documented formats, written by hand: what each of them means to us, field by field."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import huitou.refunds.gateways
from huitou.core.money import Money
from huitou.refunds.gateways.alipay import mapping as alipay
from huitou.refunds.gateways.alipay.signing import signed_part
from huitou.refunds.gateways.notices import ChargebackNews, Stage
from huitou.refunds.gateways.protocol import GatewayAnswer, Outcome
from huitou.refunds.gateways.shopify import mapping as shopify
from huitou.refunds.gateways.stripe import mapping as stripe
from huitou.refunds.gateways.wechat_pay import mapping as wechat_pay

FOLDER = Path(huitou.refunds.gateways.__file__).parent
NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
PEOPLE = ("Mia", "mia@", "8812", "Am Hafen", '0000000"}', "某银行")


def read(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")


def without_people(kept: Any) -> bool:
    told = json.dumps(kept, ensure_ascii=False)
    return not any(word in told for word in PEOPLE)


def test_stripe_refund() -> None:
    kept = stripe.kept(json.loads(read("stripe/fixtures/refund_updated.json"))["data"]["object"])
    assert without_people(kept)
    assert stripe.answer_of(kept) == GatewayAnswer(
        key="huitou-0123", outcome=Outcome.PAID, reference="re_1HuitouA", money=Money(967, "EUR"),
        at=datetime.fromtimestamp(1763790000, UTC), payments=("pi_1HuitouA", "ch_1HuitouA"),
    )  # fmt: skip


def test_stripe_dispute() -> None:
    kept = stripe.kept(json.loads(read("stripe/fixtures/dispute_created.json"))["data"]["object"])
    assert without_people(kept)
    assert stripe.chargeback_of(kept, NOON) == ChargebackNews(
        reference="dp_1HuitouA", payments=("pi_1HuitouA", "ch_1HuitouA"), money=Money(8400, "EUR"), stage=Stage.OPEN,
        at=NOON, reason="product_not_received", evidence_due=datetime.fromtimestamp(1764460799, UTC),
        fee=Money(2000, "EUR"),
    )  # fmt: skip


def test_wechat_refund() -> None:
    assert wechat_pay.answer_of(json.loads(read("wechat_pay/fixtures/refund.json"))) == GatewayAnswer(
        key="huitou-0123", outcome=Outcome.PAID, reference="50300007262026112200000001", money=Money(967, "CNY"),
        at=NOON, payments=("4200001234202611220000000001", "TEA-1001"),
    )  # fmt: skip


def test_wechat_bill() -> None:
    ours, theirs = wechat_pay.of_bill(read("wechat_pay/fixtures/refund_bill.csv"))
    assert ours == GatewayAnswer(
        key="huitou-0123", outcome=Outcome.PAID, reference="50300007262026112200000001", money=Money(967, "CNY"),
        at=NOON, payments=("4200001234202611220000000001", "TEA-1001"),
    )  # fmt: skip
    assert (theirs.key, theirs.money, theirs.outcome) == ("", Money(2000, "CNY"), Outcome.ACCEPTED)


def test_alipay_query_and_what_of_it_is_signed() -> None:
    body = read("alipay/fixtures/refund_query.json")
    name = "alipay_trade_fastpay_refund_query_response"
    assert signed_part(body, name).startswith('{"code":"10000"')
    assert signed_part(body, name).endswith('"2026-11-22 12:00:05"}')
    assert alipay.answer_of(json.loads(body)[name], NOON) == GatewayAnswer(
        key="huitou-0123", outcome=Outcome.PAID, reference="2026112222001400001400000001/huitou-0123",
        money=Money(967, "CNY"), at=NOON.replace(second=5), payments=("2026112222001400001400000001", "TEA-1001"),
    )  # fmt: skip


def test_alipay_bill() -> None:
    (found,) = alipay.of_bill(read("alipay/fixtures/bill.csv"))
    assert (found.key, found.money, found.at) == ("huitou-0123", Money(967, "CNY"), NOON.replace(second=5))


def test_shopify_webhook() -> None:
    kept = shopify.kept(json.loads(read("shopify/fixtures/refunds_create.json")))
    assert without_people(kept)
    assert list(shopify.answers_of(kept)) == [
        GatewayAnswer(
            key="huitou-0123", outcome=Outcome.PAID, reference="389404469", money=Money(967, "EUR"),
            at=NOON.replace(second=1), payments=("801038806",),
        )
    ]  # fmt: skip
