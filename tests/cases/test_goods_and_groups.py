"""What goods are, what the buyer confirmed and which groups they are in decide cases, as the policy page says."""

from copy import deepcopy
from dataclasses import replace

import pytest

from huitou.cases.judging import preview
from huitou.cases.verbs import agree, open_case
from huitou.core.jobs import run_pending
from huitou.core.tenancy import in_shop
from huitou.logistics.verbs import accept_goods, arrive, hand_over
from huitou.orders.drafts import CustomerDraft, LineDraft, OrderDraft, PaymentDraft, Where
from huitou.orders.models import Line
from huitou.orders.verbs import mark_product, place_order, set_segments
from huitou.parcels.imports import write as write_parcels
from huitou.policies.models import PolicyVersion
from huitou.policies.verbs import publish, save_draft
from huitou.refunds.models import RefundLine, StoredSheet
from huitou.refunds.recompute import recompute
from tests.cases.test_attempts import CLAIM

CHANGED_MIND = "no_longer_wanted"


def judged(world, order, **wish):
    lines = world.wish(order, **wish)
    with in_shop(world.shop):
        return preview(world.buyer(order), order=order.pk, kind="return_and_refund", lines=lines,
                       evidence=["photo"], at=world.now)  # fmt: skip


def verdict(world, order, **wish):
    found = judged(world, order, **wish).verdict
    return found.entitled, [(ground.rule, ground.code) for ground in found.reasons if "exclu" in ground.code]


def with_pot(world, number="P-1", **said):
    """An order of one pot, delivered two days ago; `said` of the line."""
    whole = world.order  # for its parcels and times
    placed = whole(customer="model").placed_at
    draft = OrderDraft(
        where=Where("test", 1), source="test", external_id=number, number=number, currency="CNY", placed_at=placed,
        state="paid", customer=CustomerDraft("buyer", email="buyer@example.com"),
        lines=(LineDraft("pot", "紫砂壶", 1, 50_000, sku="POT", category="tableware", **said),),
        payments=(PaymentDraft(number, "card", 50_000, placed, gateway="sandbox"),),
        parcels=(world._parcel(number, placed, 2),), country="CN",
    )  # fmt: skip
    return place_order(draft=draft, actor=world.hire("manager"), at=world.now, then=write_parcels)


def test_marked_goods_are_excluded_from_the_next_order_on_and_nothing_else_is(world):
    before = world.order()
    mark_product(scope="sku", name="pot", traits=["custom_made"], actor=world.hire("manager"), at=world.now)
    after = world.order()
    assert verdict(world, before, pots=1, reason=CHANGED_MIND) == (True, [])
    assert verdict(world, after, pots=1, reason=CHANGED_MIND) == (False, [("3.1", "excluded")])
    assert verdict(world, after, cups=1, reason=CHANGED_MIND) == (True, [])
    # Made to order or not: what arrives broken can go back.
    assert judged(world, after, pots=1, reason="damaged").verdict.allowed
    assert world.apply(before, pots=1, reason=CHANGED_MIND).state == "awaiting_goods"
    assert world.apply(after, pots=1, reason=CHANGED_MIND).state == "goodwill"


def test_an_exclusion_that_needs_the_buyers_word_holds_only_with_it(world):
    silent = with_pot(world, "P-1", traits=("activated",))
    other = with_pot(world, "P-2", traits=("activated",), confirmed=("flawed_disclosed",))
    confirmed = with_pot(world, "P-3", traits=("activated",), confirmed=("activated",))
    assert verdict(world, silent, pots=1, reason=CHANGED_MIND) == (True, [])
    assert verdict(world, other, pots=1, reason=CHANGED_MIND) == (True, [])
    assert verdict(world, confirmed, pots=1, reason=CHANGED_MIND) == (False, [("3.7", "excluded_confirmed")])


def test_a_case_keeps_what_the_goods_were(world):
    order = with_pot(world, traits=("custom_made",))
    case = world.apply(order, pots=1, reason=CHANGED_MIND)
    assert [line["traits"] for line in case.judged["facts"]["lines"]] == [["custom_made"]]
    with in_shop(world.shop):
        Line.objects.filter(order=order).update(traits=[])
    assert [line["traits"] for line in world.refreshed(case).judged["facts"]["lines"]] == [["custom_made"]]


