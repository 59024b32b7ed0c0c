"""A shop's own host: its buyers' pages at the root and nothing else, never another shop's, every link made for it."""

import re
from copy import copy
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse

from huitou.accounts.buyers import door_to, open_demo_session, signed_link
from huitou.accounts.domains import hosts
from huitou.accounts.domains.addresses import page_url
from huitou.accounts.domains.door import shop_of_stream
from huitou.accounts.domains.looking import Found, mark_of
from huitou.accounts.models import Staff
from huitou.accounts.short_links import make_short_link
from huitou.accounts.verbs import give_up_domain, want_domain
from huitou.accounts.verbs.pages_domain import note_look
from huitou.core import live
from huitou.core.actors import system_actor
from huitou.core.models import Shop
from huitou.core.tenancy import in_shop
from huitou.notifications.models import Mail
from huitou.notifications.preference_links import unsubscribe_address
from huitou.portal.session import SESSION
from tests.apart import finished
from tests.portal.reading import words
from tests.portal.test_look_up import mailed_code
from tests.worlds import build_world

HOST, OTHER_HOST = "track.teahouse.example", "parcels.bookshop.example"
HERE = Found("ok", "ok", "dns")


def prove(world, host):
    """The shop's host, wanted and found."""
    row = want_domain(actor=world.hire("owner"), at=world.now, host=host)
    note_look(actor=system_actor(world.shop.pk), at=world.now, domain=row.pk, token=row.token, found=HERE)
    world.shop.pages_host = host


@dataclass
class Two:
    """Two shops with a host each, and an order in each."""

    tea: Any
    books: Any
    tea_order: Any
    book_order: Any


def build(clock):
    tea, books = build_world(clock), build_world(clock, "bookshop")
    prove(tea, HOST)
    prove(books, OTHER_HOST)
    return Two(tea, books, tea.order(), books.order())


@pytest.fixture
def two(once, clock, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    found = once(lambda: build(clock))
    hosts.forget()
    yield found
    hosts.forget()


def at(host, token="", **headers):
    client = Client(headers={"host": host, "accept-language": "en", **headers})
    if token:
        client.cookies[SESSION] = token
    return client


def session(world, order):
    return open_demo_session(shop_id=world.shop.pk, customer_id=order.customer_id, at=world.now)[1]


def test_a_buyer_walks_from_the_look_up_to_the_return_without_the_shops_name_in_any_address(two):
    client = at(HOST)
    asked = client.post("/", {"number": two.tea_order.number, "contact": "buyer@example.com"})
    assert (asked.status_code, asked["Location"]) == (302, "/code/")
    code = mailed_code(two.tea)
    entered = client.post("/code/", {"code": code})
    assert entered.status_code == 302
    assert entered["Location"].startswith("/orders/")
    cookie = entered.cookies[SESSION]
    assert (cookie["path"], cookie["domain"], cookie["httponly"], cookie["samesite"]) == ("/", "", True, "Lax")
    page = client.get(entered["Location"])
    assert page.status_code == 200
    links = re.findall(r'(?:href|action|src)="([^"]*)"', page.content.decode())
    assert f"/orders/{two.tea_order.number}/apply/" in links
    assert not [link for link in links if link.startswith(("/s/", "http://testserver", "http://localhost"))]
    apply = client.get(f"/orders/{two.tea_order.number}/apply/")
    assert apply.status_code == 200
    assert client.get("/track/").status_code == client.get("/policy/").status_code == 200


def test_the_code_letter_leads_to_the_shops_own_host(two):
    at(HOST).post("/", {"number": two.tea_order.number, "contact": "buyer@example.com"})
    mailed_code(two.tea)
    with in_shop(two.tea.shop):
        mail = Mail.objects.latest("queued_at")
    assert f"https://{HOST}/enter/" in mail.text
    assert "/s/teahouse" not in mail.text


NOT_THERE = (
    "/desk/", "/desk/teahouse/", "/platform/", "/staff/login/", "/setup/", "/api/v1/me", "/api/v1/docs", "/healthz",
     "/styleguide/", "/s/teahouse/", "/s/bookshop/", "/s/bookshop/track/", "/hooks/stripe/teahouse/", "/demo/clock/",
     "/.well-known/huitou-evidence-key.json", "/s/teahouse/orders/",
)  # fmt: skip


def test_nothing_else_is_there_a_staff_session_is_worth_nothing_and_headers_change_nothing(two):
    staff = Staff.objects.filter(memberships__shop=two.tea.shop).first()
    client = at(HOST)
    client.force_login(staff)
    for path in NOT_THERE:
        missed = client.get(path)
        assert missed.status_code == 404, path
        assert staff.email not in missed.content.decode()
    answer = client.get("/", headers={"x-forwarded-host": "localhost", "x-original-host": "localhost"})
    assert answer.status_code == 200
    assert not answer.wsgi_request.user.is_authenticated
    # The other way round: our host stays our host, whatever is forwarded.
    assert at("localhost", **{"x-forwarded-host": HOST}).get("/track/").status_code == 404


def test_a_session_of_one_shop_opens_nothing_on_the_host_of_another(two):
    token = session(two.tea, two.tea_order)
    assert at(HOST, token).get("/orders/").status_code == 200
    for path in ("/orders/", f"/orders/{two.tea_order.number}/", f"/orders/{two.book_order.number}/"):
        answer = at(OTHER_HOST, token).get(path)
        assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, "/")
    assert at(OTHER_HOST, token).get(f"/s/teahouse/orders/{two.tea_order.number}/").status_code == 404


