"""The pages and operations of one's own data: who gets what, with a fresh code; copy, correction, erasure."""

import json
import zipfile
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse

from huitou.accounts.buyers import open_demo_session, open_signed_link, signed_link
from huitou.accounts.models import BuyerGrant
from huitou.core.jobs import run_pending
from huitou.core.models import Event
from huitou.core.personal_registry import holdings
from huitou.core.tenancy import in_shop
from huitou.orders.models import CustomerContact, DataRequest, OrderAddress
from huitou.orders.verbs import ask_erasure, correct_address, correct_contact
from huitou.orders.verbs.correct_customer import ContactMalformed, ContactMissing, DataErased
from huitou.portal.session import SESSION
from tests.api.conftest import Caller, token_of
from tests.desk.conftest import client_of, static_folder  # noqa: F401  (a fixture that is used by itself)
from tests.privacy.conftest import EMAIL, NAME, STREET, WORDS, finished


def browser(someone, token, language="en"):
    client = Client(HTTP_ACCEPT_LANGUAGE=language)
    client.cookies[SESSION] = token
    return client


@pytest.fixture
def fresh(bygone):
    """The browser of a buyer who entered a code just now."""
    _grant, token = open_demo_session(shop_id=bygone.world.shop.pk, customer_id=bygone.customer_id, at=bygone.world.now)
    return browser(bygone, token)


def path(someone, name, *more):
    return reverse(f"portal:{name}", args=[someone.world.shop.slug, *more])


def text_of(answer):
    return answer.content.decode()


def zip_of(answer):
    return zipfile.ZipFile(BytesIO(b"".join(answer.streaming_content)))


@pytest.mark.parametrize("language", ["en", "zh-Hans", "zh-Hant"])
def test_the_privacy_page_tells_every_holding_in_every_language(bygone, language):
    answer = Client(HTTP_ACCEPT_LANGUAGE=language).get(path(bygone, "privacy"))
    page = text_of(answer)
    assert answer.status_code == 200
    for one in holdings():
        assert f'id="{one.code}"' in page
    assert ("3 years" if language == "en" else "3") in page


def test_the_page_follows_the_setting(bygone, settings):
    settings.HUITOU_KEEP_DAYS = {"mail": 77}
    assert "77 days after the mail was written" in text_of(
        Client(HTTP_ACCEPT_LANGUAGE="en").get(path(bygone, "privacy"))
    )


def test_the_copy_holds_everything_in_words_and_for_programs(bygone, fresh):
    with zip_of(fresh.post(path(bygone, "my_data_copy"))) as archive:
        data = json.loads(archive.read("data.json"))["data"]
        page = archive.read("data.html").decode()
        photos = [name for name in archive.namelist() if name.startswith("files/evidence/")]
        assert len(photos) == 2
        assert all(archive.read(name) for name in photos)
    assert [row["email"] for row in data["contact"]] == [EMAIL]
    assert [row["street"] for row in data["address"]] == [STREET]
    assert {row["body"] for row in data["message"]} >= {WORDS}
    assert [row["number"] for row in data["order"]] == [bygone.order.number]
    assert [row["ref"] for row in data["case"]] == [bygone.case.ref]
    assert all(row["text"] for row in data["mail"])
    assert data["mail"]
    for told in (NAME, EMAIL, STREET, WORDS, bygone.order.number):
        assert told in page
    assert "<script" not in page
    assert "http" not in page.split("</style>")[0]
    with in_shop(bygone.world.shop):
        asked = DataRequest.objects.get()
        assert (asked.kind, asked.state, asked.asked_by) == ("export", "done", f"buyer:{bygone.customer_id}")
        facts = Event.objects.filter(subject_id=asked.pk).latest("seq").facts
    assert len(facts["sha256"]) == 64


def test_the_copy_tells_nothing_of_other_people(bygone, fresh):
    bygone.world.order(customer="neighbour", email="neighbour@example.com")
    with zip_of(fresh.post(path(bygone, "my_data_copy"))) as archive:
        assert "neighbour" not in archive.read("data.json").decode()


@pytest.mark.parametrize("name", ["my_data_copy", "my_data_correct", "my_data_erase", "my_data_keep"])
def test_an_old_session_must_enter_a_code_again(bygone, fresh, clock, name):
    clock.forward(minutes=16)
    answer = fresh.post(path(bygone, name), {"sure": "on", "name": "X", "email": "x@example.com"})
    assert (answer.status_code, answer["Location"]) == (302, path(bygone, "my_data"))
    page = text_of(fresh.get(path(bygone, "my_data")))
    assert "b…@example.com" in page
    assert path(bygone, "my_data_code") in page
    asked = fresh.post(path(bygone, "my_data_code"))
    assert asked["Location"] == path(bygone, "code")
    with in_shop(bygone.world.shop):
        assert CustomerContact.objects.get().email == EMAIL
        assert not DataRequest.objects.exists()


def test_a_link_from_a_mail_is_not_enough(bygone):
    world = bygone.world
    secret = signed_link(shop_id=world.shop.pk, customer_id=bygone.customer_id, order_id=bygone.order.pk, at=world.now)
    _grant, token = open_signed_link(shop_id=world.shop.pk, secret=secret, client="c", at=world.now)
    client = browser(bygone, token)
    page = text_of(client.get(path(bygone, "my_data")))
    assert path(bygone, "my_data_code") not in page
    assert "example.com" not in page.split("<main")[1].split("<footer")[0]
    assert client.post(path(bygone, "my_data_copy")).status_code == 302
    assert client.post(path(bygone, "my_data_erase"), {"sure": "on"}).status_code == 302
    with in_shop(world.shop):
        assert CustomerContact.objects.get().email == EMAIL


