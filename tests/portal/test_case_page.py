"""The case's page: how it stands, what can be done, the stream, photos; and what it answers when it is too late."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from huitou.cases.models import Case
from huitou.cases.verbs import add_evidence, agree, offer, refuse, say
from huitou.core.deadlines import sweep_deadlines
from huitou.core.jobs import run_pending
from huitou.core.tenancy import in_shop
from huitou.logistics.verbs import Finding, accept_goods, arrive, contest_goods
from tests.portal.reading import queries, words
from tests.worlds import picture

HOME = "/s/teahouse/"


@pytest.fixture
def order(world):
    return world.order()


@pytest.fixture
def client(order, sign_in):
    return sign_in(order)


@pytest.fixture
def asked(world, order):
    """A case that waits for the shop."""
    return world.apply(order, cups=1, kind="refund_only", reason="damaged", photo=True, note="A crack.")


@pytest.fixture
def returning(world, order):
    """A case whose goods are to be handed over."""
    return world.refreshed(world.apply(order, cups=1))


def page_of(case):
    return f"{HOME}cases/{case.ref}/"


def state_of(world, case):
    with in_shop(world.shop):
        return Case.objects.get(pk=case.pk).state


def test_it_says_how_it_stands_and_until_when(client, asked):
    text = words(client.get(page_of(asked)))
    assert "陶杯社 has 48 hours to decide. If it says nothing, you get the refund shown here: CN¥99.34." in text
    assert "The shop's turn" in text
    assert "You asked for CN¥99.34." in text
    assert "A crack." in text
    assert "Promises that apply" in text
    assert "Rule 5.1" in text
    assert "Take it back" in text


@pytest.mark.parametrize(("locale", "said"), [("zh-CN", "还有 48 小时"), ("zh-TW", "48")])
def test_it_says_so_in_the_readers_language(order, sign_in, asked, locale, said):
    text = words(sign_in(order, locale).get(page_of(asked)))
    assert said in text.replace("48小时", "48 小时")
    for english in ("hours", "You asked", "Bill", "Items", "Write to"):
        assert english not in text


def test_the_goods_are_handed_over_with_a_tracking_number(world, client, returning):
    world.shop.address = "景德镇市陶阳路 1 号"
    world.shop.save()
    page = client.get(page_of(returning))
    assert "景德镇市陶阳路 1 号" in words(page)
    assert returning.goods_return.ref in words(page)
    url = page_of(returning) + "hand_over/"
    missing = client.post(url, {"way": "own_parcel", "carrier": "sf", "tracking_number": " "})
    assert missing.status_code == 422
    assert "Enter the tracking number that stands on the receipt of the parcel." in words(missing)
    assert 'name="carrier" type="text" value="sf"' in missing.content.decode()
    sent = client.post(url, {"way": "own_parcel", "carrier": "sf", "tracking_number": "sf 100 200"})
    assert sent["location"] == page_of(returning)
    text = words(client.get(page_of(returning)))
    assert "You handed the goods over. SF Express SF100200" in text
    assert "Your parcel is on its way back to 陶杯社." in text


@pytest.mark.parametrize("way", ["store", "drop_off"])
def test_nobody_says_by_themselves_that_a_counter_has_it(world, client, returning, way):
    """Lost goods are paid for: in the store the code is scanned, elsewhere the receipt has a number."""
    answer = client.post(page_of(returning) + "hand_over/", {"way": way})
    assert answer.status_code == 422
    assert world.refreshed(returning).goods_return.state == "awaiting_hand_over"


def test_a_way_that_does_not_exist_is_refused(world, client, returning):
    answer = client.post(page_of(returning) + "hand_over/", {"way": "balloon", "tracking_number": "1"})
    assert answer.status_code == 422
    assert world.refreshed(returning).goods_return.state == "awaiting_hand_over"


def test_an_offer_shows_its_bill_and_is_accepted_by_one_button(world, client, asked):
    offer(case=asked, amount_minor=2_000, note="Would you keep it?", actor=world.agent, at=world.now)
    text = words(client.get(page_of(asked)))
    assert "Accept CN¥20.00" in text
    assert "Decline the offer" in text
    assert "You keep the goods." in text
    assert "陶杯社 offered CN¥20.00." in text
    assert "Would you keep it?" in text
    client.post(page_of(asked) + "accept_offer/")
    run_pending()
    assert state_of(world, asked) == "resolved"
    done = words(client.get(page_of(asked)))
    assert "Paid back" in done
    assert "Reference for your bank" in done
    assert "You accepted the offer of CN¥20.00." in done


def test_declining_takes_words_along(world, client, asked):
    offer(case=asked, amount_minor=2_000, actor=world.agent, at=world.now)
    assert "Why does the offer not help you?" in words(client.get(page_of(asked) + "decline_offer/"))
    client.post(page_of(asked) + "decline_offer/", {"note": "It leaks."})
    text = words(client.get(page_of(asked)))
    assert "You declined the offer." in text
    assert "It leaks." in text


def test_taking_it_back_asks_before(world, client, asked):
    ask = client.get(page_of(asked) + "withdraw/")
    assert "The case ends and nothing is paid." in words(ask)
    assert state_of(world, asked) == "requested"
    client.post(page_of(asked) + "withdraw/")
    assert state_of(world, asked) == "withdrawn"


def test_an_action_whose_turn_it_is_not_shows_what_is_possible_now(world, client, asked):
    answer = client.post(page_of(asked) + "accept_offer/")
    assert answer.status_code == 409
    text = words(answer)
    assert "This can no longer be done: it has moved on in the meantime." in text
    assert "Take it back" in text
    assert client.get(page_of(asked) + "accept_offer/")["location"] == page_of(asked)
    for nonsense in ("nonsense", "agree", "resolve"):
        assert client.post(page_of(asked) + f"{nonsense}/").status_code == 409
    assert state_of(world, asked) == "requested"


def test_a_refusal_names_its_reason_and_the_ways_on(world, client, asked):
    refuse(case=asked, reason="other", note="The photo shows no crack.", actor=world.agent, at=world.now)
    text = words(client.get(page_of(asked)))
    assert "The photo shows no crack." in text
    assert "Your turn" in text
    assert "Call in the platform" in text
    assert "Change my wish" in text
    client.post(page_of(asked) + "call_in_platform/", {"note": "Look at the second photo."})
    assert state_of(world, asked) == "disputed"
    text = words(client.get(page_of(asked)))
    assert "Your turn" in text
    assert "That is all I have" in text


def test_a_reduction_shows_both_bills(world, client, returning):
    goods = returning.goods_return
    client.post(page_of(returning) + "hand_over/", {"way": "store"})
    arrive(goods_return=goods, actor=world.agent, at=world.now)
    finding = Finding(line=_line_of(world, goods), damaged=1)
    contest_goods(goods_return=goods, findings=[finding], damaged_basis_points=5_000, actor=world.agent, at=world.now)
    run_pending()
    text = words(client.get(page_of(returning)))
    assert "After checking the goods" in text
    assert "Object" in text
    assert "came back damaged" in text
    client.post(page_of(returning) + "object/", {"note": "It was whole."})
    assert state_of(world, returning) == "goods_disputed"


def _line_of(world, goods):
    from huitou.logistics.models import ReturnLine

    with in_shop(world.shop):
        return ReturnLine.objects.get(goods_return=goods).order_line_id


def test_silence_is_told_as_agreement(order, sign_in, asked, clock):
    clock.forward(hours=49)
    sweep_deadlines(at=clock.now())
    run_pending()
    text = words(sign_in(order).get(page_of(asked)))
    assert "The shop did not answer in time: that counts as agreement to CN¥99.34." in text


def test_messages_stand_in_the_stream(world, client, asked):
    assert client.post(page_of(asked) + "say/", {"body": "Hello <b>there</b>"})["location"] == page_of(asked) + "#talk"
    say(case=asked, body="Hello back", actor=world.agent, at=world.now)
    page = client.get(page_of(asked))
    assert "Hello &lt;b&gt;there" in page.content.decode()
    assert "Hello back" in words(page)
    assert "Agent" in words(page)


def test_an_empty_message_is_answered_beside_its_field(client, asked):
    answer = client.post(page_of(asked) + "say/", {"body": "  "})
    assert answer.status_code == 422
    assert "Write something before you send it." in words(answer)


def test_photos_are_added_and_shown_only_to_those_who_may(world, client, asked, sign_in):
    file = SimpleUploadedFile("../../etc/passwd.jpg", picture().getvalue(), "image/jpeg")
    assert client.post(page_of(asked) + "add_evidence/", {"photo": file}).status_code == 302
    page = client.get(page_of(asked)).content.decode()
    assert "You added a photo." in page
    path = page.split(f'href="{HOME}photos/')[-1].split('"')[0]
    shown = client.get(f"{HOME}photos/{path}")
    assert b"".join(shown.streaming_content)[8:12] == b"WEBP"
    assert shown["content-type"] == "image/webp"
    assert shown["x-content-type-options"] == "nosniff"
    assert shown["content-security-policy"] == "default-src 'none'; sandbox"
    assert shown["content-disposition"].startswith("inline; filename=")
    assert "private" in shown["cache-control"]
    assert "no-cache" in shown["cache-control"]
    assert client.get(f"{HOME}photos/{path}", headers={"if-none-match": shown["etag"]}).status_code == 304
    shown.close()
    other = sign_in(world.order(customer="other", email="other@example.com"))
    assert other.get(f"{HOME}photos/{path}").status_code == 404
    client.cookies.clear()
    assert client.get(f"{HOME}photos/{path}").status_code == 302


def test_no_picture_is_answered_beside_its_field(client, asked):
    file = SimpleUploadedFile("x.jpg", b"<svg onload=alert(1)>", "image/svg+xml")
    answer = client.post(page_of(asked) + "add_evidence/", {"photo": file})
    assert answer.status_code == 422
    assert "This file is not a picture that we can read." in words(answer)


def test_a_buyer_reaches_no_case_of_somebody_else_by_any_address(world, asked, sign_in, worlds):
    stranger = sign_in(world.order(customer="other", email="other@example.com"))
    absent = words(stranger.get(f"{HOME}cases/R-0000-0000/"))
    for address in ("", "withdraw/", "hand_over/"):
        answer = stranger.get(page_of(asked) + address)
        assert answer.status_code == 404
        assert words(answer) == absent
    photo = SimpleUploadedFile("a.jpg", picture().getvalue())
    deeds = (("withdraw/", {}), ("say/", {"body": "hi"}), ("add_evidence/", {"photo": photo}))
    for address, typed in deeds:
        assert stranger.post(page_of(asked) + address, typed).status_code == 404
    assert state_of(world, asked) == "requested"


def test_the_page_costs_the_same_with_many_events_photos_and_offers(world, client, asked):
    before = queries(client, page_of(asked))
    for number in range(10):
        say(case=asked, body=f"message {number}", actor=world.agent, at=world.now)
        add_evidence(case=asked, file=picture(), name="a.jpg", actor=world.agent, at=world.now)
    assert queries(client, page_of(asked)) == before
    assert before <= 20


def test_the_page_of_an_ended_case_still_takes_words_and_offers_no_action(world, client, returning):
    client.post(page_of(returning) + "hand_over/", {"way": "store"})
    arrive(goods_return=returning.goods_return, actor=world.agent, at=world.now)
    accept_goods(goods_return=returning.goods_return, actor=world.agent, at=world.now)
    run_pending()
    text = words(client.get(page_of(returning)))
    assert "Done: CN¥96.67 was paid back to you." in text
    assert "Finished" in text
    assert "Take it back" not in text
    assert client.post(page_of(returning) + "say/", {"body": "Thank you"}).status_code == 302


def test_the_live_stream_tells_of_the_case_its_return_and_its_refunds(world, client, asked):
    from django.core import signing

    from huitou.core.live_rights import SALT

    agree(case=asked, actor=world.agent, at=world.now)
    run_pending()
    page = client.get(page_of(asked)).content.decode()
    token = page.split("/live/?token=")[1].split('"')[0]
    rights = signing.loads(token, salt=SALT)
    from huitou.refunds.models import Refund

    with in_shop(world.shop):
        refund = Refund.objects.get(cause_id=asked.pk)
    assert rights["shop"] == str(world.shop.pk)
    assert set(rights["subjects"]) == {str(asked.pk), str(refund.pk)}


@pytest.mark.parametrize("address", ["say/", "add_evidence/", "nonsense/"])
def test_an_address_that_takes_only_posts_leads_back_to_the_case(client, asked, address):
    assert client.get(page_of(asked) + address)["location"] == page_of(asked)
