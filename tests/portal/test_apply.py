"""A return in three taps, by the forms that the pages themselves hold; bad input is answered and loses nothing."""

import threading
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections

from huitou.cases.models import Case, Evidence
from huitou.cases.verbs import refuse
from huitou.core.tenancy import in_shop
from huitou.logistics.models import ReturnWay
from huitou.orders.models import Line
from tests.portal.reading import hidden, words
from tests.worlds import picture

HOME = "/s/teahouse/"


@pytest.fixture
def order(world):
    return world.order(cups=3, delivered_days_ago=2)


@pytest.fixture
def client(order, sign_in):
    return sign_in(order)


@pytest.fixture
def path(order):
    return f"{HOME}orders/{order.number}/apply/"


@pytest.fixture
def cup(world, order):
    return world.line(order, "cup").position


@pytest.fixture
def pot(world, order):
    return world.line(order, "pot").position


def cases(world):
    with in_shop(world.shop):
        return list(Case.objects.select_related("sheet").order_by("opened_at"))


def photo(name="cup.jpg", content=None):
    return SimpleUploadedFile(name, content if content is not None else picture().getvalue(), "image/jpeg")


def test_three_taps_lead_to_a_case(world, client, path, cup):
    what = client.get(path)
    assert "What is it about?" in words(what)
    why = client.get(path, {"step": "why", f"i{cup}": "2"})
    assert "What is the matter?" in words(why)
    assert "I no longer want it" in words(why)
    how = client.get(path, {"step": "how", f"i{cup}": "2", "r": "no_longer_wanted"})
    text = words(how)
    assert "Send it back, money back" in text
    assert "You send it back with a carrier of your choice and pay for that." in text
    assert "This is agreed at once; nobody has to approve it." in text
    assert "You hand the goods over within 7 days" in text
    assert "Rule 2." in text
    sent = client.post(path, hidden(how, "send"))
    (case,) = cases(world)
    assert (sent.status_code, sent["location"]) == (302, f"{HOME}cases/{case.ref}/")
    assert (case.state, case.kind) == ("awaiting_goods", "return_and_refund")
    # Two of three cups at 100.00, less two thirds of the line's discount of 10.00, rounded half up.
    assert case.sheet.total_minor == 20_000 - 667
    assert f"Send back, get CN¥{case.sheet.total_minor / 100:.2f}" in text


def test_the_button_speaks_the_readers_language(order, sign_in, path, cup):
    how = sign_in(order, "zh-CN").get(path, {"step": "how", f"i{cup}": "1", "r": "no_longer_wanted"})
    assert "寄回，退 ¥96.67" in words(how)
    how = sign_in(order, "zh-TW").get(path, {"step": "how", f"i{cup}": "1", "r": "no_longer_wanted"})
    assert "寄回，退 " in words(how)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("0", "Choose at least one item."),
        ("-1", "The number of pieces cannot be below zero."),
        ("4", "At most 3 pieces can be chosen."),
        ("999999999999", "Enter a whole number of pieces."),
        ("1.5", "Enter a whole number of pieces."),
        ("two", "Enter a whole number of pieces."),
    ],
)
def test_an_impossible_number_is_named_at_its_item(world, client, path, cup, typed, said):
    for step in ("why", "how"):
        text = words(client.get(path, {"step": step, f"i{cup}": typed, "r": "damaged"}))
        assert "What is it about?" in text
        assert said in text
    assert cases(world) == []


def test_full_width_digits_are_digits(client, path, cup):
    assert "× 2" in words(client.get(path, {"step": "why", f"i{cup}": "２"}))


def test_an_item_that_is_not_in_the_order_is_no_choice(client, path):
    assert "Choose at least one item." in words(client.get(path, {"step": "why", "i99": "1"}))


def test_a_reason_must_be_one_of_those_shown(client, path, cup):
    for reason in ("", "nonsense"):
        text = words(client.get(path, {"step": "how", f"i{cup}": "1", "r": reason}))
        assert "What is the matter?" in text
        assert "Choose why." in text


def test_a_photo_is_asked_for_only_where_the_rule_needs_it(client, path, cup):
    wanted = {"step": "why", f"i{cup}": "1"}
    assert "Add the photos" not in words(client.get(path, {**wanted, "r": "no_longer_wanted"}))
    assert "A photo, please" in words(client.get(path, {**wanted, "r": "damaged"}))


def test_without_the_photo_the_last_step_is_not_reached(client, path, cup):
    text = words(client.get(path, {"step": "how", f"i{cup}": "1", "r": "damaged"}))
    assert "Add a photo: the rule for this reason asks for it." in text


