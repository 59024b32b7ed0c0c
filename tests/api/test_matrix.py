"""Every operation × everybody who may call it: what each gets, and that a refused call changes nothing."""

from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection

from huitou.api.app import api
from huitou.cases.verbs import call_in_platform, refuse
from huitou.core.actions import perform
from huitou.core.tenancy import in_shop
from tests.api.conftest import Caller, given, problem, token_of
from tests.api.doing import Doing
from tests.worlds import World, build_world

ROLES = ("nobody", "buyer", "other buyer", "agent", "manager", "owner", "platform", "other shop")


def row(nobody, buyer, other_buyer, agent, manager, owner, platform, other_shop):
    return dict(zip(ROLES, (nobody, buyer, other_buyer, agent, manager, owner, platform, other_shop), strict=True))


# Own things: 200. Those of others: 404, as if they were not there. What the role may not do: 403.
SEEN_BY_THE_SHOP = row(401, 200, 404, 200, 200, 200, 404, 404)
# An order or a refund that nobody disputes is none of the platform's business either.
LISTED = row(401, 200, 200, 200, 200, 200, 200, 200)
# The settings of a shop: seen by its people, set by who runs it.
SEEN_BY_STAFF = row(401, 403, 403, 200, 200, 200, 403, 200)
SET_BY_RUNNERS = row(401, 403, 403, 403, 200, 200, 403, 200)
MATRIX = {
    "me": LISTED,
    "copy_data": row(401, 200, 404, 403, 200, 200, 404, 404),
    "correct_data": row(401, 200, 404, 403, 200, 200, 404, 404),
    "erase_data": row(401, 200, 404, 403, 200, 200, 404, 404),
    "list_contact_points": SEEN_BY_THE_SHOP,
    "add_point": row(401, 403, 404, 403, 200, 200, 404, 404),
    "silence_point": row(401, 200, 404, 403, 200, 200, 403, 404),
    "create_order": row(401, 403, 403, 403, 201, 201, 403, 201),
    "list_orders": LISTED,
    "show_order": SEEN_BY_THE_SHOP,
    "note_order_invoice": row(401, 403, 403, 403, 200, 200, 403, 404),
    "order_verdict": SEEN_BY_THE_SHOP,
    "create_parcel": row(401, 403, 404, 201, 201, 201, 404, 404),
    "scan_parcel": row(401, 403, 403, 200, 200, 200, 403, 404),
    "upload": row(401, 201, 404, 201, 201, 201, 403, 404),
    "preview_case": SEEN_BY_THE_SHOP,
    "create_case": row(401, 201, 404, 201, 201, 201, 403, 404),
    "withdraw_order": row(401, 201, 404, 201, 201, 201, 403, 404),
    "list_cases": LISTED,
    "show_queue": LISTED,
    # A case that nobody disputes is none of the platform's business.
    "show_case": SEEN_BY_THE_SHOP,
    "act_on_case": row(401, 409, 404, 200, 200, 200, 404, 404),
    "case_events": SEEN_BY_THE_SHOP,
    "case_messages": SEEN_BY_THE_SHOP,
    "write_message": row(401, 201, 404, 201, 201, 201, 404, 404),
    "add_picture": row(401, 201, 404, 201, 201, 201, 404, 404),
    "show_evidence": SEEN_BY_THE_SHOP,
    "show_bundle": SEEN_BY_THE_SHOP,
    "list_disputes": LISTED,
    "show_dispute": row(401, 200, 404, 200, 200, 200, 200, 404),
    # Both sides have shown all: now it is the platform's.
    "act_on_dispute": row(401, 409, 404, 409, 409, 409, 200, 404),
    "assign_dispute": row(401, 403, 404, 403, 403, 403, 200, 404),
    "show_precedents": row(401, 403, 404, 403, 403, 403, 200, 404),
    "list_changes": LISTED,
    "preview_change": SEEN_BY_THE_SHOP,
    "create_change": row(401, 201, 404, 201, 201, 201, 403, 404),
    "show_change": SEEN_BY_THE_SHOP,
    "act_on_change": row(401, 409, 404, 200, 200, 200, 404, 404),
    "list_deliveries": LISTED,
    "create_delivery": row(401, 201, 404, 201, 201, 201, 403, 404),
    "show_delivery": SEEN_BY_THE_SHOP,
    "act_on_delivery": row(401, 409, 404, 200, 200, 200, 404, 404),
    "list_returns": LISTED,
    "show_return": SEEN_BY_THE_SHOP,
    "act_on_return": row(401, 409, 404, 200, 200, 200, 404, 404),
    "list_replacements": row(401, 200, 200, 200, 200, 200, 404, 200),
    "show_replacement": SEEN_BY_THE_SHOP,
    # Nothing has left yet that the buyer could have.
    "act_on_replacement": row(401, 409, 404, 200, 200, 200, 404, 404),
    "list_repairs": LISTED,
    "show_repair": SEEN_BY_THE_SHOP,
    # It lies on the bench: only the workshop can do something.
    "act_on_repair": row(401, 409, 404, 200, 200, 200, 404, 404),
    "show_warranties": SEEN_BY_THE_SHOP,
    "list_variants": row(401, 200, 200, 200, 200, 200, 403, 200),
    "put_variants": row(401, 403, 403, 403, 200, 200, 403, 200),
    "take_in_store": row(401, 403, 403, 200, 200, 200, 403, 422),
    "list_slots": SEEN_BY_THE_SHOP,
    "show_label": SEEN_BY_THE_SHOP,
    "add_finding_photo": row(401, 201, 404, 201, 201, 201, 404, 404),
    "add_repair_photo": row(401, 201, 404, 201, 201, 201, 404, 404),
    "put_goods_away": row(401, 403, 403, 200, 200, 200, 403, 404),
    "list_stock_messages": row(401, 403, 403, 200, 200, 200, 403, 200),
    "list_send_backs": row(401, 200, 200, 200, 200, 200, 404, 200),
    "show_send_back": SEEN_BY_THE_SHOP,
    "act_on_send_back": row(401, 409, 404, 200, 200, 200, 404, 404),
    "list_refunds": LISTED,
    "show_refund": SEEN_BY_THE_SHOP,
    "act_on_refund": row(401, 409, 404, 409, 409, 409, 404, 404),
    # A matter between the shop and the bank.
    "list_chargebacks": row(401, 404, 404, 200, 200, 200, 404, 200),
    "show_chargeback": row(401, 404, 404, 200, 200, 200, 404, 404),
    "act_on_chargeback": row(401, 404, 404, 200, 200, 200, 404, 404),
    "bookkeeping_file": SET_BY_RUNNERS,
    "list_credit_notes": SET_BY_RUNNERS,
    "show_credit_note": row(401, 403, 403, 403, 200, 200, 403, 404),
    "list_differences": SET_BY_RUNNERS,
    "list_owed": LISTED,
    "show_owed": SEEN_BY_THE_SHOP,
    "give_back_owed": row(401, 403, 404, 200, 200, 200, 404, 404),
    # Whether it ever came is said by who resolves refunds.
    "strike_owed": row(401, 403, 404, 403, 200, 200, 404, 404),
    "show_instant_rules": row(401, 403, 403, 200, 200, 200, 403, 200),
    "set_instant_rules": row(401, 403, 403, 403, 200, 200, 403, 200),
    "show_standing": row(401, 200, 404, 200, 200, 200, 404, 404),
    "list_advances": row(401, 200, 200, 200, 200, 200, 404, 200),
    "show_advance": SEEN_BY_THE_SHOP,
    "act_on_advance": row(401, 409, 404, 200, 200, 200, 404, 404),
    "list_unread_codes": SEEN_BY_STAFF,
    "decide_code": SET_BY_RUNNERS,
    "replay_reports": row(401, 403, 403, 403, 202, 202, 403, 202),
    "detect_number": row(401, 403, 403, 200, 200, 200, 403, 200),
    "create_cover": row(401, 403, 403, 201, 201, 201, 403, 404),
    "list_covers": LISTED,
    "show_pool": row(401, 403, 403, 200, 200, 200, 403, 200),
    "claim_return": row(401, 201, 404, 201, 201, 201, 403, 404),
    "spend_claim_credit": row(401, 403, 403, 403, 200, 200, 403, 404),
    "claim_parcel": row(401, 403, 403, 201, 201, 201, 403, 404),
    "list_carrier_claims": LISTED,
    "show_carrier_claim": row(401, 404, 404, 200, 200, 200, 404, 404),
    "show_claim_pack": row(401, 404, 404, 200, 200, 200, 404, 404),
    "act_on_carrier_claim": row(401, 404, 404, 200, 200, 200, 404, 404),
    "list_claim_rules": SEEN_BY_STAFF,
    "put_claim_rule": SET_BY_RUNNERS,
    "list_bad_pushes": SET_BY_RUNNERS,
    "try_bad_push": row(401, 403, 403, 403, 200, 200, 403, 404),
    "list_trouble": row(401, 403, 403, 200, 200, 200, 403, 200),
    "list_lanes": row(401, 403, 403, 200, 200, 200, 403, 200),
    "list_promises": SEEN_BY_THE_SHOP,
    "list_freight_claims": LISTED,
    "show_freight_claim": SEEN_BY_THE_SHOP,
    # It is settled: nobody can do anything any more.
    "act_on_freight_claim": row(401, 409, 404, 409, 409, 409, 404, 404),
    "show_statement": row(401, 403, 403, 200, 200, 200, 403, 200),
    "statement_file": row(401, 403, 403, 200, 200, 200, 403, 200),
    "performance": LISTED,
    "list_flows": LISTED,
    "show_flow": LISTED,
    "list_marks": row(401, 403, 403, 200, 200, 200, 403, 200),
    "mark_goods": row(401, 403, 403, 403, 200, 200, 403, 200),
    "unmark_goods": row(401, 403, 403, 403, 200, 200, 403, 404),
    "show_segments": row(401, 403, 404, 200, 200, 200, 404, 404),
    "write_segments": row(401, 403, 404, 403, 200, 200, 404, 404),
    "show_pages_domain": SEEN_BY_STAFF,
    "want_pages_domain": SET_BY_RUNNERS,
    "look_at_pages_domain": row(401, 403, 403, 403, 200, 200, 403, 404),
    "give_up_pages_domain": row(401, 403, 403, 403, 200, 200, 403, 404),
    "show_hours": SEEN_BY_STAFF,
    "put_hours": SET_BY_RUNNERS,
    "show_silence_limit": SEEN_BY_STAFF,
    "put_silence_limit": SET_BY_RUNNERS,
    "keep_own_day": SET_BY_RUNNERS,
    "drop_own_day": SET_BY_RUNNERS,
    "note_contact": row(401, 403, 403, 201, 201, 201, 403, 404),
    "list_contacts": SEEN_BY_STAFF,
    "contact_figures": SEEN_BY_STAFF,
    "put_recommendations": SET_BY_RUNNERS,
    "selling_figures": SEEN_BY_STAFF,
    "show_selling": SEEN_BY_STAFF,
    "put_selling": SET_BY_RUNNERS,
    "list_coupons": SEEN_BY_STAFF,
    "create_coupon": row(401, 403, 403, 403, 201, 201, 403, 201),
    "end_coupon": row(401, 403, 403, 403, 200, 200, 403, 404),
    "list_news_rules": SEEN_BY_STAFF,
    "show_news_rule": SEEN_BY_STAFF,
    "set_news_rule": SET_BY_RUNNERS,
    "show_news_text": SEEN_BY_STAFF,
    "write_news_text": SET_BY_RUNNERS,
    "restore_news_text": SET_BY_RUNNERS,
    "list_news_texts": SEEN_BY_STAFF,
    "silence_order_news": row(401, 403, 404, 200, 200, 200, 404, 404),
    "list_goals": SEEN_BY_STAFF,
    "keep_goal": SET_BY_RUNNERS,
    "remove_goal": SET_BY_RUNNERS,
    "policy_in_force": row(401, 200, 200, 200, 200, 200, 200, 200),
    "policy_summary": row(401, 200, 200, 200, 200, 200, 200, 200),
}
SAFE = {name for name in MATRIX if api.operations()[name].methods == ["GET"]} | {"preview_change", "preview_case"}


