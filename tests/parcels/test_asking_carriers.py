"""Asking sources over the wire: loopback servers that speak each one's format, and ones that speak nonsense."""

import json
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, parse_qsl, urlencode

import pytest

from huitou.core.credentials import CredentialInvalid
from huitou.core.tenancy import in_shop
from huitou.parcels import asking
from huitou.parcels.asking import ask_source
from huitou.parcels.carriers.kdniao.adapter import sign as kdniao_sign
from huitou.parcels.carriers.protocol import Misconfigured, Permanent, SourceError, Wanted
from huitou.parcels.carriers.registry import account_of, source
from huitou.parcels.carriers.simulator.writers import Written
from huitou.parcels.models import Followed, Parcel
from huitou.parcels.verbs import close_carrier_account, keep_carrier_account
from tests.parcels.carrying import AT, build

NUMBER = "SF1234567890123"
CAME = AT - timedelta(hours=5)
CHINA = "2026-06-01 15:00:00"


class Speaker:
    """Answers with what it is given, and keeps what it was asked."""

    def __init__(self, *answers):
        self.answers, self.asked = list(answers), []

    @contextmanager
    def speaking(self):
        speaker = self

        class Handler(BaseHTTPRequestHandler):
            def answer(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
                speaker.asked.append((self.command, self.path, dict(self.headers), body))
                answers = speaker.answers
                status, told = answers.pop(0) if len(answers) > 1 else answers[0]
                content = told.encode() if isinstance(told, str) else json.dumps(told).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            do_GET = do_POST = answer  # noqa: N815  (the standard library's names)

            def log_message(self, *_):
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            server.server_close()


@pytest.fixture
def house(once, clock):
    return once(build)


@pytest.fixture
def speaking(settings):
    """`speaking("aftership", (200, {...}))`: that source answers so from now on."""
    opened = []

    def speak(code, *answers):
        speaker = Speaker(*answers)
        context = speaker.speaking()
        address = context.__enter__()
        opened.append(context)
        settings.HUITOU_CARRIER_ADDRESSES = {**settings.HUITOU_CARRIER_ADDRESSES, code: address}
        return speaker

    yield speak
    for context in opened:
        context.__exit__(None, None, None)


AFTERSHIP = {"meta": {"code": 200}, "data": {"trackings": [{
    "tracking_number": NUMBER, "slug": "sf-express", "updated_at": AT.isoformat(),
    "checkpoints": [{"checkpoint_time": CAME.isoformat(), "subtag": "Delivered_001"}],
}]}}  # fmt: skip
TRACK17 = {"code": 0, "data": {"accepted": [{"number": NUMBER, "track_info": {"tracking": {"providers": [
    {"events": [{"time_iso": CAME.isoformat(), "sub_status": "Delivered_Other"}]}
]}}}], "rejected": []}}  # fmt: skip
KUAIDI100 = {"message": "ok", "status": "200", "nu": NUMBER, "com": "shunfeng", "state": "3",
             "data": [{"ftime": CHINA, "statusCode": "3", "context": "已签收"}]}  # fmt: skip
KDNIAO = {"Success": True, "LogisticCode": NUMBER, "ShipperCode": "SF", "State": "3",
          "Traces": [{"AcceptTime": CHINA, "AcceptStation": "已签收"}]}  # fmt: skip
EASYPOST = {"trackers": [{"tracking_code": NUMBER, "carrier": "SF", "status": "delivered", "updated_at": AT.isoformat(),
             "tracking_details": [{"datetime": CAME.isoformat(), "status": "delivered"}]}]}  # fmt: skip
ANSWERS = {
    "aftership": AFTERSHIP, "track17": TRACK17, "kuaidi100": KUAIDI100, "kdniao": KDNIAO, "easypost": EASYPOST,
}  # fmt: skip


@pytest.mark.parametrize("code", sorted(ANSWERS))
def test_what_is_due_is_asked_once_and_taken_in(code, house, speaking):
    begun = {"kuaidi100": {"result": True, "returnCode": "200"}}.get(code, ANSWERS[code])
    carrying, speaker = house.carrying, speaking(code, (200, begun), (200, ANSWERS[code]))
    asked = ask_source(shop_id=carrying.shop.pk, code=code, at=AT)
    parcel = carrying.parcel(NUMBER)
    assert (asked.parcels, asked.failure_code) == (1, "")
    assert (parcel.state, parcel.delivered_at) == ("delivered", AT - timedelta(hours=5))
    for _command, path, _headers, body in speaker.asked:
        assert NUMBER in f"{path} {parse_qs(body)} {body}"
    # It is delivered: nobody is asked any more.
    assert ask_source(shop_id=carrying.shop.pk, code=code, at=AT + timedelta(days=2)).parcels == 0
    # Asked to follow it, then what it knows.
    assert len(speaker.asked) == 2


def test_kdniao_is_asked_with_its_signature(house, speaking):
    speaker = speaking("kdniao", (200, KDNIAO))
    source("kdniao").poll(account_of(house.carrying.shop.pk), [Wanted(NUMBER, "sf")], None)
    form = dict(parse_qsl(speaker.asked[0][3]))
    assert json.loads(form["RequestData"]) == {"LogisticCode": NUMBER, "ShipperCode": "SF"}
    assert form["DataSign"] == kdniao_sign("bird-key", form["RequestData"])
    assert (form["RequestType"], form["EBusinessID"]) == ("8001", "1672544")


BAD = {
    "HTML": (200, "<html><body>Under maintenance</body></html>"),
    "busy": (429, {}),
    "broken": (500, "oops"),
    "elsewhere": (302, ""),
    "a list": (200, [1, 2]),
}


@pytest.mark.parametrize(("code", "kind"), [*(("aftership", kind) for kind in sorted(BAD)), ("kuaidi100", "HTML")])
def test_who_answers_nonsense_is_asked_again_later_each_time(code, kind, house, speaking):
    carrying, speaker = house.carrying, speaking(code, BAD[kind])
    every = source(code).capabilities.polled_every
    assert ask_source(shop_id=carrying.shop.pk, code=code, at=AT).failure_code != ""
    with in_shop(carrying.shop):
        (row,) = Followed.objects.filter(source=code)
        assert (row.failures, row.next_poll_at) == (1, AT + every * 2)
    assert ask_source(shop_id=carrying.shop.pk, code=code, at=AT + every).parcels == 0
    ask_source(shop_id=carrying.shop.pk, code=code, at=AT + every * 2)
    with in_shop(carrying.shop):
        assert Followed.objects.get(source=code).failures == 2
    assert len(speaker.asked) == 2
    assert carrying.parcel(NUMBER).state == "announced"


def test_following_is_told_and_what_is_there_already_is_success(house, speaking):
    account, wanted = account_of(house.carrying.shop.pk), Wanted(NUMBER, "sf")
    told = {
        "aftership": (409, {"meta": {"code": 4003}}),
        "track17": (200, {"code": 0, "data": {"rejected": [{"error": {"code": -18019901}}]}}),
        "kuaidi100": (200, {"result": False, "returnCode": "501"}),
        "kdniao": (200, {"Success": True}),
        "easypost": (200, {"id": "trk_1"}),
    }
    asked = {code: speaking(code, answer) for code, answer in told.items()}
    for code in told:
        source(code).subscribe(account, wanted, "https://shop.example/hooks/")
    param = json.loads(dict(parse_qsl(asked["kuaidi100"].asked[0][3]))["param"])
    assert param["company"] == "shunfeng"
    assert param["parameters"] == {
        "callbackurl": "https://shop.example/hooks/", "salt": "k100-salt-of-the-shop", "resultv2": "4"
    }  # fmt: skip
    speaking("kuaidi100", (200, {"result": False, "returnCode": "600"}))
    with pytest.raises(Misconfigured):
        source("kuaidi100").subscribe(account, wanted, "https://shop.example/hooks/")
    speaking("track17", (200, {"code": 0, "data": {"rejected": [{"error": {"code": -18019903}}]}}))
    with pytest.raises(Permanent):
        source("track17").subscribe(account, wanted, "https://shop.example/hooks/")


def test_a_closed_account_asks_nobody(house, speaking):
    carrying, speaker = house.carrying, speaking("aftership", (200, AFTERSHIP))
    close_carrier_account(source_code="aftership", actor=carrying.actor(), at=AT)
    assert ask_source(shop_id=carrying.shop.pk, code="aftership", at=AT).failure_code == "not_configured"
    assert speaker.asked == []


def test_what_one_run_asks_about_no_other_asks_about_and_time_is_up_at_last(house, speaking, monkeypatch):
    shop = house.carrying.shop.pk
    speaker, seen = speaking("aftership", (200, AFTERSHIP)), []
    adapter, poll = source("aftership"), source("aftership").poll

    def polling(*given):
        seen.append(ask_source(shop_id=shop, code="aftership", at=AT).parcels)  # another worker, meanwhile
        return poll(*given)

    monkeypatch.setattr(asking, "LONGEST_RUN_SECONDS", 0)
    assert ask_source(shop_id=shop, code="aftership", at=AT).parcels == 0
    monkeypatch.undo()
    monkeypatch.setattr(type(adapter), "poll", lambda _self, *given: polling(*given))
    assert ask_source(shop_id=shop, code="aftership", at=AT).parcels == 1
    assert seen == [0]
    assert len(speaker.asked) == 2


def test_a_delivery_that_was_learned_by_asking_counts_after_a_push_that_says_its_time(house, speaking):
    carrying = house.carrying
    moved = [{"AcceptTime": "2026-06-01 09:00:00", "AcceptStation": "运输中", "Action": "2"}]
    under_way = {**KDNIAO, "State": "2", "Traces": moved}
    came = {
        **KDNIAO,
        "Traces": [*moved, {"AcceptTime": "2026-06-01 20:00:00", "AcceptStation": "已签收", "Action": "3"}],
    }
    speaking("kdniao", (200, {"Success": True}), (200, under_way), (200, came))
    ask_source(shop_id=carrying.shop.pk, code="kdniao", at=AT)
    pushed = json.dumps({"PushTime": "2026-06-01 20:10:00", "Data": [under_way]})
    form = {
        "RequestData": pushed, "DataSign": kdniao_sign("bird-key", pushed), "EBusinessID": "1672544",
        "RequestType": "101",
    }  # fmt: skip
    written = Written({}, urlencode(form).encode(), "application/x-www-form-urlencoded")
    assert carrying.send("kdniao", written).status_code == 200
    assert carrying.parcel(NUMBER).state == "in_transit"
    # It says no time of its own, and what it tells happened before the push was sent.
    ask_source(shop_id=carrying.shop.pk, code="kdniao", at=AT + timedelta(hours=5))
    assert carrying.parcel(NUMBER).state == "delivered"


def test_one_number_that_cannot_be_read_or_is_refused_stops_no_other(house, speaking):
    carrying = house.carrying
    carrying.announce(house.order, "SF9999999999999")
    odd = {"number": "SF9999999999999", "track_info": {"tracking": {"providers": [{"events": [{"time_iso": "?"}]}]}}}
    both = {"code": 0, "data": {"accepted": [odd, *TRACK17["data"]["accepted"]]}}
    speaking("track17", (200, {"code": 0, "data": {}}), (200, {"code": 0, "data": {}}), (200, both))
    assert ask_source(shop_id=carrying.shop.pk, code="track17", at=AT).failure_code == ""
    assert carrying.parcel(NUMBER).state == "delivered"
    asked = speaking("kdniao", (200, {"Success": False, "Reason": "no"}))
    with in_shop(carrying.shop):
        Parcel.objects.update(state="announced", carrier="sf")
    assert ask_source(shop_id=carrying.shop.pk, code="kdniao", at=AT).parcels == 2
    assert len(asked.asked) == 2
    with in_shop(carrying.shop):
        assert set(Followed.objects.filter(source="kdniao").values_list("failures", flat=True)) == {1}


REFUSALS = [
    ("easypost", 402, {"error": {"code": "PAYMENT_REQUIRED"}}, "Misconfigured"),
    ("easypost", 403, {"error": {"code": "APIKEY.INACTIVE"}}, "Misconfigured"),
    ("easypost", 422, {"error": {"code": "TRACKER.CREATE.ERROR"}}, "Permanent"),
    ("easypost", 400, {"error": {"code": "BAD_REQUEST"}}, "Retryable"),
    ("aftership", 402, {"meta": {"code": 402}}, "Misconfigured"),
    ("aftership", 404, {"meta": {"code": 404}}, "Misconfigured"),
    ("aftership", 400, {"meta": {"code": 4005}}, "Permanent"),
    ("aftership", 400, {"meta": {"code": 4001}}, "Retryable"),
]


def test_only_what_speaks_of_the_number_gives_it_up_and_another_key_asks_again(house, speaking):
    carrying = house.carrying
    account = account_of(carrying.shop.pk)
    for code, status, told, failure in REFUSALS:
        asked = speaking(code, (status, told))
        with pytest.raises(SourceError) as refused:
            source(code).poll(account, [Wanted("A/B&C", "ups")], None)
        assert type(refused.value).__name__ == failure, (code, status)
        assert "A%2FB%26C" in asked.asked[0][1]
    speaking("easypost", (200, {}), (422, {"error": {"code": "TRACKER.NOT_FOUND"}}))
    ask_source(shop_id=carrying.shop.pk, code="easypost", at=AT)
    with in_shop(carrying.shop):
        assert Followed.objects.get(source="easypost").next_poll_at is None
    keep_carrier_account(source_code="easypost", values={"api_key": "other"}, actor=carrying.actor(), at=AT)
    with in_shop(carrying.shop):
        row = Followed.objects.get(source="easypost")
    assert (row.next_poll_at, row.subscribed_at, row.failures) == (AT, None, 0)


def test_a_salt_that_can_be_guessed_is_refused(house):
    with pytest.raises(CredentialInvalid):
        keep_carrier_account(source_code="kuaidi100", values={"salt": "shop1"}, actor=house.carrying.actor(), at=AT)
