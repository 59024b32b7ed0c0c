"""The desk's page of the shop's own domain: records to set, what DNS says in words, mails, the queue, the record."""

from datetime import timedelta

import pytest
from django.test import Client

from huitou.accounts.domains import hosts
from huitou.accounts.domains.net import Leads, LookFailed
from huitou.accounts.jobs import enqueue_looks
from huitou.accounts.models import PagesDomain
from huitou.config.health import _domains
from huitou.core.jobs import run_pending
from huitou.core.models import Shop
from huitou.core.tenancy import in_shop
from huitou.notifications.models import Mail
from tests.desk.conftest import client_of
from tests.portal.reading import words
from tests.worlds import build_world

HOST = "track.teahouse.example"
PAGE = "/desk/teahouse/settings/domain/"


class ToldNet:
    """DNS as the test has it; the installation's own name leads to one address."""

    records: dict[str, list[str]] = {}
    leading: dict[str, Leads] = {}
    fails: dict[str, LookFailed] = {}

    def texts(self, name):
        if name in self.fails:
            raise self.fails[name]
        return self.records.get(name, [])

    def leads(self, name):
        if name in self.fails:
            raise self.fails[name]
        return self.leading.get(name, Leads())

    def page(self, host, path):
        raise LookFailed("no_page")


@pytest.fixture
def world(once, clock, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.HUITOU_DOMAIN_NET = f"{__name__}.ToldNet"
    settings.HUITOU_DOMAIN_TARGET = "pages.huitou.example"
    ToldNet.records, ToldNet.fails = {}, {}
    ToldNet.leading = {"pages.huitou.example": Leads((), ("198.51.100.7",))}

    def build():
        made = build_world(clock)
        made.hire("owner")
        made.hire("agent")
        return made

    made = once(build)
    made.clock = clock
    yield made
    hosts.forget()


@pytest.fixture
def owner(world):
    client = client_of(world.staff["owner"])
    client.cookies["huitou_language"] = "en"
    return client


def row(world):
    with in_shop(world.shop):
        return PagesDomain.objects.get(host=HOST)


def set_records(world):
    ToldNet.records = {f"_huitou-challenge.{HOST}": [f"huitou-domain={row(world).token}"]}
    ToldNet.leading = ToldNet.leading | {HOST: Leads(("pages.huitou.example",), ("198.51.100.7",))}


def subjects(world):
    run_pending()
    with in_shop(world.shop):
        return list(Mail.objects.filter(to_email__startswith="owner").order_by("pk").values_list("subject", flat=True))


def test_from_the_first_wish_to_the_day_it_is_lost_and_given_up(world, owner, clock):
    refused = owner.post(PAGE, {"host": "localhost:8000/x"})
    assert refused.status_code == 422
    assert "no https://, no path, no port" in words(refused)
    assert owner.post(PAGE, {"host": f" {HOST.upper()} "}).status_code == 302
    shown = words(owner.get(PAGE))
    for said in (
        "Your pages are now at http://localhost:8000/s/teahouse/", "Waits for its records", HOST,
        "pages.huitou.example.", f"_huitou-challenge.{HOST}", f"huitou-domain={row(world).token}",
        f"https://{HOST}/.well-known/huitou-domain", "We have not looked yet.",
    ):  # fmt: skip
        assert said in shown, said
    ToldNet.fails = {HOST: LookFailed("server_failed", f"{HOST} CNAME: SERVFAIL")}
    looked = owner.post(f"{PAGE}look/", {"host": HOST}, follow=True)
    assert "Looked just now: Waits for its records." in words(looked)
    assert f"The name servers answered with an error: {HOST} CNAME: SERVFAIL" in words(looked)
    assert f"DNS knows no TXT record at _huitou-challenge.{HOST} yet." in words(looked)
    assert "We look again in 5 minutes. Nothing else to do until the records are there." in words(looked)
    ToldNet.fails = {}
    set_records(world)
    assert "In use" in words(owner.post(f"{PAGE}look/", {"host": HOST}, follow=True))
    assert Client(headers={"host": HOST}).get("/").status_code == 200
    assert f"Buyers find your pages at https://{HOST}" in words(owner.get(PAGE))
    assert subjects(world) == [f"Your pages are at {HOST} now"]
    assert [level for level, _said in _domains()] == ["ok"]

    ToldNet.records = {f"_huitou-challenge.{HOST}": ["huitou-domain=somebody-else"]}
    assert [level for level, _said in _domains()] == ["warn", "ok"]
    for _look in range(14):
        clock.forward(hours=24 if _look == 0 else 6)
        enqueue_looks(at=clock.now())
        run_pending()
        if _look == 0:
            queue = words(owner.get("/desk/teahouse/"))
            assert f"Your own domain {HOST} {HOST} does not lead here any more, or its TXT record is gone." in queue
            assert "In use, but its records are gone" in words(owner.get(PAGE))
    assert row(world).state == "lost"
    assert subjects(world) == [
        f"Your pages are at {HOST} now",
        f"{HOST} does not lead to your pages any more",
        f"{HOST} is lost; your pages are at our address again",
    ]
    assert Client(headers={"host": HOST}).get("/").status_code == 400
    assert Client(headers={"host": "localhost"}).get("/s/teahouse/").status_code == 200
    assert "No longer leads here" in words(owner.get("/desk/teahouse/"))
    assert "There is a TXT record, but it says: huitou-domain=somebody-else" in words(owner.get(PAGE))

    assert owner.post(f"{PAGE}give-up/", {"host": HOST}).status_code == 302
    assert "No longer leads here" not in words(owner.get("/desk/teahouse/"))
    record = words(owner.get("/desk/teahouse/settings/record/"))
    for said in (f"Wants {HOST} as the domain", f"{HOST} is the domain of the shop's pages", f"{HOST} is lost.",
                 f"Gave up {HOST}.", "By itself"):  # fmt: skip
        assert said in record, said


def test_an_agent_reads_and_a_wrong_token_or_too_many_looks_prove_nothing(world, owner):
    owner.post(PAGE, {"host": HOST})
    agent = client_of(world.staff["agent"])
    assert HOST in words(agent.get(PAGE))
    for path in ("", "look/", "give-up/"):
        assert agent.post(f"{PAGE}{path}", {"host": HOST}).status_code == 403
    set_records(world)
    ToldNet.records = {f"_huitou-challenge.{HOST}": [f"huitou-domain={row(world).token}x"]}
    for _time in range(6):
        assert "Looked just now" in words(owner.post(f"{PAGE}look/", {"host": HOST}, follow=True))
    set_records(world)
    assert "That was tried too often." in words(owner.post(f"{PAGE}look/", {"host": HOST}, follow=True))
    assert Shop.objects.get(pk=world.shop.pk).pages_host == ""
    assert row(world).next_look_at - row(world).looked_at == timedelta(minutes=5)
