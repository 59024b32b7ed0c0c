"""WeChat's adapter against a local server that answers in WeChat's shapes and can fail in WeChat's ways."""

import hashlib
import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from huitou.core import jobs
from huitou.core.deadlines import sweep_deadlines
from huitou.core.errors import Conflict
from huitou.core.jobs import run_pending
from huitou.core.tenancy import in_shop
from huitou.insurance.insurers import registry
from huitou.insurance.insurers.protocol import (
    ClaimAnswer,
    ClaimRequest,
    CoverRequest,
    Notice,
    NoticeForged,
    NoticeUnconfigured,
    Place,
)
from huitou.insurance.insurers.wechat.adapter import WechatInsurer
from huitou.insurance.insurers.wechat.mapping import claim_answer
from huitou.insurance.models import FreightCover, InsurerNotice
from huitou.insurance.placing import place_cover
from huitou.insurance.reconcile import differences
from huitou.insurance.verbs import insure, keep_notice
from huitou.parcels.verbs import announce_parcel, record_scan
from huitou.refunds.gateways.protocol import AnswerLost, Misconfigured, Permanent, Retryable
from tests.insurance.insuring import balance, claims, covers, deliver, insure_all, receive, send_back

AT = datetime(2026, 11, 22, 4, tzinfo=UTC)
TOKEN = "push-token"


class Wechat:
    """WeChat's books: policies by payment. `lose`: do it and break the answer; `refuse`: error codes by path."""

    def __init__(self) -> None:
        self.policies: dict[str, dict[str, Any]] = {}
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.lose: set[str] = set()
        self.refuse: dict[str, int] = {}
        self.token = "t1"
        self.asked_for_token = 0

    def answer(self, path: str, query: dict[str, list[str]], body: dict[str, Any]) -> tuple[int, Any]:
        what = path.rsplit("/", 1)[-1]
        self.calls.append((what, body))
        if what == "stable_token":
            self.asked_for_token += 1
            if body["secret"] != "s3cret":
                return 200, {"errcode": 40125, "errmsg": "invalid appsecret"}
            return 200, {"access_token": self.token, "expires_in": 7200}
        if query.get("access_token") != [self.token]:
            return 200, {"errcode": 42001, "errmsg": "access_token expired"}
        if what in self.refuse:
            return 200, {"errcode": self.refuse[what], "errmsg": "no"}
        told = getattr(self, what)(body)
        return (502, "<html>bad gateway</html>") if what in self.lose else (200, told)

    def createorder(self, body: dict[str, Any]) -> dict[str, Any]:
        if body["order_no"] in self.policies:
            return {"errcode": 2001, "errmsg": "insured already"}
        self.policies[body["order_no"]] = {
            "order_no": body["order_no"], "policy_no": f"P{len(self.policies) + 1}", "status": 2, "premium": 70,
            "estimate_amount": 1200, "delivery_no": body["delivery_no"], "insurance_end_date": "2027-02-20 16:36:54",
            "openid": body["openid"],
        }  # fmt: skip
        own = self.policies[body["order_no"]]
        return {"errcode": 0, "policy_no": own["policy_no"], "insurance_end_date": own["insurance_end_date"],
                "estimate_amount": 1200, "premium": 70}  # fmt: skip

    def claim(self, body: dict[str, Any]) -> dict[str, Any]:
        own = self.policies.get(body["order_no"])
        if own is None or own["openid"] != body["openid"]:
            return {"errcode": 2009, "errmsg": "no policy"}
        if own["status"] != 2:
            return {"errcode": 2007, "errmsg": "claimed already"}
        own.update(status=4, report_no="R1", refund_delivery_no=body["refund_delivery_no"])
        return {"errcode": 0, "report_no": "R1", "is_home_pick_up": 0}

    def getorderlist(self, body: dict[str, Any]) -> dict[str, Any]:
        rows = [row for row in self.policies.values() if row["order_no"] == body["order_no"]]
        return {"errcode": 0, "list": rows, "total": len(rows)}