def test_the_buyer_erases_everything_and_is_signed_out(bygone, fresh):
    assert fresh.post(path(bygone, "my_data_erase")).status_code == 422
    answer = fresh.post(path(bygone, "my_data_erase"), {"sure": "on"})
    run_pending()
    with in_shop(bygone.world.shop):
        asked = DataRequest.objects.get(kind="erasure")
        assert not BuyerGrant.objects.exists()
        assert CustomerContact.objects.get().email == ""
    assert answer.status_code == 200
    assert asked.ref in text_of(answer)
    assert fresh.get(path(bygone, "orders"))["Location"].startswith(path(bygone, "look_up"))


def test_an_open_case_postpones_it_on_the_page_and_it_can_be_taken_back(someone):
    _grant, token = open_demo_session(
        shop_id=someone.world.shop.pk, customer_id=someone.customer_id, at=someone.world.now
    )
    client = browser(someone, token)
    assert f"Case {someone.case.ref} is still open." in text_of(client.get(path(someone, "my_data")))
    assert client.post(path(someone, "my_data_erase"), {"sure": "on"}).status_code == 302
    page = text_of(client.get(path(someone, "my_data")))
    assert "Your erasure waits." in page
    assert path(someone, "my_data_erase") not in page
    client.post(path(someone, "my_data_keep"))
    assert path(someone, "my_data_erase") in text_of(client.get(path(someone, "my_data")))


def test_a_correction_is_kept_with_an_event_and_without_its_content(bygone, fresh):
    answer = fresh.post(path(bygone, "my_data_correct"), {"name": "陈大暖", "email": " WARM@Example.com ", "phone": ""})
    assert answer.status_code == 302
    with in_shop(bygone.world.shop):
        contact = CustomerContact.objects.get()
        assert (contact.name, contact.email) == ("陈大暖", "warm@example.com")
        asked = DataRequest.objects.get()
        body = Event.objects.filter(subject_id=asked.pk).latest("seq").body
    assert asked.kind == "correction"
    assert "warm" not in body
    assert '"email":' in body


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"email": "no address"}, ContactMalformed),
        ({"phone": "12"}, ContactMalformed),
        ({"email": "", "phone": ""}, ContactMissing),
    ],
)
def test_a_correction_that_would_lock_the_buyer_out_is_refused(bygone, changes, refusal):
    with pytest.raises(refusal):
        correct_contact(customer_id=bygone.customer_id, changes=changes, actor=bygone.buyer, at=bygone.world.now)
    with in_shop(bygone.world.shop):
        assert CustomerContact.objects.get().email == EMAIL
        assert not DataRequest.objects.exists()


def test_an_address_is_corrected_and_an_erased_one_is_not_filled_again(bygone):
    world = bygone.world
    correct_address(order=bygone.order.pk, changes={"street": "湖滨路 8 号"}, actor=bygone.manager, at=world.now)
    with in_shop(world.shop):
        assert OrderAddress.objects.get().street == "湖滨路 8 号"
    ask_erasure(customer_id=bygone.customer_id, actor=bygone.manager, at=world.now)
    with pytest.raises(DataErased):
        correct_address(order=bygone.order.pk, changes={"street": "X"}, actor=bygone.manager, at=world.now)
    with pytest.raises(DataErased):
        correct_contact(customer_id=bygone.customer_id, changes={"name": "X"}, actor=bygone.manager, at=world.now)


def test_the_desk_shows_what_goes_and_what_stays_and_erases(bygone):
    bygone.world.hire("manager")
    client = client_of(bygone.world.staff["manager"])
    page = reverse("desk:customer", args=[bygone.world.shop.slug, bygone.customer_id])
    shown = text_of(client.get(page))
    assert EMAIL in shown
    assert "Photos and files in your cases" in shown
    with zip_of(client.post(f"{page}copy/")) as archive:
        assert EMAIL in archive.read("data.json").decode()
    assert client.post(f"{page}erase/", {}).status_code == 422
    assert client.post(f"{page}erase/", {"sure": "on"}).status_code == 302
    after = text_of(client.get(page))
    assert EMAIL not in after
    assert NAME not in after
    case = client.get(reverse("desk:case", args=[bygone.world.shop.slug, bygone.case.ref]))
    assert case.status_code == 200
    assert WORDS not in text_of(case)


def test_the_desk_tells_when_something_is_still_open(someone):
    someone.world.hire("manager")
    client = client_of(someone.world.staff["manager"])
    page = reverse("desk:customer", args=[someone.world.shop.slug, someone.customer_id])
    client.post(f"{page}erase/", {"sure": "on"})
    assert "An erasure waits." in text_of(client.get(page))
    client.post(f"{page}keep/")
    assert "An erasure waits." not in text_of(client.get(page))


def test_the_interface_copies_corrects_and_erases(someone):
    caller = Caller(token_of(someone.world, "manager"))
    base = f"/customers/{someone.customer_id}"
    copied = caller.post(f"{base}/data", {})
    assert (copied.status_code, copied.json()["data"]["contact"][0]["email"]) == (200, EMAIL)
    mended = caller.post(f"{base}/contact", {"name": "Ann"})
    assert mended.json() == {"name": "Ann", "email": EMAIL, "phone": "", "locale": "zh-hans"}
    waiting = caller.post(f"{base}/erasure", {}).json()
    assert (waiting["state"], waiting["waits_for"][0]["what"]) == ("waiting", f"Case {someone.case.ref} is still open.")
    finished(someone)
    assert caller.post(f"{base}/erasure", {}).json() == {"ref": waiting["ref"], "state": "done", "waits_for": []}
    assert caller.post(f"{base}/data", {}).json()["data"]["contact"] == []