def test_a_photo_goes_with_the_application(world, client, path, cup):
    query = f"?step=why&i{cup}=1&r=damaged"
    added = client.post(path + query, {"do": "photo", "photo": photo()})
    assert added["location"] == f"{path}{query}#photos"
    how = client.get(path, {"step": "how", f"i{cup}": "1", "r": "damaged"})
    assert "How do you want it solved?" in words(how)
    client.post(path, {**hidden(how, "send"), "note": "It came in two pieces."})
    (case,) = cases(world)
    with in_shop(world.shop):
        assert [kept.name for kept in Evidence.objects.filter(case=case)] == ["cup.jpg"]
    page = words(client.get(f"{HOME}cases/{case.ref}/"))
    assert "It came in two pieces." in page


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"no picture at all", "This file is not a picture that we can read."),
        (b"", "This file is not a picture that we can read."),
        (b"x" * (12 * 1024 * 1024 + 1), "This picture is too large."),
    ],
)
def test_a_file_that_is_no_picture_is_refused_and_the_choices_stay(world, client, path, cup, content, said):
    # An empty upload is dropped by the parser of forms, so it is sent with a blank.
    answer = client.post(
        f"{path}?step=why&i{cup}=1&r=damaged", {"do": "photo", "photo": photo(content=content or b" ")}
    )
    assert answer.status_code == 422
    assert said in words(answer)
    assert 'value="damaged" checked' in answer.content.decode()
    with in_shop(world.shop):
        assert Evidence.objects.count() == 0


def test_the_sum_that_was_shown_is_the_sum_that_is_paid_or_the_page_asks_again(world, client, path, cup):
    how = client.get(path, {"step": "how", f"i{cup}": "1", "r": "no_longer_wanted"})
    form = hidden(how, "send")
    again = client.post(path, {**form, "seen": str(int(form["seen"]) + 100), "note": "my words"})
    assert again.status_code == 409
    text = words(again)
    assert "The refund is now CN¥96.67 instead of CN¥97.67." in text
    assert "my words" in text
    assert cases(world) == []
    assert client.post(path, hidden(again, "send")).status_code == 302
    assert len(cases(world)) == 1


def test_a_form_without_the_sum_shows_it_first(world, client, path, cup):
    form = hidden(client.get(path, {"step": "how", f"i{cup}": "1", "r": "no_longer_wanted"}), "send")
    del form["seen"]
    assert client.post(path, form).status_code == 409
    assert cases(world) == []


def test_the_same_form_twice_is_one_case(world, client, path, cup):
    form = hidden(client.get(path, {"step": "how", f"i{cup}": "1", "r": "no_longer_wanted"}), "send")
    first, second = client.post(path, form), client.post(path, form)
    assert first["location"] == second["location"]
    assert len(cases(world)) == 1
    with in_shop(world.shop):
        assert Line.objects.get(external_id="cup").claimed == 1