@pytest.fixture
def wechat(settings: Any) -> Iterator[Wechat]:
    books = Wechat()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = urlsplit(self.path)
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            status, told = books.answer(asked.path, parse_qs(asked.query), body)
            raw = (told if isinstance(told, str) else json.dumps(told)).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def log_message(self, *_: object) -> None:
            """Silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    settings.HUITOU_WECHAT_INSURANCE = {
        "app_id": "wx1", "app_secret": "s3cret", "token": TOKEN, "url": f"http://127.0.0.1:{server.server_port}",
    }  # fmt: skip
    settings.HUITOU_INSURERS = {"wechat": "huitou.insurance.insurers.wechat.adapter.WechatInsurer"}
    registry.insurer.cache_clear()
    yield books
    registry.insurer.cache_clear()
    server.shutdown()
    server.server_close()


def asks(payment: str = "4200", parcel: str = "SF1") -> CoverRequest:
    place = Place("广东省", "广州市", "海珠区", "新港中路 397 号")
    return CoverRequest("openid-1", payment, AT, 8_000, parcel, place, place, "s/shop/", (("青瓷杯", ""),))


def signed(
    body: bytes = b'{"order_no":"4200"}', *, at: datetime = AT, token: str = TOKEN, stamp: str = ""
) -> dict[str, str]:
    stamp = stamp or str(int(at.timestamp()))
    return {"timestamp": stamp, "nonce": "n1",
            "signature": hashlib.sha1("".join(sorted((token, stamp, "n1"))).encode()).hexdigest()}  # fmt: skip


def test_a_cover_is_taken_out_once_whatever_is_said_twice(wechat):
    one = WechatInsurer()
    first = one.insure(asks())
    assert (first.reference, first.premium_minor, first.cover_minor) == ("P1", 70, 1200)
    assert first.ends_at is not None
    assert first.ends_at.isoformat() == "2027-02-20T16:36:54+08:00"
    assert one.insure(asks()) == first
    assert len(wechat.policies) == 1
    sent = next(body for what, body in wechat.calls if what == "createorder")
    assert (sent["pay_time"], sent["pay_amount"], sent["delivery_place"]["city"]) == (
        int(AT.timestamp()),
        8_000,
        "广州市",
    )
    with pytest.raises(Permanent):  # another parcel of the same payment
        one.insure(asks(parcel="SF2"))


def test_a_lost_answer_is_looked_up_and_never_done_again(wechat):
    one = WechatInsurer()
    wechat.lose = {"createorder"}
    with pytest.raises(AnswerLost):
        one.insure(asks())
    wechat.lose = set()
    assert one.insure(asks()).reference == "P1"
    wechat.lose = {"claim"}
    request = ClaimRequest("openid-1", "4200", "YT1", "YTO")
    with pytest.raises(AnswerLost):
        one.claim(request)
    wechat.lose = set()
    found = one.claim(request)
    assert (found.outcome, found.reference) == ("filed", "R1")


def test_errors_are_told_apart(wechat, settings):
    one = WechatInsurer()
    assert one.find_claim("4200", "openid-1") is None
    wechat.token = "t2"  # it ended early: asked for anew, once
    assert one.find_claim("4200", "openid-1") is None
    assert wechat.asked_for_token == 2
    for number, error in ((-1, AnswerLost), (48001, Misconfigured), (1010, Permanent)):
        wechat.refuse = {"createorder": number}
        with pytest.raises(error):
            one.insure(asks())
    settings.HUITOU_WECHAT_INSURANCE = {**settings.HUITOU_WECHAT_INSURANCE, "app_secret": "wrong"}
    with pytest.raises(Misconfigured):
        WechatInsurer().insure(asks())
    settings.HUITOU_WECHAT_INSURANCE = {**settings.HUITOU_WECHAT_INSURANCE, "url": "http://127.0.0.1:9"}
    with pytest.raises(Retryable):
        WechatInsurer().insure(asks())


@pytest.mark.parametrize(
    ("row", "answer"),
    [
        ({"status": 5, "pay_finish_time": 1}, ClaimAnswer("paid", "R1", paid_minor=900)),
        ({"status": 5, "pay_finish_time": 0}, ClaimAnswer("filed", "R1")),
        ({"status": 5, "pay_fail_reason": "no account"}, ClaimAnswer("filed", "R1", failure_code="no account")),
        ({"status": 4, "pay_finish_time": 1}, ClaimAnswer("filed", "R1")),
        ({"status": 6, "pay_fail_reason": "late"}, ClaimAnswer("refused", "R1", failure_code="late")),
        ({"status": 7, "pay_fail_reason": "late"}, ClaimAnswer("refused", "R1", failure_code="lapsed")),
        ({"status": 2, "pay_finish_time": 1}, None),
    ],
)
def test_paid_is_what_reached_the_buyer(row, answer):
    assert claim_answer({"report_no": "R1", "estimate_amount": 900, **row}) == answer


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (httpx.ConnectTimeout(""), Retryable), (httpx.ReadTimeout(""), AnswerLost),
        (httpx.Response(200, text="no json"), AnswerLost), (httpx.Response(200, json=[]), AnswerLost),
        (httpx.Response(500, json={"errcode": 0}), AnswerLost), (httpx.Response(499, json={"errcode": 7}), Permanent),
        (httpx.Response(200, json={"errcode": 45011}), AnswerLost),
        (httpx.Response(200, json={"errcode": 61007}), Misconfigured),
        (httpx.Response(200, json={"errcode": 0, "list": [{"order_no": "4200"}]}), AnswerLost),
    ],
)  # fmt: skip
def test_what_wechat_answers_is_told_apart(answer, error, monkeypatch, settings):
    def post(*_asked, **_more):
        if isinstance(answer, Exception):
            raise answer
        return answer

    settings.HUITOU_WECHAT_INSURANCE = {"url": "", "app_secret": ""}
    monkeypatch.setattr(httpx, "post", post)
    one = WechatInsurer()
    with pytest.raises(Misconfigured):
        one.find_claim("4200", "openid-1")
    one._token, one._token_until = "t1", datetime.max.replace(tzinfo=UTC)
    with pytest.raises(error):
        one.find_claim("4200", "openid-1")


def test_a_notice_is_taken_only_signed_and_fresh(wechat, settings):
    one, body = WechatInsurer(), b'{"order_no":"4200"}'
    for at in (AT - timedelta(minutes=10), AT, AT + timedelta(minutes=10)):
        assert one.read_notice(signed(), body, at).payment == "4200"
    bad = [
        ({**signed(), "signature": "0" * 40}, body, AT),
        (signed(token="other"), body, AT),
        ({**signed(), "nonce": "n2"}, body, AT),
        (signed(), body, AT + timedelta(minutes=11)),
        (signed(), body, AT - timedelta(minutes=11)),
        (signed(), b"{", AT),
        (signed(), b"[]", AT),
        (signed(), b'{"order_no":"' + b"4" * 64 * 1024 + b'"}', AT),
        (signed(stamp="soon"), body, AT),
        ({}, body, AT),
        ({**signed(), "signature": "é"}, body, AT),
    ]
    for query, raw, at in bad:
        with pytest.raises(NoticeForged):
            one.read_notice(query, raw, at)
    settings.HUITOU_WECHAT_INSURANCE = {**settings.HUITOU_WECHAT_INSURANCE, "token": ""}
    with pytest.raises(NoticeUnconfigured):
        one.read_notice(signed(token=""), body, AT)


def test_an_order_insured_with_wechat_is_claimed_and_paid_there(world, wechat, monkeypatch):
    insure_all(world, insurer="wechat", insure_all=False, table=())
    order = world.order(shipped=False, delivered_days_ago=None)
    parcel = announce_parcel(order_id=order.pk, direction="outbound", carrier="sf", tracking_number="SF1",
                             actor=world.agent, at=world.now)  # fmt: skip
    record_scan(parcel=parcel, state="collected", occurred_at=world.now, actor=world.agent, at=world.now)
    insure(parcel=parcel, holder="openid-1", actor=world.agent, at=world.now)
    assert balance(world, "share:merchant") == 0  # nothing is booked before the insurer has said yes
    run_pending()
    (cover,) = covers(world)
    assert (cover.state, cover.reference, cover.premium_minor, cover.cover_minor) == ("in_force", "P1", 70, 1200)
    deliver(world, parcel)
    receive(world, send_back(world, order))
    (claim,) = claims(world)
    assert (claim.state, claim.reference, claim.amount_minor) == ("filed", "R1", 0)
    payment = f"{order.number}-0"
    wechat.policies[payment].update(status=5)  # agreed to, and not yet with the buyer
    world.clock.forward(hours=7)
    sweep_deadlines(at=world.now)
    run_pending()
    assert claims(world)[0].state == "filed"
    wechat.policies[payment].update(pay_finish_time=1)
    one, body = WechatInsurer(), json.dumps({"order_no": payment}).encode()
    notice = one.read_notice(signed(at=world.now), body, world.now)
    asked, enqueue = [], jobs.enqueue
    monkeypatch.setattr(
        jobs, "enqueue", lambda *job, **about: (asked.append(about.get("claim")), enqueue(*job, **about))
    )
    for key, payment_of_it in (("other", f"{payment}0"), (notice.key, payment), (notice.key, payment)):
        told = Notice(key=key, payment=payment_of_it)
        keep_notice(insurer="wechat", notice=told, body=body, actor=world.system, at=world.now)
    assert asked == [str(claim.pk)]  # of its payment alone, once
    with pytest.raises(Conflict):
        keep_notice(insurer="wechat", notice=notice, body=b"another", actor=world.system, at=world.now)
    run_pending()
    (claim,) = claims(world)
    assert (claim.state, claim.amount_minor) == ("paid", 1200)
    # The insurer pays the buyer itself: no credit here, and its own account shows what the shop got for its premium.
    assert balance(world, f"credit:{order.customer_id}") == 0
    assert (balance(world, "insurer:wechat"), balance(world, "outside:wechat")) == (70 - 1200, 1200)
    assert list(differences(world.shop.pk)) == []
    with in_shop(world.shop):
        assert InsurerNotice.objects.count() == 2
    keep_notice(insurer="wechat", notice=Notice("late", payment), body=body, actor=world.system, at=world.now)
    assert asked == [str(claim.pk)]  # what is settled is not asked about


def test_without_the_buyers_name_there_the_parcel_is_not_insured_and_nothing_is_booked(world, wechat):
    insure_all(world, insurer="wechat", table=())
    order = world.order(shipped=False, delivered_days_ago=None)
    parcel = announce_parcel(order_id=order.pk, direction="outbound", tracking_number="SF1", actor=world.agent,
                             at=world.now)  # fmt: skip
    record_scan(parcel=parcel, state="collected", occurred_at=world.now, actor=world.agent, at=world.now)
    run_pending()
    assert [(one.state, one.failure_code) for one in covers(world)] == [("declined", "holder_missing")]
    assert balance(world, "share:merchant") == 0
    (cover,) = covers(world)
    wechat.refuse = {"createorder": 1010}
    for state, code in (("declined", "holder_missing"), ("placing", "wechat_1010")):
        with in_shop(world.shop):
            FreightCover.objects.update(state=state, holder="openid-1")
        place_cover(world.shop.pk, cover.pk, at=world.now)  # one that was answered is not asked for again
        assert [(one.state, one.failure_code) for one in covers(world)] == [("declined", code)]
    assert balance(world, "share:merchant") == 0
    deliver(world, parcel)
    receive(world, send_back(world, order))
    assert [(one.state, one.refusal) for one in claims(world)] == [("refused", "not_in_force")]


def test_the_door_takes_what_is_signed_and_nothing_else(world, wechat, client, settings):
    address, body = f"/hooks/insurers/{world.shop.slug}/wechat/", '{"order_no":"4200"}'

    def post(query, slug=address):
        return client.post(slug, body, content_type="application/json", query_params=query).status_code

    assert client.get(address, query_params={**signed(at=world.now), "echostr": "word"}).content == b"word"
    assert client.get(address, query_params={"echostr": "word"}).status_code == 401
    assert post(signed(at=world.now)) == 200
    assert post(signed(at=world.now, token="other")) == 401
    assert post(signed(at=world.now), f"/hooks/insurers/{world.shop.slug}/nobody/") == 503
    assert post(signed(at=world.now), "/hooks/insurers/nowhere/wechat/") == 404
    settings.HUITOU_WECHAT_INSURANCE = {**settings.HUITOU_WECHAT_INSURANCE, "token": ""}
    assert post(signed(at=world.now)) == 503
    with in_shop(world.shop):
        assert [row.facts for row in InsurerNotice.objects.all()] == [{"payment": "4200"}]
