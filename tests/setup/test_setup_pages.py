"""The pages under /setup/: the whole way, the one-time link, what is refused, and going on where it stopped."""

from datetime import timedelta
from email.utils import parseaddr
from io import BytesIO

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from huitou.accounts.access import staff_actor
from huitou.accounts.models import SetupRun, Staff
from huitou.core.jobs import run_pending
from huitou.core.models import Shop
from huitou.core.tenancy import in_shop
from huitou.desk.setup import links, steps
from huitou.desk.setup.import_step import MAX_BYTES
from huitou.orders.models import Order
from huitou.policies.queries import version_in_force
from tests.setup.conftest import ORDERS, OWNER, SHOP


def text(response) -> str:
    return response.content.decode()


def read(client: Client, page: str, language: str = "en") -> str:
    """The page in a language, as chosen with the switch on top of it."""
    client.cookies["huitou_language"] = language
    return text(client.get(page))


def csv(content: str = ORDERS) -> SimpleUploadedFile:
    return SimpleUploadedFile("orders.csv", content.encode(), "text/csv")


def logo() -> SimpleUploadedFile:
    out = BytesIO()
    Image.new("RGB", (300, 90), "#B0413E").save(out, "PNG")
    return SimpleUploadedFile("logo.png", out.getvalue(), "image/png")


def test_the_whole_way_opens_a_working_shop(run, admit, clock):
    client = admit(run)

    assert client.get("/setup/").headers["Location"] == "/setup/owner/"
    assert client.post("/setup/owner/", OWNER).headers["Location"] == "/setup/shop/"
    assert client.post("/setup/shop/", SHOP).headers["Location"] == "/setup/brand/"
    assert client.post("/setup/brand/", {"accent": "#B0413E", "logo": logo()}).headers["Location"] == "/setup/policy/"
    assert "退货" in read(client, "/setup/policy/", "zh-hans")
    assert client.post("/setup/policy/").headers["Location"] == "/setup/orders/"
    assert client.post("/setup/orders/", {"orders": csv()}).headers["Location"] == "/setup/orders/"
    waiting = read(client, "/setup/orders/")
    assert "Waits for its turn" in waiting
    assert "hx-trigger" in waiting
    assert client.get("/setup/").headers["Location"] == "/setup/mail/"
    run_pending()
    report = read(client, "/setup/orders/")
    assert "2 orders are here." in report
    assert "Left out" in report
    assert client.post("/setup/mail/", {"email": "lin@example.com"}).headers["Location"] == "/setup/mail/"
    run_pending()
    assert "has left" in read(client, "/setup/mail/")
    assert "陶杯社" in text(client.get("/setup/done/"))
    assert client.post("/setup/done/").headers["Location"] == "/desk/teacups/"

    shop = Shop.objects.get(slug="teacups")
    owner = staff_actor(Staff.objects.get(email="lin@example.com"), shop)
    assert (shop.accent, shop.currency, shop.timezone, shop.country) == ("#B0413E", "CNY", "Asia/Shanghai", "CN")
    assert shop.logo
    assert owner.may("staff.remove")
    with in_shop(shop):
        assert version_in_force(shop, clock.now()).number == 1
        assert sorted(Order.objects.values_list("number", flat=True)) == ["A-1", "A-2"]
        assert Order.objects.filter(policy_version=None).count() == 0
    assert [parseaddr(letter.to[0])[1] for letter in mail.outbox] == ["lin@example.com"]
    assert SetupRun.objects.get().finished_at is not None
    assert client.get("/setup/").status_code == 200  # the door, closed again


def test_the_link_works_once_and_for_an_hour(run, at, clock):
    secret = links.new_link(run, at=at).partition("#")[2]
    first, second = Client(), Client()
    assert first.post("/setup/", {"secret": secret}).status_code == 302
    assert second.post("/setup/", {"secret": secret}).status_code == 410
    assert second.get("/setup/owner/").status_code == 404

    late = links.new_link(run, at=at - timedelta(hours=1)).partition("#")[2]
    assert second.post("/setup/", {"secret": late}).status_code == 410