@pytest.fixture
def for_friends(world):
    """The shop agrees at once to friends who want their money back for damage, whatever the sum."""
    with in_shop(world.shop):
        document = deepcopy(PolicyVersion.objects.get().document)
    rule = next(rule for rule in document["rules"] if rule["id"] == "faulty-or-wrong")
    offer = next(offer for offer in rule["offers"] if offer["kind"] == "refund_only")
    offer["automatic"] = {"segments": ["Old Friends"]}
    manager = world.hire("manager")
    publish(version=save_draft(document=document, actor=manager, at=world.now), actor=manager, at=world.now)
    world.clock.forward(hours=24 * 6)
    return world


def test_a_condition_for_a_group_applies_to_its_customers_and_to_nobody_else(for_friends):
    world = for_friends
    stranger, friend = world.order(customer="stranger", email="s@example.com"), world.order()
    set_segments(customer_id=friend.customer_id, segments=["old friends"], actor=world.hire("manager"), at=world.now)
    assert world.apply(stranger, kind="refund_only", cups=1, **CLAIM).state == "requested"
    case = world.apply(friend, kind="refund_only", cups=1, **CLAIM)
    assert (case.state, case.automatic) == ("refunding", True)
    assert case.judged["facts"]["customer"]["segments"] == ["old friends"]


def test_an_order_that_names_the_group_is_enough(for_friends):
    world = for_friends
    order = with_pot(world, "P-9")
    assert world.apply(order, kind="refund_only", pots=1, **CLAIM).state == "requested"
    draft = CustomerDraft("buyer", email="buyer@example.com", segments=("old friends",))
    again = replace(_draft_of(world, order), customer=draft)
    place_order(draft=again, actor=world.hire("manager"), at=world.now, then=write_parcels)
    assert world.apply(world.order(), kind="refund_only", pots=1, **CLAIM).state == "refunding"


def _draft_of(world, order):
    return OrderDraft(
        where=Where("test", 1), source="test", external_id="P-10", number="P-10", currency="CNY",
        placed_at=order.placed_at, state="paid", customer=CustomerDraft("buyer"),
        lines=(LineDraft("pot", "紫砂壶", 1, 100),),
    )  # fmt: skip


# Each line by its own rule


def mixed(world, order):
    return [*world.wish(order, cups=1, reason="damaged"), *world.wish(order, pots=1, reason=CHANGED_MIND)]


def test_mixed_wishes_go_line_by_line_and_what_is_shown_is_paid(world):
    """The cup came broken: its share of the delivery comes back. The pot is not wanted any more: its share does not."""
    order = world.order()
    lines = mixed(world, order)
    with in_shop(world.shop):
        shown = preview(world.buyer(order), order=order.pk, kind="return_and_refund", lines=lines,
                        evidence=["photo"], at=world.now)  # fmt: skip
    rows = [(item.code, item.params.get("title"), item.amount_minor) for item in shown.sheet.items]
    assert rows == [
        ("goods", "青瓷杯", 10_000),
        ("discount", "青瓷杯", -333),
        ("outbound_shipping", "青瓷杯", 267),
        ("goods", "紫砂壶", 50_000),
        ("outbound_shipping_kept", "紫砂壶", 0),
    ]
    assert shown.sheet.total_minor == 59_934
    kept = shown.sheet.items[-1]
    assert kept.params["rule"] == shown.verdict.line(str(lines[1].line)).rule == "2.3"

    case = open_case(order=order.pk, kind="return_and_refund", lines=lines, evidence=[world.photo(order)],
                     seen_minor=59_934, actor=world.buyer(order), at=world.now)  # fmt: skip
    case = agree(case=case, actor=world.agent, at=world.now)
    run_pending()
    case = world.refreshed(case)
    hand_over(goods_return=case.goods_return, carrier="sf", tracking_number="SF100", actor=world.buyer(order),
              at=world.now)  # fmt: skip
    arrive(goods_return=case.goods_return, actor=world.agent, at=world.now)
    accept_goods(goods_return=case.goods_return, actor=world.agent, at=world.now)
    run_pending()
    with in_shop(world.shop):
        paid = {line.line.external_id: line.amount_minor for line in RefundLine.objects.select_related("line")}
        for stored in StoredSheet.objects.all():
            recompute(stored)
            assert stored.facts["version"] == 3
    assert paid == {"cup": 9_934, "pot": 50_000}
    assert world.refreshed(case).state == "resolved"


def test_one_line_alone_comes_to_the_same_as_beside_the_other(world):
    order = world.order()
    alone = [judged(world, order, cups=1, reason="damaged"), judged(world, order, pots=1, reason=CHANGED_MIND)]
    assert [one.sheet.total_minor for one in alone] == [9_934, 50_000]
