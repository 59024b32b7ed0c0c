"""The dispute on the pages of both sides: what is asked, until when, what silence does; and what is refused there."""

import pytest
from django.urls import reverse

from huitou.core.actors import Role
from huitou.core.jobs import run_pending
from huitou.core.tenancy import in_shop
from tests.desk.conftest import client_of
from tests.disputes.court import GROUNDS
from tests.worlds import picture


def shop_page(court):
    court.world.hire("agent")
    return client_of(court.world.staff["agent"])


@pytest.mark.parametrize("state", ["evidence", "asked", "mediating", "appealable"])
def test_the_shops_queue_and_page_show_what_is_asked(court, state):
    court.disputed()
    if state != "evidence":
        court.both_rest()
    if state == "asked":
        court.do("ask_merchant", court.arbitrator(), note="发货照片在哪里？")
    if state == "mediating":
        court.do("propose", court.arbitrator(), amount_minor=5_000, note="退一半比较合适。")
    if state == "appealable":
        court.do("rule", court.arbitrator(), **court.ruling())
    client, slug = shop_page(court), court.world.shop.slug
    queue = client.get(reverse("desk:queue", args=[slug]))
    assert (queue.status_code, court.case.ref in queue.content.decode()) == (200, True)
    page = client.get(reverse("desk:case", args=[slug, court.case.ref])).content.decode()
    said = {"evidence": "That is all I have", "asked": "发货照片在哪里？", "mediating": "退一半比较合适。",
            "appealable": GROUNDS}[state]  # fmt: skip
    assert said in page


def test_evidence_after_its_round_is_refused_on_the_desk(court):
    court.disputed().both_rest()
    path = reverse("desk:message", args=[court.world.shop.slug, court.case.ref])
    answer = shop_page(court).post(path, {"body": "", "photo": picture()})
    assert answer.status_code == 409
    assert "The time for evidence is over" in answer.content.decode()


def test_of_a_message_that_is_too_long_the_photo_is_not_kept_either(court):
    court.disputed()
    path = reverse("desk:message", args=[court.world.shop.slug, court.case.ref])
    answer = shop_page(court).post(path, {"body": "长" * 4_001, "photo": picture()})
    assert answer.status_code == 422
    with in_shop(court.world.shop):
        assert not court.case.evidence.filter(role=Role.MERCHANT)


def test_the_buyer_shows_all_reads_the_ruling_and_appeals_with_a_photo_in_one_step(court, sign_in):
    court.disputed()
    client, slug = sign_in(court.order), court.world.shop.slug
    page = reverse("portal:case", args=[slug, court.case.ref])
    assert "Show within" in client.get(page).content.decode()
    assert client.post(page + "rest/", {"note": "裂纹的照片就是全部。"}).status_code == 302
    assert court.state == "evidence_of_merchant"
    court.do("rest", court.shop).do("rule", court.arbitrator(), **court.ruling(outcome="nothing", grounds="not_shown"))
    shown = client.get(page).content.decode()
    assert GROUNDS in shown
    assert "The evidence does not show it" in shown
    court.world.clock.forward(minutes=5)
    without = client.post(page + "appeal/", {"note": "装水后会漏。"})
    assert (without.status_code, court.state) == (422, "appealable")
    file = picture()
    file.name = "leak.jpg"
    answer = client.post(page + "appeal/", {"note": "装水后会漏。", "photo": file})
    run_pending()
    assert (answer.status_code, court.state) == (302, "appealed_by_buyer")


def test_an_appeal_after_its_time_is_too_late(court, sign_in):
    court.disputed().ruled(outcome="nothing", grounds="not_shown")
    court.show(court.buyer)
    court.world.clock.forward(days=7)
    page = reverse("portal:case", args=[court.world.shop.slug, court.case.ref])
    answer = sign_in(court.order).post(page + "appeal/", {"note": "装水后会漏。"})
    assert (answer.status_code, court.state) == (409, "appealable")