def test_a_new_link_ends_the_one_before(run, at):
    old = links.new_link(run, at=at).partition("#")[2]
    links.new_link(run, at=at)
    assert Client().post("/setup/", {"secret": old}).status_code == 410


def test_guessing_is_limited(database):
    client = Client()
    for _ in range(30):
        assert client.post("/setup/", {"secret": "x"}).status_code == 410
    assert client.post("/setup/", {"secret": "x"}).status_code == 429


@pytest.mark.parametrize("page", ["owner", "shop", "brand", "policy", "orders", "mail", "done"])
def test_without_the_link_there_is_no_page(run, page):
    for answer in (Client().get(f"/setup/{page}/"), Client().post(f"/setup/{page}/", OWNER)):
        assert answer.status_code == 404
    assert Client().post("/setup/brand/skip/").status_code == 404
    assert not Staff.objects.exists()


def test_no_step_is_done_before_its_turn(run, admit):
    client = admit(run)
    for page in ("shop", "brand", "policy", "orders", "mail", "done"):
        assert client.post(f"/setup/{page}/", SHOP).headers["Location"] == "/setup/owner/"
    assert not Shop.objects.exists()


def test_what_is_refused_says_why_and_leaves_nothing(run, admit):
    client = admit(run)
    weak = client.post("/setup/owner/", OWNER | {"password": "short"})
    assert weak.status_code == 422
    assert "Choose another password" in text(weak)
    assert "short" not in text(weak).replace("shorter", "").replace("too short", "")
    assert not Staff.objects.exists()

    client.post("/setup/owner/", OWNER)
    bad = client.post("/setup/shop/", SHOP | {"slug": "Tea Cups!"})
    assert bad.status_code == 422
    assert "does not fit" in text(bad)
    assert not Shop.objects.exists()

    client.post("/setup/shop/", SHOP)
    no_picture = client.post("/setup/brand/", {"accent": "#0E7A5F", "logo": SimpleUploadedFile("l.png", b"<svg/>")})
    assert no_picture.status_code == 422
    assert not Shop.objects.get().logo
    assert SetupRun.objects.get().steps_done == ["owner", "shop"]


def come_to_orders(client) -> None:
    client.post("/setup/owner/", OWNER)
    client.post("/setup/shop/", SHOP)
    client.post("/setup/brand/skip/")
    client.post("/setup/policy/")


def test_an_empty_file_is_refused_at_once(run, admit):
    client = admit(run)
    come_to_orders(client)
    answer = client.post("/setup/orders/", {"orders": csv("")})
    assert answer.status_code in (200, 422)
    assert "orders" not in SetupRun.objects.get().steps_done


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("a,b\n1,2\n", "Nothing was taken in."),
        ("order id,created at,title,unit price\nA,never,Cup,1\n", "No order could be read from this file."),
    ],
)
def test_a_file_without_orders_is_answered_with_the_reason_and_another_can_be_sent(run, admit, content, said):
    client = admit(run)
    come_to_orders(client)
    client.post("/setup/orders/", {"orders": csv(content)})
    run_pending()
    page = read(client, "/setup/orders/")
    assert said in page
    assert "Import another file" in page
    client.post("/setup/mail/skip/")
    assert "No orders yet" in read(client, "/setup/done/")
    client.post("/setup/orders/", {"orders": csv()})
    assert "being taken in" in read(client, "/setup/done/")
    run_pending()
    assert "2 orders are here." in read(client, "/setup/orders/")
    assert "2 orders are here." in read(client, "/setup/done/")


def test_a_file_that_is_too_large_names_the_command(run, admit, monkeypatch):
    monkeypatch.setattr("huitou.desk.setup.import_step.MAX_BYTES", 100)
    client = admit(run)
    client.post("/setup/owner/", OWNER)
    client.post("/setup/shop/", SHOP)
    client.post("/setup/brand/skip/")
    client.post("/setup/policy/")
    answer = client.post("/setup/orders/", {"orders": csv()})
    assert answer.status_code == 413
    assert "./huitou import orders FILE --shop teacups" in text(answer)
    assert MAX_BYTES == 25 * 1024 * 1024


