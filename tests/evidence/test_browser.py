"""Giving proof on a phone, as buyer and as merchant: one tap, and the video plays on the page; nothing for axe."""

from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import expect

from huitou.accounts.buyers import open_demo_session
from huitou.cases.models import Evidence
from huitou.core.tenancy import in_shop
from huitou.portal.session import SESSION
from tests.browsing import PHONE
from tests.desk.test_browser import INTERRUPTED, sign_in
from tests.evidence.conftest import located_photo
from tests.evidence.videos import mp4
from tests.looking import faults
from tests.sweeps import a_sweep

# A container without a single picture that a decoder would know: the player says so in the console.
NOT_PLAYABLE = "Failed to load resource"


@pytest.fixture(autouse=True)
def media():
    """The server's own folder: it shows what the test uploads."""
    return Path(settings.MEDIA_ROOT)


def looked_at(page):
    assert faults(page) == []


def kept(world, case, role):
    with in_shop(world.shop):
        return list(Evidence.objects.filter(case=case, role=role).order_by("at", "pk").values_list("kind", flat=True))


@pytest.mark.browser
@pytest.mark.parametrize(("locale", "choose"), [("zh-hans", "选择文件"), a_sweep("en", "Choose a file")])
def test_both_sides_give_proof_from_the_phone(server, world, open_page, tmp_path, locale, choose):
    case = world.apply(world.order(), cups=1, reason="damaged", photo=True)
    film, photo = tmp_path / "cup.mp4", tmp_path / "box.jpg"
    film.write_bytes(mp4())
    photo.write_bytes(located_photo().read())

    page = open_page(locale, PHONE)
    page.expected_errors += [INTERRUPTED, NOT_PLAYABLE]
    _grant, token = open_demo_session(shop_id=world.shop.pk, customer_id=case.customer_id, at=world.now)
    page.context.add_cookies([{"name": SESSION, "value": token, "url": f"{server.url}/s/teahouse/"}])
    page.goto(f"/s/teahouse/cases/{case.ref}/")
    with page.expect_file_chooser() as chosen:
        page.locator(".slot:has([value=video])").get_by_label(choose).click()
    chosen.value.set_files(film)
    expect(page.locator("#stream video")).to_have_count(1)
    assert kept(world, case, "buyer") == ["photo", "video"]
    looked_at(page)

    desk = open_page(locale, PHONE)
    desk.expected_errors.append(NOT_PLAYABLE)
    sign_in(desk, world, "agent", locale)
    desk.goto(f"/desk/teahouse/cases/{case.ref}/")
    expect(desk.locator("#proof video")).to_have_count(1)
    desk.locator("#proof details > summary").click()
    with desk.expect_file_chooser() as chosen:
        desk.locator(".slot:has([value=photo_label])").get_by_label(choose).click()
    chosen.value.set_files(photo)
    expect(desk.locator("#proof .evidence li")).to_have_count(3)
    assert kept(world, case, "merchant") == ["photo_label"]
    looked_at(desk)
