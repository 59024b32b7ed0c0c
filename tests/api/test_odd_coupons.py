"""Coupons and rules of recommending with figures, days and signs that no database or calendar takes."""

from huitou.accounts.roles import TokenRole
from tests.api.conftest import Caller, token_of

GOOD = {"title": "10 %", "code": "TEA10", "starts_on": "2026-11-22", "ends_on": "2026-12-31"}
ODD_COUPONS = (
    {"least_minor": 10**30}, {"least_minor": -1}, {"title": "a\x00b"}, {"terms": "a\x00b"}, {"code": "A\x00"},
    {"code": "", "codes": ["A\x00"]}, {"title": "\ud800"}, {"code": "", "codes": ["\ud800"]}, {"code": "", "codes": []},
    {"ends_on": "0001-01-01"}, {"codes": ["A"]},
)  # fmt: skip
ODD_RULES = (
    {"hold_out_percent": 10**30}, {"days": -1}, {"product_link": "https://shop.example.com/\x00{sku}"},
    {"product_link": "javascript:alert(1)//{sku}"}, {"pinned": ["a\x00"]}, {"pinned": ["x" * 5000]},
    {"excluded": ["\ud800"]},
)  # fmt: skip


def test_odd_inputs_are_refused_and_break_nothing(world):
    owner = Caller(token_of(world, TokenRole.OWNER))
    refused = [(odd, owner.post("/coupons", {**GOOD, **odd}).status_code) for odd in ODD_COUPONS]
    refused += [
        (odd, owner.call("PUT", "/recommendations/rules", {"recommends": True, **odd}).status_code) for odd in ODD_RULES
    ]
    pairs = ({"product": "a\x00", "others": ["b"]}, {"product": "a", "others": ["b\x00"]},
             {"product": "\ud800", "others": ["b"]})  # fmt: skip
    refused += [(odd, owner.call("PUT", "/recommendations", odd).status_code) for odd in pairs]
    assert [one for one in refused if one[1] not in (400, 422)] == []
    assert owner.get("/coupons").json() == []


def test_a_coupon_of_all_days_of_the_calendar_breaks_no_list(world):
    owner = Caller(token_of(world, TokenRole.OWNER))
    assert owner.post("/coupons", {**GOOD, "starts_on": "0001-01-01", "ends_on": "9999-12-31"}).status_code == 201
    assert [one["ends_on"] for one in owner.get("/coupons").json()] == ["9999-12-31"]