def test_a_signed_link_of_one_shop_does_not_open_on_the_host_of_another_that_got_it_since(two):
    customer, order = two.tea_order.customer_id, two.tea_order
    secret = signed_link(shop_id=two.tea.shop.pk, customer_id=customer, order_id=order.pk, at=two.tea.now)
    link = door_to(two.tea.shop, f"/s/teahouse/orders/{order.number}/", secret)
    assert link == f"https://{HOST}/enter/?to=/orders/{order.number}/#{secret}"
    give_up_domain(actor=two.tea.hire("owner"), at=two.tea.now, host=HOST)
    assert at(HOST).get("/").status_code == 400
    prove(two.books, HOST)
    entered = at(HOST).post("/enter/", {"secret": secret, "to": f"/orders/{order.number}/"})
    assert entered.status_code == 422
    assert SESSION not in entered.cookies
    assert "This link no longer works" in words(entered)
    # The old way of the first shop works on; the second's former host is given up with its new one.
    opened = at("localhost").post("/s/teahouse/enter/", {"secret": secret, "to": f"/s/teahouse/orders/{order.number}/"})
    assert (opened.status_code, opened["Location"]) == (302, f"/s/teahouse/orders/{order.number}/")
    assert at(OTHER_HOST).get("/").status_code == 400


def test_our_host_answers_still_and_names_the_one_address_of_each_page(two):
    for client, path in ((at("localhost"), "/s/teahouse/track/"), (at(HOST), "/track/")):
        page = client.get(path, {"number": "X"}).content.decode()
        assert f'<link rel="canonical" href="https://{HOST}/track/">' in page


def test_links_in_letters_are_the_same_wherever_they_are_written(two):
    """A verb that runs in a request on the shop's host makes the addresses of the worker."""
    shop = copy(two.tea.shop)
    assert page_url(shop, "/track/") == page_url(shop, "/s/teahouse/track/") == f"https://{HOST}/track/"
    assert unsubscribe_address(shop, two.tea_order.customer_id).startswith(f"https://{HOST}/preferences/")
    worker = at(HOST).get("/push-worker.js").content.decode()
    assert f'["https://{HOST}", "http://localhost:8000"]' in worker
    shop.pages_host = ""
    assert page_url(shop, "/track/") == "http://localhost:8000/s/teahouse/track/"
    assert unsubscribe_address(shop, two.tea_order.customer_id).startswith("http://localhost:8000/s/teahouse/pref")


