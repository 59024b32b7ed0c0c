"""The shop's side of an exchange: sent with its number, packed by a slip, opened for a buyer; the catalogue by hand."""

import re

import pytest

from huitou.cases.models import Case
from huitou.core.jobs import run_pending
from huitou.core.tenancy import in_shop
from huitou.orders.models import Variant
from tests.cases.generous import ask, be_generous, settle, stock
from tests.cases.test_kinds import bring_back

DESK = "/desk/teahouse/"


@pytest.fixture
def shop(world):
    be_generous(world)
    stock(world, "CUP", 10_000, pieces=None, name="中")
    return world


@pytest.fixture
def agent(shop, desk):
    return desk("agent")


def words(response):
    text = re.sub(r"<(script|style|svg)[^>]*>.*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def to_send(shop, **wish):
    order = shop.order()
    return bring_back(shop, order, ask(shop, order, "exchange", reason="does_not_fit", **wish))


def test_a_replacement_is_sent_from_the_queue(shop, agent):
    case = to_send(shop)
    queue = agent.get(DESK)
    address = f"{DESK}cases/{case.ref}/ship/"
    assert f"{address}?subject={case.replacement.ref}" in queue.content.decode()
    assert "Promised to the buyer: 1 piece." in words(queue)
    asked = agent.get(address)
    assert "Tracking number" in words(asked)
    empty = agent.post(address, {"subject": case.replacement.ref, "tracking_number": ""})
    assert empty.status_code == 422
    sent = agent.post(address, {"subject": case.replacement.ref, "tracking_number": "SF2", "carrier": "sf"})
    assert sent.status_code == 302
    assert settle(shop, case).replacement.state == "on_the_way"
    assert "SF Express SF2" in words(agent.get(f"{DESK}cases/{case.ref}/"))


def test_the_list_of_goods_to_send_and_its_slip(shop, agent):
    large = stock(shop, "CUP-L", 9_667, name="大")
    case = to_send(shop, variant=large.pk)
    with in_shop(shop.shop):
        number = case.order.number
    text = words(agent.get(f"{DESK}replacements/"))
    assert case.replacement.ref in text
    assert "青瓷杯 (大) × 1" in text
    slip = words(agent.get(f"{DESK}replacements/slips/"))
    assert "CUP-L 青瓷杯 (大) 1" in slip
    assert number in slip
    assert "Nothing is waiting to be sent." in words(agent.get(f"{DESK}replacements/slips/?ref=X-NONE"))
    assert "Nothing here" in words(agent.get(f"{DESK}replacements/?state=done"))


def test_who_only_reads_prints_no_addresses(shop, desk):
    to_send(shop)
    assert desk("readonly").get(f"{DESK}replacements/").status_code == 200
    assert desk("readonly").get(f"{DESK}replacements/slips/").status_code == 403


def test_a_difference_is_confirmed_or_waived(shop, desk):
    large = stock(shop, "CUP-L", 12_000, name="大")
    case = to_send(shop, variant=large.pk)
    manager = desk("manager")
    assert "CN¥23.33" in words(manager.get(f"{DESK}replacements/?state=unpaid"))
    asked = {"subject": case.replacement.ref, "received_by": "transfer"}
    manager.post(f"{DESK}cases/{case.ref}/confirm_difference/", asked)
    assert settle(shop, case).replacement.state == "to_ship"


def test_agreed_and_sent_first(shop, agent):
    case = ask(shop, shop.order(), "exchange")
    assert "agree_and_ship_first" in agent.get(f"{DESK}cases/{case.ref}/").content.decode()
    agent.post(f"{DESK}cases/{case.ref}/agree_and_ship_first/", {"subject": case.ref})
    run_pending()
    case = settle(shop, case)
    assert (case.state, case.replacement.state) == ("replacing_first", "to_ship")


def test_an_exchange_opened_for_a_buyer(shop, agent):
    order = shop.order()
    large = stock(shop, "CUP-L", 12_000, name="大")
    cup = shop.line(order, "cup")
    path = f"{DESK}orders/{order.pk}/apply/"
    assert "大 · CN¥120.00 · 5 left" in words(agent.get(path))
    wish = {"kind": "exchange", "reason": "does_not_fit", f"pieces_{cup.pk}": "1", f"variant_{cup.pk}": str(large.pk)}
    looked = agent.post(path, wish)
    assert "Given by the policy" in words(looked)
    opened = agent.post(path, {**wish, "seen": "0"})
    assert opened.status_code == 302
    with in_shop(shop.shop):
        case = Case.objects.get()
        assert (case.kind, case.lines.get().variant_id) == ("exchange", large.pk)


def test_a_part_of_the_price_for_a_buyer_needs_its_sum(shop, agent):
    order = shop.order()
    cup = shop.line(order, "cup")
    path = f"{DESK}orders/{order.pk}/apply/"
    wish = {"kind": "partial_refund", "reason": "damaged", f"pieces_{cup.pk}": "1"}
    assert "Say how much you ask for." in words(agent.post(path, wish))
    assert "CN¥30.00" in words(agent.post(path, {**wish, f"amount_{cup.pk}": "30"}))
    opened = agent.post(path, {**wish, f"amount_{cup.pk}": "30", "seen": "3000"})
    run_pending()
    assert opened.status_code == 302
    with in_shop(shop.shop):
        assert Case.objects.select_related("sheet").get().sheet.total_minor == 3_000


def test_the_catalogue_is_found_and_changed(shop, desk):
    large = stock(shop, "CUP-L", 12_000, name="大")
    manager = desk("manager")
    assert "CUP-L" in words(manager.get(f"{DESK}settings/catalogue/?q=cup-l"))
    assert "No article has this name or number." in words(manager.get(f"{DESK}settings/catalogue/?q=xyz"))
    path = f"{DESK}settings/catalogue/{large.pk}/"
    assert manager.post(path, {"name": "大", "price": "abc", "stock": "1"}).status_code == 422
    assert manager.post(path, {"name": "特大", "price": "125.50", "stock": ""}).status_code == 302
    with in_shop(shop.shop):
        found = Variant.objects.get(pk=large.pk)
    assert (found.name, found.price_minor, found.stock) == ("特大", 12_550, None)


def test_an_agent_does_not_change_prices(shop, agent):
    large = stock(shop, "CUP-L", 12_000)
    refused = agent.post(f"{DESK}settings/catalogue/{large.pk}/", {"name": "", "price": "1", "stock": ""})
    assert refused.status_code == 403
    with in_shop(shop.shop):
        assert Variant.objects.get(pk=large.pk).price_minor == 12_000


def test_a_change_of_the_catalogue_is_kept_on_record(shop, desk):
    from huitou.core.models import Event
    from huitou.orders.verbs.save_variants import VariantDraft, save_variants

    draft = VariantDraft("CUP", "青瓷杯", 9_900, "CNY", product="CUP", name="中")
    for _ in range(2):  # the second time nothing changes, and nothing is recorded
        save_variants(drafts=[draft], actor=shop.hire("manager"), at=shop.now)
    with in_shop(shop.shop):
        (event,) = Event.objects.filter(kind="orders.catalogue.saved")
    assert event.facts["articles"]["CUP"]["price_minor"] == [10_000, 9_900]
    page = words(desk("owner").get(f"{DESK}settings/record/"))
    assert "Changed the catalogue: 0 new, 1 changed." in page


def test_what_pays_nothing_says_what_it_is_about(shop, agent):
    """Neither queue nor case nor order speaks of a sum of zero: they name the goods instead."""
    large = stock(shop, "CUP-L", 9_667, name="大")
    waiting = [to_send(shop, variant=large.pk), to_send(shop)]
    asked = ask(shop, shop.order(), "exchange", reason="does_not_fit")
    run_pending()
    pages = [f"{DESK}", *(f"{DESK}cases/{case.ref}/" for case in (*waiting, asked)), f"{DESK}orders/{asked.order_id}/"]
    said = [words(agent.get(page)) for page in pages]
    assert not any(re.search(r"[¥€]0\.00", text) for text in said)
    assert "大 × 1" in said[0]
    assert "the same again × 1" in said[0]
    assert "Agreed: Exchange, once the goods are back and checked." in said[3]


def test_an_offer_of_another_variant_is_previewed_as_it_will_be_made(shop, agent):
    dear, cheap = stock(shop, "CUP-L", 12_000, name="大"), stock(shop, "CUP-S", 4_000, name="小")
    gone = stock(shop, "CUP-X", 9_000, pieces=0, name="限量")
    case = ask(shop, shop.order(), "return_and_refund", reason="not_as_described")
    with in_shop(shop.shop):
        line = case.lines.get().order_line_id
    path = f"{DESK}cases/{case.ref}/offer/preview/"

    def shown(variant):
        return words(agent.get(path, {"keeps_goods": "exchange", "amount": "", f"variant_{line}": variant}))

    assert shown("") == "Nothing is paid on either side."
    assert "The buyer pays CN¥23.33" in shown(str(dear.pk))
    assert "The buyer gets CN¥56.67" in shown(str(cheap.pk))
    assert shown(str(gone.pk)) == ""  # not among the choices: nothing is shown, and sending it is refused
    body = {"keeps_goods": "exchange", "amount": "", "hours": "72", "note": "", f"variant_{line}": str(cheap.pk)}
    assert agent.post(f"{DESK}cases/{case.ref}/offer/", body).status_code == 302
    with in_shop(shop.shop):
        made = case.offers.get()
        assert (made.sheet.total_minor, made.surcharge_minor) == (5_667, 0)
