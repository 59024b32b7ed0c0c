"""Which hosts a shop may want, how a wanted one stands after each look, and what two shops that want the same get."""

from datetime import UTC, datetime, timedelta

import pytest

from huitou.accounts.domains.look_now import look_now
from huitou.accounts.domains.looking import Found
from huitou.accounts.domains.names import DomainUnfit, checked_host, shown_host
from huitou.accounts.domains.standing import DAILY, LOST_AFTER, WHILE_FAILING, Standing, after_look
from huitou.accounts.jobs import enqueue_looks
from huitou.accounts.limits import TooManyTries
from huitou.accounts.models import PagesDomain
from huitou.accounts.verbs import give_up_domain, want_domain
from huitou.accounts.verbs.pages_domain import note_look
from huitou.core.actors import system_actor
from huitou.core.errors import Forbidden, NotFound
from huitou.core.jobs import run_pending
from huitou.core.models import Event, Shop
from huitou.core.tenancy import in_shop
from tests.worlds import build_world

AT = datetime(2026, 11, 1, 8, 0, tzinfo=UTC)
HOST = "track.shop.example"
HERE = Found("ok", "ok", "dns")
NOT_YET = Found("no_record", "nowhere")
OURS = ("huitou.example", "127.0.0.1")


@pytest.mark.parametrize(
    ("typed", "host"),
    [
        (" Track.Shop.Example ", HOST),
        ("https://track.shop.example/", HOST),
        ("track.shop.example.", HOST),
        (
            "包裹.商店.example",
            "xn--fiqr2xba.xn--czrs0t.example".replace("xn--fiqr2xba", "包裹".encode("idna").decode()),
        ),
        ("ＴＲＡＣＫ．shop.example", HOST),
        ("bücher.example", "xn--bcher-kva.example"),
        ("notourhuitou.example", "notourhuitou.example"),
        ("a-1.co.uk", "a-1.co.uk"),
    ],
)
def test_what_may_be_wanted(typed, host):
    assert checked_host(typed, ours=OURS, local=False) == host


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "unfit"), ("*.shop.example", "unfit"), ("shop.example/track", "unfit"), ("shop.example:8443", "unfit"),
        ("a b.example", "unfit"), ("user@shop.example", "unfit"), ("-a.example", "unfit"), ("a..example", "unfit"),
        ("ftp://shop.example", "unfit"), ("_x.shop.example", "unfit"), ("shop.example?x", "unfit"),
        ("a" * 64 + ".example", "unfit"), (".".join(["abcdefgh"] * 40), "unfit"), ("shop.example\x00", "unfit"),
        ("xn--\u202e.example", "unfit"), ("a.123", "unfit"),
        ("203.0.113.9", "is_ip"), ("::1", "is_ip"), ("[::1]:80", "is_ip"), ("127.0.0.1:80", "is_ip"),
        ("2130706433", "is_ip"), ("0x7f.1", "is_ip"),
        ("huitou.example", "ours"), ("Sub.HUITOU.example", "ours"),
        ("example", "too_high"), ("co.uk", "too_high"), ("com.cn", "too_high"),
        ("shop.local", "unreachable"), ("shop.localhost", "unreachable"), ("localhost", "unreachable"),
        ("db.internal", "unreachable"),
    ],
)  # fmt: skip
def test_what_may_not(typed, code):
    with pytest.raises(DomainUnfit) as refused:
        checked_host(typed, ours=OURS, local=False)
    assert refused.value.code == f"pages_domain_{code}"


def test_a_name_below_localhost_will_do_on_ones_own_computer_only():
    assert checked_host("Shop.localhost", ours=("localhost",), local=True) == "shop.localhost"
    with pytest.raises(DomainUnfit):
        checked_host("a.shop.localhost", ours=("localhost",), local=True)
    assert shown_host("xn--bcher-kva.example") == "bücher.example"
    assert shown_host("xn--\u0000.example") == "xn--\u0000.example"


def standing(**more):
    return Standing("pending", AT, AT + timedelta(days=14), **more)


def test_looks_come_often_at_first_and_a_claim_ends():
    waits = []
    for age in (timedelta(0), timedelta(hours=2), timedelta(days=2)):
        after = after_look(standing(), good=False, at=AT + age)
        assert after.state == "pending"
        waits.append(after.next_look_at - AT - age)
    assert waits == [timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=1)]
    over = after_look(standing(), good=False, at=AT + timedelta(days=14))
    assert (over.state, over.next_look_at) == ("expired", None)


def test_a_proven_host_is_lost_after_days_of_failing_looks_and_comes_back():
    proven = after_look(standing(), good=True, at=AT)
    assert (proven.state, proven.proven_at, proven.next_look_at) == ("proven", AT, AT + DAILY)
    # Days without a look, as when the machine was off, lose nothing at the first.
    assert after_look(proven, good=False, at=AT + timedelta(days=9)).state == "proven"
    now, failing = AT + DAILY, proven
    while failing.state == "proven":
        before, failing = failing, after_look(failing, good=False, at=now)
        assert failing.state == "lost" or failing.next_look_at == now + WHILE_FAILING
        now += WHILE_FAILING
    assert failing.lost_at == AT + DAILY + LOST_AFTER
    assert before.failures == 12
    assert after_look(before, good=True, at=now).failing_since is None
    again = after_look(failing, good=True, at=now)
    assert (again.state, again.proven_at, again.failures, again.lost_at) == ("proven", now, 0, None)


class ToldNet:
    """What the test says; the same for every shop."""

    found = NOT_YET


