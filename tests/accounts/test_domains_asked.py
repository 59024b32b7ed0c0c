"""What the net says of a shop's host: DNS messages from a server on loopback, honest and not; pages behind a guard."""

from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from huitou.accounts.domains import dns_and_http
from huitou.accounts.domains.dns_and_http import DnsAndHttp
from huitou.accounts.domains.looking import Found, challenge_value, look, mark_of
from huitou.accounts.domains.net import Leads, LookFailed
from tests.accounts.name_server import Names, serving

HOST, OURS = "track.shop.example", "pages.huitou.example"
TXT = (f"_huitou-challenge.{HOST}", "TXT")


@pytest.fixture(scope="module")
def server():
    names = Names()
    with serving(names) as address:
        yield names, address


@pytest.fixture
def names(server, settings):
    found, address = server
    found.__init__()
    settings.HUITOU_DNS_SERVERS = [address]
    settings.HUITOU_DOMAIN_TARGET = OURS
    found.records[OURS, "A"] = ["198.51.100.7"]
    found.records[OURS, "AAAA"] = ["2001:db8::7"]
    return found


class NoPages(DnsAndHttp):
    """The names as they are told, and no web server anywhere."""

    def page(self, host, path):
        raise LookFailed("no_page", f"HTTP 404 {host}{path}")


def found(token="t0ken", proven_by=""):
    return look(HOST, token, proven_by=proven_by, net=NoPages())


def test_both_records_are_there(names):
    names.records[HOST, "CNAME"] = [f"{OURS}."]
    names.records[TXT] = ['"v=spf1 -all"', '"huitou-domain=" "t0ken"']
    assert found() == Found("ok", "ok", "dns", [], [], ["198.51.100.7", "2001:db8::7"])
    assert found("other").owner == "other_record"


def test_one_record_alone_proves_nothing(names):
    names.records[HOST, "A"] = ["198.51.100.7"]
    seen = found()
    assert (seen.owner, seen.place, seen.owner_said) == ("no_record", "ok", [])
    del names.records[HOST, "A"]
    names.records[TXT] = ['"huitou-domain=t0ken"']
    seen = found()
    assert (seen.owner, seen.place, seen.place_said) == ("ok", "nowhere", [])


def test_what_is_there_instead_is_told_in_a_few_short_lines(names):
    names.records[TXT] = [f'"{"x" * 200}"', *(f'"wrong-{number}"' for number in range(2))]
    names.records[HOST, "CNAME"] = ["shops.elsewhere.example."]
    names.records["shops.elsewhere.example", "A"] = ["203.0.113.5"]
    seen = found()
    assert (seen.owner, seen.place) == ("other_record", "elsewhere")
    assert len(seen.owner_said) == 3
    assert max(len(one) for one in seen.owner_said) == 120
    assert seen.place_said == ["shops.elsewhere.example", "203.0.113.5"]


def test_a_thousand_records_hide_the_right_one_from_nobody(names):
    names.records[TXT] = [*(f'"huitou-domain=wrong-{number}"' for number in range(999)), '"huitou-domain=t0ken"']
    assert found().owner == "ok"
    names.records[TXT].pop()
    seen = found()
    assert (seen.owner, len(seen.owner_said)) == ("other_record", 5)


def test_a_record_of_another_class_counts_for_nothing(names):
    names.records[TXT] = ['"huitou-domain=t0ken"']
    names.classes[TXT[0]] = "CH"
    assert found().owner in ("no_record", "server_failed")


def test_names_that_lead_in_a_circle_end(names):
    names.records[HOST, "CNAME"] = ["a.example."]
    names.records["a.example", "CNAME"] = ["b.example."]
    names.records["b.example", "CNAME"] = [f"{HOST}."]
    seen = found()
    assert seen.place == "loop"
    assert seen.place_said == [f"{HOST} → a.example → b.example → {HOST}"]
    for number in range(20):
        names.records[f"{number}.example", "CNAME"] = [f"{number + 1}.example."]
    names.records[HOST, "CNAME"] = ["0.example."]
    assert found().place == "loop"