def test_every_operation_has_a_row():
    assert set(MATRIX) == set(api.operations())


def rows_written(world):
    """How many rows the shop has in the tables of the business; 0 of all of them would be no shop's."""
    names = ("core_event", "cases_case", "cases_message", "cases_evidence", "orders_order", "parcels_parcel",
             "refunds_refund", "core_ledgerentry", "core_openinghours",
             "core_specialday", "insights_goal", "news_newsrule", "news_newstext", "news_orderwatch",
             "retention_contact", "retention_pairing")  # fmt: skip
    with in_shop(world.shop), connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(f'(SELECT count(*) FROM {name})' for name in names)}")
        found = cursor.fetchone()
    assert found[0] > 0, "the rows were not seen"
    return found


def tokens(world, other):
    """A token for everybody; the other buyer is a customer of the same shop, the other shop has an owner."""
    mine, theirs = world.order(), world.order(customer="somebody-else", email="else@example.com")
    for role in ("agent", "owner"):
        world.hire(role)
    return {
        "nobody": None,
        "buyer": token_of(world, "buyer", mine.customer_id),
        "other buyer": token_of(world, "buyer", theirs.customer_id),
        **{role: token_of(world, role) for role in ("agent", "manager", "owner", "platform")},
        "other shop": token_of(other, "owner"),
    }