@pytest.mark.race
def test_two_taps_at_once_are_one_case(world, order, sign_in, path, cup):
    client = sign_in(order)
    form = hidden(client.get(path, {"step": "how", f"i{cup}": "1", "r": "no_longer_wanted"}), "send")
    places, start = [], threading.Barrier(2)

    def tap():
        other = sign_in(order)
        start.wait()
        places.append(other.post(path, form)["location"])
        connections.close_all()

    threads = [threading.Thread(target=tap) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(places) == 2
    assert len(set(places)) == 1
    assert len(cases(world)) == 1


def test_the_last_piece_sent_twice_is_one_case_too(world, client, path, pot):
    form = hidden(client.get(path, {"step": "how", f"i{pot}": "1", "r": "no_longer_wanted"}), "send")
    first, second = client.post(path, form), client.post(path, form)
    assert first["location"] == second["location"]
    assert len(cases(world)) == 1


def test_the_same_form_with_other_content_is_no_repetition(world, client, path, cup):
    form = hidden(client.get(path, {"step": "how", f"i{cup}": "1", "r": "no_longer_wanted"}), "send")
    client.post(path, form)
    assert client.post(path, {**form, "note": "more"}).status_code == 422
    assert len(cases(world)) == 1


def test_pieces_that_went_meanwhile_are_said_to_be_gone(world, order, client, path, pot):
    form = hidden(client.get(path, {"step": "how", f"i{pot}": "1", "r": "no_longer_wanted"}), "send")
    world.apply(order, pots=1)
    answer = client.post(path, form)
    assert answer.status_code == 422
    assert "Nothing of this item is left to return." in words(answer)
    assert len(cases(world)) == 1


def test_after_the_window_only_the_shop_can_be_asked_and_its_silence_is_no(world, sign_in):
    order = world.order(delivered_days_ago=40)
    client, path = sign_in(order), f"{HOME}orders/{order.number}/apply/"
    cup = world.line(order, "cup").position
    why = words(client.get(path, {"step": "why", f"i{cup}": "1"}))
    assert "The policy gives nothing for this now. You can ask, and the shop decides freely." in why
    how = client.get(path, {"step": "how", f"i{cup}": "1", "r": "no_longer_wanted"})
    text = words(how)
    assert "Beyond the policy: the shop decides freely, and its silence means no." in text
    assert "Ask the shop for CN¥96.67" in text
    client.post(path, hidden(how, "send"))
    assert [case.state for case in cases(world)] == ["goodwill"]


def test_several_items_may_have_reasons_of_their_own(world, client, path, cup, pot):
    chosen = {f"i{cup}": "1", f"i{pot}": "1", "each": "1"}
    assert "One reason for all items" in words(client.get(path, {**chosen, "step": "why"}))
    how = client.get(path, {**chosen, "step": "how", f"r{cup}": "no_longer_wanted", f"r{pot}": "does_not_fit"})
    client.post(path, hidden(how, "send"))
    (case,) = cases(world)
    with in_shop(world.shop):
        assert sorted(case.lines.values_list("reason", flat=True)) == ["does_not_fit", "no_longer_wanted"]


def test_going_back_keeps_every_choice(client, path, cup, pot):
    query = {f"i{cup}": "2", f"i{pot}": "1", "r": "no_longer_wanted"}
    page = client.get(path, {**query, "step": "how"}).content.decode()
    assert f"?step=why&amp;i{cup}=2&amp;i{pot}=1&amp;r=no_longer_wanted" in page
    what = client.get(path, {**query, "step": "what"}).content.decode()
    assert 'value="2" required' in what
    assert 'value="1" required' in what


def test_a_refused_wish_can_be_changed_from_the_case(world, order, client, path, cup):
    case = world.apply(order, cups=3, kind="refund_only", reason="damaged", photo=True)
    refuse(case=case, reason="other", note="Only one is broken.", actor=world.agent, at=world.now)
    change = client.get(f"{HOME}cases/{case.ref}/revise/")["location"]
    assert f"i{cup}=3" in change
    assert f"revises={case.ref}" in change
    how = client.get(path, {"step": "how", "revises": case.ref, f"i{cup}": "1", "r": "damaged"})
    form = hidden(how, "send")
    assert form["revises"] == case.ref
    answer = client.post(path, {**form, "kind": "refund_only"})
    if answer.status_code == 409:
        answer = client.post(path, hidden(answer, "send"))
    assert answer["location"] == f"{HOME}cases/{case.ref}/"
    (changed,) = cases(world)
    assert (changed.state, changed.attempt) in {("requested", 2), ("awaiting_goods", 2)}
    with in_shop(world.shop):
        assert Line.objects.get(external_id="cup").claimed == 1


def test_looking_at_a_change_frees_nothing(world, order, client, path, cup):
    case = world.apply(order, cups=3, kind="refund_only", reason="damaged", photo=True)
    refuse(case=case, reason="other", note="Only one is broken.", actor=world.agent, at=world.now)
    client.get(path, {"step": "how", "revises": case.ref, f"i{cup}": "1", "r": "damaged"})
    with in_shop(world.shop):
        assert Line.objects.get(external_id="cup").claimed == 3


def test_nobody_applies_for_the_order_of_somebody_else(world, order, sign_in, path, cup):
    other = sign_in(world.order(customer="other", email="other@example.com"))
    assert other.get(path).status_code == 404
    assert other.post(path, {"step": "how", f"i{cup}": "1", "r": "no_longer_wanted", "seen": "9667"}).status_code == 404
    assert other.post(path, {"do": "photo", "photo": photo()}).status_code == 404
    assert cases(world) == []


def test_nobody_applies_without_a_session(world, order, path):
    from django.test import Client

    answer = Client().post(path, {"step": "how"})
    assert (answer.status_code, answer["location"]) == (302, HOME)


def test_a_bomb_is_refused(world, client, path, cup):
    from PIL import Image

    file = BytesIO()
    Image.new("1", (20_000, 20_000)).save(file, "PNG")
    answer = client.post(
        f"{path}?step=why&i{cup}=1&r=damaged", {"do": "photo", "photo": photo("b.png", file.getvalue())}
    )
    assert answer.status_code == 422
    assert "This picture is too large." in words(answer)


def test_a_form_that_comes_late_is_answered_with_the_case_that_has_the_pieces(world, order, client, path, cup):
    """Two tabs: the second one's form names pieces that the first one has applied for."""
    how = client.get(path, {"step": "how", f"i{cup}": "3", "r": "no_longer_wanted"})
    late = hidden(how, "send")
    sent = {**late, "kind": "return_and_refund"}
    assert client.post(path, {**sent, "once": "first"}).status_code == 302
    [case] = cases(world)
    answer = client.post(path, {**sent, "once": "second"})
    assert answer.status_code == 422
    assert case.ref in words(answer)
    assert f'href="{HOME}cases/{case.ref}/"' in answer.content.decode()
    assert cases(world) == [case]
    # And whoever begins anew finds the way there too.
    assert f'href="{HOME}cases/{case.ref}/"' in client.get(path).content.decode()


def test_the_last_step_says_what_each_way_back_costs_and_what_the_policy_is(world, client, path, cup):
    with in_shop(world.shop):
        ReturnWay.objects.create(shop=world.shop, way="own_parcel")
        ReturnWay.objects.create(shop=world.shop, way="pick_up", cost_minor=1_200)
    query = {"step": "how", f"i{cup}": "1", "r": "no_longer_wanted", "kind": "return_and_refund"}
    said = words(client.get(path, query))
    assert "I send a parcel You pay the carrier." in said
    assert "A courier picks it up Costs you CN¥12.00." in said
    assert "The return policy in short" in said
    assert "to change your mind" in said