def test_silence_and_errors_of_name_servers_are_told_as_they_are(names, monkeypatch):
    monkeypatch.setattr(dns_and_http, "ONE_ANSWER_SECONDS", 0.3)
    names.silent |= {TXT[0]}
    names.broken |= {HOST}
    seen = found()
    assert (seen.owner, seen.owner_said) == ("time_out", [f"{TXT[0]} TXT"])
    assert seen.place == "server_failed"
    assert seen.place_said == [f"{HOST} CNAME: SERVFAIL"]


def test_one_look_ends_however_many_servers_are_silent(names, monkeypatch):
    monkeypatch.setattr(dns_and_http, "WHOLE_LOOK_SECONDS", -1.0)
    with pytest.raises(LookFailed) as refused:
        DnsAndHttp().leads(HOST)
    assert refused.value.reason == "time_out"


class Pages:
    """A net out of dictionaries."""

    def __init__(self, *, texts=(), leads=(), pages=()):
        self._texts, self._leads, self._pages = dict(texts), dict(leads), dict(pages)

    def texts(self, name):
        return self._texts.get(name, [])

    def leads(self, name):
        return self._leads.get(name, Leads())

    def page(self, host, path):
        if (host, path) not in self._pages:
            raise LookFailed("no_page")
        return self._pages[host, path]


PATH = "/.well-known/huitou-domain"


def test_a_file_on_the_shops_own_server_is_the_second_way():
    elsewhere = {HOST: Leads((), ("203.0.113.5",))}
    file = {(HOST, PATH): f"{challenge_value('t0ken')}\n"}
    seen = look(HOST, "t0ken", proven_by="", net=Pages(leads=elsewhere, pages=file))
    assert (seen.owner, seen.proof, seen.place) == ("ok", "http", "elsewhere")
    # Then the host leads here, behind somebody's cache: only our own page can say so, and the file is out of reach.
    moved = {(HOST, PATH): mark_of(HOST)}
    seen = look(HOST, "t0ken", proven_by="http", net=Pages(leads=elsewhere, pages=moved))
    assert (seen.owner, seen.place) == ("ok", "ok")
    assert look(HOST, "t0ken", proven_by="", net=Pages(leads=elsewhere, pages=moved)).owner == "no_record"
    # A new owner's record ends what the file has proven.
    theirs = {TXT[0]: [challenge_value("theirs")]}
    seen = look(HOST, "t0ken", proven_by="http", net=Pages(texts=theirs, leads=elsewhere, pages=moved))
    assert seen.owner == "other_record"


def test_a_mark_of_another_host_or_half_a_token_proves_nothing():
    for said in (mark_of("other.example"), challenge_value("t0ken")[:-1], challenge_value("t0ken") + "x", ""):
        seen = look(HOST, "t0ken", proven_by="", net=Pages(leads={HOST: Leads((), ("203.0.113.5",))},
                                                            pages={(HOST, PATH): said}))  # fmt: skip
        assert (seen.owner, seen.place) == ("no_record", "elsewhere"), said


@pytest.fixture
def inner_page():
    """A page on this machine that says the token: no shop may have it read."""
    asked = []

    class Inner(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(challenge_value("t0ken").encode())

        def log_message(self, *_):
            pass

    with HTTPServer(("127.0.0.1", 0), Inner) as server:
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        yield server.server_port, asked
        server.shutdown()


def test_pages_of_the_machines_own_network_are_never_asked(inner_page, settings):
    port, asked = inner_page
    for host in (f"127.0.0.1:{port}", f"localhost:{port}", f"[::ffff:127.0.0.1]:{port}"):
        with pytest.raises(LookFailed) as refused:
            DnsAndHttp().page(host, PATH)
        assert refused.value.reason == "not_public", host
    assert asked == []
    # The guard and nothing else held it back.
    settings.HUITOU_OWN_NETWORKS = ["127.0.0.0/8"]
    assert DnsAndHttp()._page(f"http://127.0.0.1:{port}{PATH}") == challenge_value("t0ken")