@pytest.fixture
def built(once, clock, settings):
    """The same shops and tokens for every test."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

    def build():
        world = build_world(clock)
        return world, tokens(world, build_world(clock, "other"))

    world, found = once(build)
    return World(world.shop, clock, dict(world.staff)), found


@pytest.fixture
def world(built):
    return built[0]


@pytest.fixture
def callers(built):
    return {role: Caller(token) for role, token in built[1].items()}


@dataclass
class Watched(Caller):
    """Knows what stood in the tables before its call."""

    world: Any = None

    def call(self, *args, **kwargs):
        self.before = rows_written(self.world)
        return super().call(*args, **kwargs)


@pytest.mark.sweep
@pytest.mark.parametrize("name", MATRIX)
def test_who_gets_what_and_a_refused_call_changes_nothing(world, callers, name):
    """Who is refused, and who only looks, leaves everything as it is for the next; so it is built once for them."""
    doing, got = Doing(world), {}
    for role in sorted(ROLES, key=lambda role: MATRIX[name][role] < 400):
        caller = Watched(callers[role].token, world=world)
        got[role] = getattr(doing, name)(caller).status_code
        if got[role] >= 400:
            assert rows_written(world) == caller.before, f"{role} was refused {name} and yet something was written"
        elif name not in SAFE:
            doing.fresh()
    assert got == MATRIX[name]


def test_the_platform_comes_in_with_the_dispute(world, callers):
    order = world.order()
    case = world.apply(order, cups=1, reason="damaged", photo=True)
    platform = callers["platform"]
    problem(platform.get(f"/cases/{case.ref}"), 404, "not_found")
    refuse(case=case, reason="claim_not_shown", note="照片上看不到破损。", actor=world.agent, at=world.now)
    call_in_platform(case=case, note="请看杯底。", actor=world.buyer(order), at=world.now)
    dispute = given(platform.get(f"/cases/{case.ref}"))["dispute"]
    for side in (world.buyer(order), world.agent):
        perform("dispute", "rest", dispute, {}, actor=side, at=world.now)
    shown = given(platform.get(f"/disputes/{dispute}"))
    assert {"rule", "propose", "ask_buyer", "ask_merchant"} <= {action["action"] for action in shown["actions"]}
    assert [one["ref"] for one in given(platform.get("/queue"))] == [case.ref]
    path = f"/disputes/{dispute}/actions/rule"
    ruling = {"outcome": "wish", "grounds": "shown", "note": "照片清楚地显示杯底有裂纹。"}
    problem(platform.post(path, ruling | {"note": "kurz"}), 422, "ruling_grounds_missing")
    above = ruling | {"outcome": "sum", "amount_minor": 10**9}
    problem(platform.post(path, above), 422, "ruling_out_of_bounds")
    assert given(platform.post(path, ruling))["state"] == "ruled"
    problem(callers["owner"].post(path, ruling), 409, "not_their_turn")


def test_a_list_holds_only_the_callers_own(world, callers):
    order = world.order()
    case = world.apply(order, cups=1, reason="damaged", photo=True)
    lists = {path: {role: callers[role].get(path) for role in ROLES[1:]} for path in ("/cases", "/queue", "/orders")}
    seen = {path: {role for role, answer in answers.items() if case.ref in answer.content.decode()}
            for path, answers in lists.items() if path != "/orders"}  # fmt: skip
    assert seen["/cases"] == {"buyer", "agent", "manager", "owner"}
    assert seen["/queue"] == {"agent", "manager", "owner"}
    numbers = {role for role, answer in lists["/orders"].items() if f'"{order.number}"' in answer.content.decode()}
    assert numbers == {"buyer", "agent", "manager", "owner"}