REFUSED = ("evil.example", f"x.{HOST}", f"{HOST}.evil.example", f"{HOST},evil.example", "", "a b",
           f"evil.example@{HOST}", f"{HOST}/x", "203.0.113.9", "[::1", f"{HOST}:80:80")  # fmt: skip


def test_a_host_that_nobody_has_proven_is_refused_and_a_proven_one_known_however_it_is_written(two):
    for host in REFUSED:
        for path in ("/", "/track/", "/s/teahouse/"):
            assert at(host).get(path).status_code == 400, host
    for host in (HOST.upper(), f"{HOST}:8443", f"{HOST}."):
        page = at(host).get("/track/embed.js")
        assert page.status_code == 200
        assert f'"https://{HOST}/track/embed/"' in page.content.decode()


def test_the_address_in_a_public_script_is_never_the_requests_host(two):
    """What one host's cache holds can be served on another without harm."""
    for path in ("track/embed.js", "policy/embed.js"):
        bodies = {at(HOST).get(f"/{path}").content, at("localhost").get(f"/s/teahouse/{path}").content}
        bodies.add(at("127.0.0.1").get(f"/s/teahouse/{path}", headers={"x-forwarded-host": "evil.example"}).content)
        assert len(bodies) == 1
        assert b"evil" not in bodies.pop()
    assert at(OTHER_HOST).get("/track/embed.js").content != at(HOST).get("/track/embed.js").content


OFF = ("//evil.example/", "https://evil.example/", "/\\evil.example", "/..//evil.example",
       f"//{OTHER_HOST}/", "javascript:alert(1)", "/%5cevil.example\\")  # fmt: skip


def test_no_next_leads_off_the_host(two):
    order = two.tea_order
    secret = signed_link(shop_id=two.tea.shop.pk, customer_id=order.customer_id, order_id=order.pk, at=two.tea.now)
    for wanted in OFF:
        entered = at(HOST).post("/enter/", {"secret": secret, "to": wanted})
        assert entered["Location"] == f"/orders/{order.number}/"
        spoken = at(HOST).post("/language/", {"language": "zh-hans", "next": wanted})
        assert re.match(r"/(?![/\\])", spoken["Location"])


def test_forms_are_taken_from_the_host_itself_alone(two):
    client = Client(enforce_csrf_checks=True, headers={"host": HOST, "accept-language": "en"})
    page = client.get("/").content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
    ask = {"number": "X1", "contact": "a@example.com", "csrfmiddlewaretoken": token}
    assert client.post("/", ask, headers={"origin": f"http://{HOST}"}).status_code == 302
    for origin in (f"http://{OTHER_HOST}", "http://localhost:8000", "null", f"http://x.{HOST}"):
        # Our own host is trusted by the settings, as it is for every page of ours.
        expected = 302 if origin == "http://localhost:8000" else 403
        assert client.post("/", ask, headers={"origin": origin}).status_code == expected, origin
    assert client.cookies["csrftoken"]["domain"] == ""


def test_an_absolute_request_target_is_no_other_host(two):
    assert at("localhost").get("/", PATH_INFO=f"http://{HOST}/track/").status_code == 404
    assert at(HOST).get("/", PATH_INFO="http://localhost/desk/").status_code == 404


def test_a_known_host_costs_no_query_and_a_lost_one_is_unknown_at_once(two):
    client = at(HOST)
    client.get("/brand.css")
    with CaptureQueriesContext(connection) as asked:
        client.get("/brand.css")
    assert not [query for query in asked.captured_queries if "pages_host" in query["sql"].partition("WHERE")[2]]
    Shop.objects.filter(pk=two.tea.shop.pk).update(pages_host="")
    assert client.get("/brand.css").status_code == 200  # another process has taken it: known for a few seconds more
    hosts._known[HOST] = (*hosts._known[HOST][:2], 0.0)
    assert client.get("/brand.css").status_code == 400


