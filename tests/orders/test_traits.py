"""What goods are, what buyers confirmed and which groups they are in: read from every door, pinned, never added to."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from huitou.core.actors import Actor
from huitou.core.errors import Forbidden, NotFound
from huitou.core.events import verify_chain
from huitou.core.models import Event, Shop
from huitou.core.tenancy import in_shop
from huitou.orders.checking import problem_of
from huitou.orders.connectors.generic.adapter import Generic
from huitou.orders.connectors.shopify.mapping import draft_order
from huitou.orders.connectors.values import Unreadable
from huitou.orders.connectors.words import _WORDS, read_grounds
from huitou.orders.drafts import CustomerDraft, LineDraft, OrderDraft, Where
from huitou.orders.models import Customer, CustomerContact, Line, ProductTraits
from huitou.orders.queries import Moments, order_facts
from huitou.orders.verbs import import_batch, mark_product, place_order, set_segments, unmark_product
from huitou.orders.verbs.mark_product import ProductNameMissing, TooManyMarks, TraitUnknown
from huitou.orders.verbs.place_order import OrderRefused
from huitou.orders.verbs.set_segments import SegmentMalformed
from huitou.policies.rules.vocabulary import BECAUSE
from tests.orders.conftest import AT, manager_of
from tests.orders.drafting import CNY, draft, drafts_of, rejects_of, remarks_of

LATER = AT + timedelta(hours=1)


def with_line(number: str = "1001", **changes: Any) -> OrderDraft:
    """An order whose first line is changed."""
    order = draft(number)
    return replace(order, lines=(replace(order.lines[0], **changes), *order.lines[1:]))


def lines_in(shop: Shop, number: str = "1001") -> list[tuple[list[str], list[str]]]:
    with in_shop(shop):
        rows = Line.objects.filter(order__number=number).order_by("position")
        return [(line.traits, line.confirmed) for line in rows]


# At the door


@pytest.mark.parametrize("field", ["traits", "confirmed"])
def test_a_word_that_no_policy_knows_is_refused_at_the_door(shop: Shop, manager: Actor, field: str) -> None:
    order = with_line(**{field: ("custom_made", "radioactive")})
    with pytest.raises(OrderRefused) as caught:
        place_order(draft=order, actor=manager, at=AT)
    assert caught.value.params["reason"] == "trait_unknown"
    assert caught.value.params["value"] == "radioactive"
    assert lines_in(shop) == []


@pytest.mark.parametrize("segments", [("vip", "<b>"), ("x" * 41,), tuple(f"group {number}" for number in range(21))])
def test_a_segment_that_cannot_be_one_is_refused_at_the_door(segments: tuple[str, ...]) -> None:
    order = draft(customer=CustomerDraft("c1", segments=segments))
    problem = problem_of(order)
    assert problem is not None
    assert problem.code == "segment_malformed"


def test_an_order_keeps_what_its_goods_are_and_what_was_confirmed(shop: Shop, manager: Actor) -> None:
    order = with_line(traits=("perishable", "custom_made", "perishable"), confirmed=("opened_hygiene",))
    placed = place_order(draft=order, actor=manager, at=AT)
    assert lines_in(shop) == [(["custom_made", "perishable"], ["opened_hygiene"]), ([], [])]
    with in_shop(shop):
        cup, pot = order_facts(placed, Moments()).lines
    assert (cup.traits, cup.confirmed) == (("custom_made", "perishable"), ("opened_hygiene",))
    assert (pot.traits, pot.confirmed) == ((), ())


def test_an_order_that_says_nothing_of_it_keeps_the_fingerprint_it_always_had() -> None:
    """Computed before lines had traits: an order sent again after an upgrade is still the same order."""
    before = "a62a7ce19f224a288b10b22fe5ffea73393079d7ac8df9349840cd6646d589b4"
    assert draft().fingerprint().hex() == before
    assert with_line(traits=()).fingerprint().hex() != before
    assert with_line(traits=("press", "digital")).fingerprint() == with_line(traits=("digital", "press")).fingerprint()


# Marks


def test_an_articles_mark_goes_before_its_categorys_and_what_the_order_says_before_both(
    shop: Shop, manager: Actor
) -> None:
    mark_product(scope="category", name="Cups", traits=["opened_hygiene"], actor=manager, at=AT)
    mark_product(scope="sku", name="pot", traits=["custom_made"], actor=manager, at=AT)
    place_order(draft=draft("1"), actor=manager, at=AT)
    assert lines_in(shop, "1") == [(["opened_hygiene"], []), (["custom_made"], [])]

    mark_product(scope="sku", name="CUP", traits=[], actor=manager, at=AT)
    place_order(draft=draft("2"), actor=manager, at=AT)
    assert lines_in(shop, "2")[0] == ([], [])

    place_order(draft=with_line("3", traits=("press",)), actor=manager, at=AT)
    assert lines_in(shop, "3") == [(["press"], []), (["custom_made"], [])]

    unmark_product(scope="sku", name="Cup", actor=manager, at=LATER)
    place_order(draft=draft("4"), actor=manager, at=LATER)
    assert lines_in(shop, "4")[0] == (["opened_hygiene"], [])


def test_a_mark_changes_no_order_that_is_there(shop: Shop, manager: Actor) -> None:
    place_order(draft=draft("1"), actor=manager, at=AT)
    mark_product(scope="sku", name="CUP", traits=["custom_made"], actor=manager, at=AT)
    assert lines_in(shop, "1") == [([], []), ([], [])]
    place_order(draft=draft("2"), actor=manager, at=AT)
    unmark_product(scope="sku", name="CUP", actor=manager, at=LATER)
    assert lines_in(shop, "2")[0] == (["custom_made"], [])


def test_marks_are_the_shops_own(shop: Shop, other_shop: Shop, manager: Actor) -> None:
    mark_product(scope="sku", name="CUP", traits=["custom_made"], actor=manager, at=AT)
    place_order(draft=draft("1"), actor=manager_of(other_shop), at=AT)
    assert lines_in(other_shop, "1")[0] == ([], [])


def test_a_mark_is_one_row_with_a_chain_and_the_same_again_writes_nothing(shop: Shop, manager: Actor) -> None:
    mark = mark_product(scope="sku", name="CUP", traits=["custom_made"], actor=manager, at=AT)
    mark_product(scope="sku", name="CUP", traits=["custom_made", "custom_made"], actor=manager, at=LATER)
    mark_product(scope="sku", name="Cup", traits=[], actor=manager, at=LATER)
    unmark_product(scope="sku", name="cup", actor=manager, at=LATER)
    with in_shop(shop):
        rows = list(ProductTraits.objects.all())
        assert [(row.pk, row.name, row.traits, row.removed) for row in rows] == [(mark.pk, "Cup", [], True)]
        told = list(Event.objects.filter(subject_id=mark.pk).order_by("seq"))
    verify_chain(told)
    assert [event.kind for event in told] == [
        "orders.product.marked",
        "orders.product.marked",
        "orders.product.unmarked",
    ]


def test_marks_that_cannot_be_are_refused_and_change_nothing(
    shop: Shop, manager: Actor, agent: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def mark(**changes: Any) -> None:
        asked: dict[str, Any] = {"scope": "sku", "name": "CUP", "traits": ["press"], "actor": manager, "at": AT}
        mark_product(**{**asked, **changes})

    with pytest.raises(TraitUnknown):
        mark(traits=["radioactive"])
    for bad in ({"name": "  "}, {"name": "x" * 121}, {"scope": "title"}):
        with pytest.raises(ProductNameMissing):
            mark(**bad)
    with pytest.raises(Forbidden):
        mark(actor=agent)
    with pytest.raises(NotFound):
        unmark_product(scope="sku", name="CUP", actor=manager, at=AT)
    monkeypatch.setattr(ProductTraits, "MOST", 0)
    with pytest.raises(TooManyMarks):
        mark()
    with in_shop(shop):
        assert not ProductTraits.objects.exists()


# Orders that the source tells anew


def imported(order: OrderDraft, actor: Actor) -> Any:
    return import_batch(drafts=[order], actor=actor, at=LATER)


def test_a_source_that_excludes_only_now_takes_no_right_away_and_the_report_says_so(shop: Shop, manager: Actor) -> None:
    place_order(draft=with_line(traits=("custom_made",)), actor=manager, at=AT)
    result = imported(with_line(traits=("custom_made", "perishable"), confirmed=("press",)), manager)
    assert lines_in(shop)[0] == (["custom_made"], [])
    assert [remark.code for remark in result.remarks] == ["traits_not_added"]
    assert result.updated == 1


def test_a_source_may_take_an_exclusion_back_and_silence_takes_nothing_back(shop: Shop, manager: Actor) -> None:
    place_order(draft=with_line(traits=("custom_made", "press"), confirmed=("press",)), actor=manager, at=AT)
    result = imported(with_line(title="A celadon cup"), manager)
    assert (lines_in(shop)[0], result.remarks) == ((["custom_made", "press"], ["press"]), [])
    imported(with_line(traits=("press",), confirmed=()), manager)
    assert lines_in(shop)[0] == (["press"], [])


def test_a_line_that_is_added_later_goes_by_the_marks(shop: Shop, manager: Actor) -> None:
    mark_product(scope="category", name="lids", traits=["flawed_disclosed"], actor=manager, at=AT)
    order = draft()
    place_order(draft=order, actor=manager, at=AT)
    lid = LineDraft("3", "Lid", 1, 100, sku="LID", category="lids")
    imported(replace(order, lines=(*order.lines, lid)), manager)
    assert lines_in(shop)[2] == (["flawed_disclosed"], [])


# Segments


def segments_of(shop: Shop) -> list[str]:
    with in_shop(shop):
        return list(Customer.objects.get(external_id="c1").segments)


def test_what_a_source_says_of_groups_holds_and_silence_changes_nothing(shop: Shop, manager: Actor) -> None:
    def person(**said: Any) -> CustomerDraft:
        return CustomerDraft("c1", email="ann@example.com", **said)

    place_order(draft=draft("1", customer=person(segments=("VIP", "ｖｉｐ", "Old  Friends"))), actor=manager, at=AT)
    assert segments_of(shop) == ["old friends", "vip"]
    place_order(draft=draft("2", customer=person()), actor=manager, at=AT)
    assert segments_of(shop) == ["old friends", "vip"]
    # Also with an order that is there already: the group is the person's, not the order's.
    result = imported(draft("2", customer=person(segments=("vip",))), manager)
    assert (result.unchanged, segments_of(shop)) == (1, ["vip"])
    place_order(draft=draft("3", customer=person(segments=())), actor=manager, at=AT)
    assert segments_of(shop) == []


def test_staff_set_groups_and_the_chain_holds_their_number_only(shop: Shop, manager: Actor, agent: Actor) -> None:
    order = place_order(draft=draft(), actor=manager, at=AT)
    with pytest.raises(Forbidden):
        set_segments(customer_id=order.customer_id, segments=["vip"], actor=agent, at=AT)
    for bad in (["vip", "<script>"], [f"group {number}" for number in range(21)]):
        with pytest.raises(SegmentMalformed):
            set_segments(customer_id=order.customer_id, segments=bad, actor=manager, at=AT)
    assert segments_of(shop) == []
    set_segments(customer_id=order.customer_id, segments=["VIP", "会员"], actor=manager, at=AT)
    set_segments(customer_id=order.customer_id, segments=["会员", "vip"], actor=manager, at=LATER)
    assert segments_of(shop) == ["vip", "会员"]
    with in_shop(shop):
        told = Event.objects.filter(subject_id=order.customer_id)
        assert [event.kind for event in told] == ["orders.customer.segmented"]
        assert "vip" not in told[0].body
        assert '"segments":2' in told[0].body
        assert order_facts(order, Moments()).customer.segments == ("vip", "会员")


def test_groups_are_of_the_own_shop_only(shop: Shop, other_shop: Shop, manager: Actor) -> None:
    order = place_order(draft=draft(), actor=manager, at=AT)
    with pytest.raises(NotFound):
        set_segments(customer_id=order.customer_id, segments=["vip"], actor=manager_of(other_shop), at=AT)


def test_an_erased_customer_stays_without_groups(shop: Shop, manager: Actor) -> None:
    order = draft(customer=CustomerDraft("c1", email="ann@example.com", segments=("vip",)))
    place_order(draft=order, actor=manager, at=AT)
    with in_shop(shop):
        CustomerContact.objects.update(erased_at=AT, email="", name="", phone="")
        Customer.objects.update(segments=[])
    imported(order, manager)
    assert segments_of(shop) == []


# Files


def generic(tmp_path: Any, text: str, name: str = "orders.csv") -> list[Any]:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return list(Generic().read([path], CNY))


def test_columns_of_a_table_say_it_in_english_chinese_or_codes(tmp_path: Any) -> None:
    records = generic(
        tmp_path,
        "订单号,下单时间,商品名称,单价,商品特性,买家已确认,会员等级\n"
        "1,2026-05-01T08:00:00+08:00,杯,10,定制；生鲜,贴身用品,VIP、老客\n"
        "1,2026-05-01T08:00:00+08:00,壶,10,无,,\n"
        "1,2026-05-01T08:00:00+08:00,盖,10,,,\n",
    )
    (order,) = drafts_of(records)
    assert [line.traits for line in order.lines] == [("custom_made", "perishable"), (), None]
    assert [line.confirmed for line in order.lines] == [("opened_hygiene",), None, None]
    assert order.customer.segments == ("vip", "老客")


def test_an_unknown_word_costs_its_row_and_an_impossible_group_only_itself(tmp_path: Any) -> None:
    records = generic(
        tmp_path,
        "order_id,placed_at,title,unit_price,traits,segments\n"
        "1,2026-05-01T08:00:00Z,cup,10,radioactive,vip;<b>\n"
        "1,2026-05-01T08:00:00Z,pot,10,custom_made,\n",
    )
    assert rejects_of(records) == [("trait_unknown", 2, "radioactive")]
    (order,) = drafts_of(records)
    assert ([line.title for line in order.lines], order.customer.segments) == (["pot"], ("vip",))
    assert [(remark.code, remark.value) for remark in order.remarks] == [("segment_left_out", "<b>")]


def test_a_column_called_confirmed_says_nothing_of_exclusions(tmp_path: Any) -> None:
    text = "order_id,placed_at,title,unit_price,confirmed\n1,2026-05-01T08:00:00Z,cup,10,true\n"
    (order,) = drafts_of(generic(tmp_path, text))
    assert order.lines[0].confirmed is None


def test_lists_of_words_in_json_lines(tmp_path: Any) -> None:
    body = {
        "order_id": "1", "placed_at": "2026-05-01T08:00:00Z", "segments": ["VIP", "old friends"],
        "lines": [
            {"title": "cup", "unit_price": "10", "traits": ["custom_made", "press"]},
            {"title": "pot", "unit_price": "10", "traits": []},
            {"title": "lid", "unit_price": "10"},
        ],
    }  # fmt: skip
    (order,) = drafts_of(generic(tmp_path, json.dumps(body) + "\n", "orders.jsonl"))
    assert [line.traits for line in order.lines] == [("custom_made", "press"), (), None]
    assert order.customer.segments == ("old friends", "vip")


def test_every_code_can_be_written_and_every_word_leads_to_one_code() -> None:
    assert {read_grounds(code) for code in BECAUSE} == {(code,) for code in BECAUSE}
    assert set(_WORDS) <= set(BECAUSE)
    words = [word for said in _WORDS.values() for word in said.split("|")]
    assert len(words) == len(set(words))
    assert all(read_grounds(word) == (code,) for code, said in _WORDS.items() for word in said.split("|"))
    with pytest.raises(Unreadable):
        read_grounds("custom_made;nonsense")


# Shopify


def shopify(item: dict[str, Any], **more: Any) -> OrderDraft:
    body = {
        "id": 1, "name": "#1", "currency": "CNY", "created_at": "2026-05-01T08:00:00Z", "total_price": "10.00",
        "line_items": [{"id": 11, "title": "cup", "quantity": 1, "price": "10.00", **item}], **more,
    }  # fmt: skip
    (record,) = draft_order(body, Where("orders.json", 1), CNY)
    assert isinstance(record, OrderDraft)
    return record


def test_a_buyer_can_confirm_by_a_property_but_not_say_what_the_goods_are() -> None:
    properties = [
        {"name": "_confirmed", "value": "opened_hygiene, custom_made"},
        {"name": "_traits", "value": "none"},
        {"name": "Engraving", "value": "for Ann"},
    ]
    line = shopify({"properties": properties}).lines[0]
    assert (line.traits, line.confirmed) == (None, ("custom_made", "opened_hygiene"))


def test_product_tags_of_the_shop_say_what_the_goods_are() -> None:
    order = shopify({"product": {"tags": "press, huitou:custom_made, Huitou:radioactive"}})
    assert order.lines[0].traits == ("custom_made",)
    assert remarks_of(order) == ["trait_unknown_tag"]
    assert shopify({"product": {"tags": ["press"]}}).lines[0].traits is None
    assert shopify({"properties": "broken", "product": None}).lines[0].confirmed is None


def test_tags_of_the_customer_are_their_groups() -> None:
    order = shopify({}, customer={"id": 5, "tags": "VIP, 老客, <b>"})
    assert order.customer.segments == ("vip", "老客")
    assert remarks_of(order) == ["segment_left_out"]
    assert shopify({}, customer={"id": 5}).customer.segments is None
    assert shopify({}, customer={"id": 5, "tags": ""}).customer.segments == ()


def test_the_time_of_a_mark_is_kept(shop: Shop, manager: Actor) -> None:
    mark = mark_product(scope="sku", name="CUP", traits=["press"], actor=manager, at=datetime(2026, 6, 2, tzinfo=UTC))
    assert mark.changed_at == datetime(2026, 6, 2, tzinfo=UTC)


@pytest.mark.parametrize("name", ["", " ", "\u200b", "<", "x" * 41])
def test_a_group_without_a_usable_name_is_refused(shop: Shop, manager: Actor, name: str) -> None:
    order = place_order(draft=draft(), actor=manager, at=AT)
    with pytest.raises(SegmentMalformed):
        set_segments(customer_id=order.customer_id, segments=[name], actor=manager, at=AT)