def test_importing_the_same_file_again_changes_nothing(run, admit):
    client = admit(run)
    client.post("/setup/owner/", OWNER)
    client.post("/setup/shop/", SHOP)
    client.post("/setup/brand/skip/")
    client.post("/setup/policy/")
    for _ in range(2):
        client.post("/setup/orders/", {"orders": csv()})
        run_pending()
    assert "0 new, 0 changed, 2 as before" in read(client, "/setup/orders/")


def test_it_goes_on_where_it_stopped(run, admit):
    first = admit(run)
    first.post("/setup/owner/", OWNER)
    first.post("/setup/shop/", SHOP)

    # the owner comes back in another browser, with the password and without a link
    later = Client()
    later.post("/staff/login/", {"login": OWNER["email"], "password": OWNER["password"]})
    assert later.get("/setup/").headers["Location"] == "/setup/brand/"
    # the terminal knows it too
    assert steps.unfinished() == run
    # and what was made is not made twice
    assert later.post("/setup/shop/", SHOP | {"slug": "again"}).headers["Location"] == "/setup/brand/"
    assert [shop.slug for shop in Shop.objects.all()] == ["teacups"]


def test_once_there_is_an_owner_the_link_alone_does_not_carry_on(run, admit):
    client = admit(run)
    client.post("/setup/owner/", OWNER)
    client.post("/staff/logout/")
    assert client.get("/setup/shop/").status_code == 404


def test_a_browser_that_stood_open_is_locked_out_when_another_one_made_the_owner(run, admit):
    idle, busy = admit(run), admit(run)
    assert idle.get("/setup/owner/").status_code == 200
    busy.post("/setup/owner/", OWNER)
    assert idle.get("/setup/shop/").status_code == 404
    assert idle.post("/setup/shop/", SHOP).status_code == 404
    assert not Shop.objects.exists()


def test_somebody_with_an_account_opens_a_second_shop(run, admit, at):
    first = admit(run)
    first.post("/setup/owner/", OWNER)
    first.post("/setup/shop/", SHOP)

    second = steps.start(at=at)
    secret = links.new_link(second, at=at).partition("#")[2]
    first.post("/setup/", {"secret": secret})
    assert OWNER["email"] in text(first.get("/setup/owner/"))
    assert first.post("/setup/owner/", {"as_me": "yes"}).headers["Location"] == "/setup/shop/"
    first.post("/setup/shop/", SHOP | {"slug": "teapots"})
    assert Staff.objects.get().memberships.count() == 2


def test_optional_steps_can_be_left_and_others_cannot(run, admit):
    client = admit(run)
    assert client.post("/setup/owner/skip/").status_code == 404
    client.post("/setup/owner/", OWNER)
    client.post("/setup/shop/", SHOP)
    assert client.post("/setup/mail/skip/").status_code == 404
    assert client.post("/setup/brand/skip/").headers["Location"] == "/setup/policy/"
    assert client.post("/setup/policy/skip/").status_code == 404
    client.post("/setup/policy/")
    client.post("/setup/orders/skip/")
    client.post("/setup/mail/skip/")
    page = read(client, "/setup/done/")
    assert "No orders yet" in page
    assert "No mail was tried yet" in page


@pytest.mark.parametrize("language", ["en", "zh-hans", "zh-hant"])
def test_every_page_renders_in_every_language(run, admit, language):
    client = admit(run)
    asks = {"headers": {"Accept-Language": language}}
    client.cookies["huitou_language"] = language
    assert Client().get("/setup/", **asks).status_code == 200
    assert client.get("/setup/owner/", **asks).status_code == 200
    client.post("/setup/owner/", OWNER)
    assert client.get("/setup/shop/", **asks).status_code == 200
    client.post("/setup/shop/", SHOP)
    for page in ("brand", "policy", "orders", "mail"):
        assert client.get(f"/setup/{page}/", **asks).status_code == 200
        client.post("/setup/policy/" if page == "policy" else f"/setup/{page}/skip/")
    assert client.get("/setup/done/", **asks).status_code == 200