def test_which_hosts_get_a_certificate(two, settings):
    ask = Client(headers={"host": "web:8000"})
    for host, status in ((HOST, 200), (HOST.upper(), 200), ("evil.example", 404), ("", 404), ("localhost", 404)):
        assert ask.get("/tls/ask", {"domain": host}).status_code == status, host
    for headers in ({"x-forwarded-for": "198.51.100.7"}, {"forwarded": "for=198.51.100.7"}):
        assert ask.get("/tls/ask", {"domain": HOST}, headers=headers).status_code == 403
    far = Client(REMOTE_ADDR="198.51.100.7")
    assert far.get("/tls/ask", {"domain": HOST, "key": ""}).status_code == 403
    settings.HUITOU_TLS_ASK_KEY = "k3y"
    assert far.get("/tls/ask", {"domain": HOST, "key": "wrong"}).status_code == 403
    assert far.get("/tls/ask", {"domain": HOST, "key": "k3y"}).status_code == 200


def test_the_live_stream_of_a_host_is_its_shops_alone(two):
    """What the stream asks before it opens; on the wildcard of an installation too."""
    assert shop_of_stream(f"{HOST}:8000") == str(two.tea.shop.pk)
    assert shop_of_stream("localhost:8000") == shop_of_stream("") == ""
    assert shop_of_stream("evil.example") is None
    token = live.channel_token(two.books.shop.pk, two.book_order.pk)
    for bound, status in ((str(two.tea.shop.pk), 403), (str(two.books.shop.pk), 200)):
        sent = []
        finished(asked_for_stream(token, bound, sent))
        assert sent[0]["status"] == status


async def asked_for_stream(token, bound, sent):
    async def receive():
        return {"type": "http.disconnect"}

    async def send(message):
        sent.append(message)

    scope = {"query_string": f"token={token}".encode(), "headers": [], "huitou.shop": bound}
    await live.app(scope, receive, send)


def test_a_wildcard_of_the_settings_takes_no_host_from_a_shop(two, settings):
    with pytest.raises(NoReverseMatch):  # pages of another shop have no address there
        reverse("portal:track", urlconf=settings.HUITOU_SHOP_URLCONF, args=["bookshop"])
    settings.ALLOWED_HOSTS = ["*"]
    assert at(HOST).get("/track/").status_code == 200
    assert at(HOST).get("/desk/").status_code == 404


def test_any_host_is_told_that_it_leads_here_and_learns_nothing_else(two):
    said = at("somewhere.example").get("/.well-known/huitou-domain")
    assert (said.status_code, said.content.decode().strip()) == (200, mark_of("somewhere.example"))
    assert mark_of("somewhere.example") != mark_of(HOST)


def test_a_text_messages_short_address_opens_on_the_shops_own_host_and_on_ours(two):
    tea, order = two.tea, two.tea_order
    place = reverse("portal:order", args=[tea.shop.slug, order.number])
    with in_shop(tea.shop):
        address = make_short_link(
            shop=tea.shop, customer_id=order.customer_id, order_id=order.pk, place=place, at=tea.now
        )
    assert address.startswith(f"https://{HOST}/t/")
    path = address.removeprefix(f"https://{HOST}")
    for host in (HOST, "testserver"):
        led = at(host).get(path)
        assert (led.status_code, led.headers.get("Location", "").partition("#")[0]) == (
            302, f"https://{HOST}/enter/?to=/orders/{order.number}/",
        )  # fmt: skip
    # What does not exist is told as on our host; another shop's code is that shop's door and no page of this one.
    assert at(HOST).get("/t/" + "y" * 11).status_code == 410
    assert at(OTHER_HOST).get(path)["Location"].startswith(f"https://{HOST}/enter/")