def build(clock):
    worlds = build_world(clock), build_world(clock, "bookshop")
    for world in worlds:
        for role in ("owner", "agent", "readonly"):
            world.hire(role)
    return worlds


@pytest.fixture
def two(once, clock, settings, monkeypatch):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    monkeypatch.setattr("huitou.accounts.domains.look_now.look", lambda *_, **__: ToldNet.found)
    ToldNet.found = NOT_YET
    return once(lambda: build(clock))


def row_of(world, host=HOST):
    with in_shop(world.shop):
        return PagesDomain.objects.filter(host=host).first()


def hosts_in_use():
    return dict(Shop.objects.exclude(pages_host="").values_list("slug", "pages_host"))


def told(world):
    with in_shop(world.shop):
        kinds = Event.objects.filter(kind__startswith="accounts.domain.").order_by("seq").values_list("kind", flat=True)
        return [kind.rpartition(".")[2] for kind in kinds]


def look_as(world, found, at):
    row = row_of(world)
    actor = system_actor(world.shop.pk)
    return note_look(actor=actor, at=at, domain=row.pk, token=row.token, found=found)


def test_the_first_to_prove_a_host_gets_it_and_the_other_when_it_is_given_up(two):
    tea, books = two
    for world in two:
        assert want_domain(actor=world.hire("owner"), at=AT, host=HOST).state == "pending"
    assert row_of(tea).token != row_of(books).token
    assert look_as(books, HERE, AT).state == "proven"
    late = look_as(tea, HERE, AT)
    assert (late.state, late.found["owner"], late.owned_at) == ("pending", "taken", None)
    assert hosts_in_use() == {"bookshop": HOST}
    give_up_domain(actor=books.hire("owner"), at=AT, host=HOST)
    assert hosts_in_use() == {}
    assert look_as(tea, HERE, AT + timedelta(minutes=5)).state == "proven"
    assert hosts_in_use() == {"teahouse": HOST}
    assert (told(tea), told(books)) == (["wanted", "proven"], ["wanted", "proven", "given_up"])


def test_a_host_that_leads_away_is_told_once_then_lost_and_free_for_others(two):
    tea, books = two
    want_domain(actor=tea.hire("owner"), at=AT, host=HOST)
    want_domain(actor=books.hire("owner"), at=AT, host=HOST)
    look_as(tea, HERE, AT)
    for hours in range(24, 24 + 73, 6):
        look_as(tea, NOT_YET, AT + timedelta(hours=hours))
    assert told(tea) == ["wanted", "proven", "failing", "lost"]
    assert hosts_in_use() == {}
    assert look_as(books, HERE, AT + timedelta(days=5)).state == "proven"
    assert look_as(tea, HERE, AT + timedelta(days=6)).state == "lost"
    assert hosts_in_use() == {"bookshop": HOST}


def test_another_host_is_used_once_it_is_proven_and_the_former_until_then(two):
    tea, _books = two
    owner = tea.hire("owner")
    want_domain(actor=owner, at=AT, host=HOST)
    look_as(tea, HERE, AT)
    want_domain(actor=owner, at=AT, host="other.shop.example")
    third = want_domain(actor=owner, at=AT, host="third.shop.example")
    assert want_domain(actor=owner, at=AT, host=HOST).state == "proven"
    assert row_of(tea, "other.shop.example") is None
    assert hosts_in_use() == {"teahouse": HOST}
    note_look(actor=system_actor(tea.shop.pk), at=AT, domain=third.pk, token=third.token, found=HERE)
    assert hosts_in_use() == {"teahouse": "third.shop.example"}
    assert row_of(tea) is None


def test_a_look_at_a_claim_that_is_another_one_by_now_changes_nothing(two):
    tea, _books = two
    old = want_domain(actor=tea.hire("owner"), at=AT, host=HOST)
    give_up_domain(actor=tea.hire("owner"), at=AT, host=HOST)
    new = want_domain(actor=tea.hire("owner"), at=AT, host=HOST)
    for domain, token in ((old.pk, old.token), (new.pk, old.token)):
        assert note_look(actor=system_actor(tea.shop.pk), at=AT, domain=domain, token=token, found=HERE) is None
    assert (row_of(tea).state, hosts_in_use()) == ("pending", {})


def test_who_may_and_how_often(two):
    tea, books = two
    for role in ("agent", "readonly"):
        actor = tea.hire(role)
        for deed in (want_domain, give_up_domain, look_now):
            with pytest.raises(Forbidden):
                deed(actor=actor, at=AT, host=HOST)
    owner = tea.hire("owner")
    want_domain(actor=owner, at=AT, host=HOST)
    for deed in (give_up_domain, look_now):
        with pytest.raises(NotFound):
            deed(actor=books.hire("owner"), at=AT, host=HOST)
    for _time in range(6):
        assert [row.state for row in look_now(actor=owner, at=AT, host=HOST)] == ["pending"]
    ToldNet.found = HERE
    with pytest.raises(TooManyTries):
        look_now(actor=owner, at=AT, host=HOST)
    assert hosts_in_use() == {}


def test_the_job_looks_when_a_look_is_due(two, clock):
    tea, _books = two
    want_domain(actor=tea.hire("owner"), at=clock.now(), host=HOST)
    for found, state in ((NOT_YET, "pending"), (HERE, "pending")):
        ToldNet.found = found
        enqueue_looks(at=clock.now())
        run_pending()
        assert row_of(tea).state == state  # the second look is not due yet
    clock.forward(minutes=6)
    enqueue_looks(at=clock.now())
    run_pending()
    assert hosts_in_use() == {"teahouse": HOST}
