"""Three whole policies and their verdicts as exact tables: CN and EU presets, and a shop with rules of its own."""

from __future__ import annotations

import pytest

from huitou.policies.rules import CustomerFacts, Wish, WishLine, evaluate, options, read

from .builders import bare, facts, line, moment, offer, preset, rule, wish

SIGNED = "2026-05-01T11:00:00+08:00"
END_CN = "2026-05-08T23:59:59.999999+08:00"
END_CN_FAULT = "2026-05-16T23:59:59.999999+08:00"
ON_THE_WAY = facts(delivered_at=None)
NOT_SHIPPED = facts(delivered_at=None, shipped_at=None)


def row(verdict):
    """What a case needs of a verdict, and the rule that speaks first."""
    first = verdict.reasons[0]
    words = "".join(
        letter
        for letter, true in (
            ("A", verdict.allowed),
            ("E", verdict.entitled),
            ("a", verdict.automatic),
            ("g", verdict.goodwill_possible),
        )
        if true
    )
    until = verdict.until.isoformat() if verdict.until else None
    return (words, first.rule, first.code, until, verdict.return_shipping_by, verdict.return_way)


def at_shop(text: str | None) -> str | None:
    return None if text is None else moment(text).astimezone(moment("2026-01-01T00:00:00+00:00").tzinfo).isoformat()


# (order, wish, at) -> (Allowed Entitled automatic goodwill, rule, code, until, payer, way)
CN = {
    "no reason, last moment": (
        facts(),
        wish(),
        END_CN,
        ("AEa", "2.3", "open", END_CN, "buyer", "own_label"),
    ),
    "no reason, a moment later": (
        facts(),
        wish(),
        "2026-05-09T00:00:00+08:00",
        ("g", "2.3", "window_over", END_CN, "buyer", "own_label"),
    ),
    "no reason, keep the goods": (
        facts(),
        wish("refund_only"),
        "2026-05-02T08:00:00+08:00",
        ("g", "2.3", "kind_not_given", None, "buyer", "own_label"),
    ),
    "damaged, with photo": (
        facts(),
        wish(reason="damaged", evidence=("photo",)),
        "2026-05-10T08:00:00+08:00",
        ("A", "2.4", "open", END_CN_FAULT, "merchant", "receiver_pays"),
    ),
    "damaged, too late": (
        facts(),
        wish(reason="damaged", evidence=("photo",)),
        "2026-05-17T00:00:00+08:00",
        ("g", "2.4", "window_over", END_CN_FAULT, "merchant", "receiver_pays"),
    ),
    "damaged and cheap, with photo, keeps the goods": (
        facts(),
        wish("refund_only", "damaged", evidence=("photo",)),
        "2026-05-10T08:00:00+08:00",
        ("Aa", "2.4", "open", END_CN_FAULT, "merchant", "receiver_pays"),
    ),
    "two pieces cost more than 50.00 together": (
        facts(),
        wish("refund_only", "damaged", 2, evidence=("photo",)),
        "2026-05-10T08:00:00+08:00",
        ("A", "2.4", "open", END_CN_FAULT, "merchant", "receiver_pays"),
    ),
    "a buyer who returned three times this year": (
        facts(customer=CustomerFacts(returns=3)),
        wish("refund_only", "damaged", evidence=("photo",)),
        "2026-05-10T08:00:00+08:00",
        ("A", "2.4", "open", END_CN_FAULT, "merchant", "receiver_pays"),
    ),
    "damaged and cheap, no photo yet": (
        facts(),
        wish("refund_only", "damaged"),
        "2026-05-10T08:00:00+08:00",
        ("A", "2.4", "open", END_CN_FAULT, "merchant", "receiver_pays"),
    ),
    "made to order": (
        facts(line(traits=("custom_made",))),
        wish(),
        "2026-05-02T08:00:00+08:00",
        ("g", "3.1", "excluded", None, "buyer", "own_label"),
    ),
    "made to order, but defective": (
        facts(line(traits=("custom_made",))),
        wish(reason="defective", evidence=("photo",)),
        "2026-05-02T08:00:00+08:00",
        ("A", "2.4", "open", END_CN_FAULT, "merchant", "receiver_pays"),
    ),
    "activated, nothing confirmed at purchase": (
        facts(line(traits=("activated",))),
        wish(),
        "2026-05-02T08:00:00+08:00",
        ("AEa", "2.3", "open", END_CN, "buyer", "own_label"),
    ),
    "activated, confirmed at purchase": (
        facts(line(traits=("activated",), confirmed=("activated",))),
        wish(),
        "2026-05-02T08:00:00+08:00",
        ("g", "3.7", "excluded_confirmed", None, "buyer", "own_label"),
    ),
    "unsealed, confirmed, not opened": (
        facts(line(traits=("unsealed_safety",), confirmed=("unsealed_safety",))),
        wish(opened=False),
        "2026-05-02T08:00:00+08:00",
        ("AEa", "2.3", "open", END_CN, "buyer", "own_label"),
    ),
    "unsealed, confirmed, opened": (
        facts(line(traits=("unsealed_safety",), confirmed=("unsealed_safety",))),
        wish(opened=True),
        "2026-05-02T08:00:00+08:00",
        ("g", "3.6", "excluded_confirmed", None, "buyer", "own_label"),
    ),
    "cancel before shipping": (
        NOT_SHIPPED,
        wish("refund_only"),
        "2026-04-21T08:00:00+08:00",
        ("AEa", "2.1", "open", None, "buyer", "own_label"),
    ),
    "return what was never shipped": (
        NOT_SHIPPED,
        wish(),
        "2026-04-21T08:00:00+08:00",
        ("", "2.3", "window_not_begun", None, "buyer", "own_label"),
    ),
    "return what is on the way": (
        ON_THE_WAY,
        wish(),
        "2026-04-25T08:00:00+08:00",
        ("", "2.3", "window_not_begun", None, "buyer", "own_label"),
    ),
    "money back for what is on the way": (
        ON_THE_WAY,
        wish("refund_only"),
        "2026-04-25T08:00:00+08:00",
        ("g", "6.1", "not_named", None, "buyer", "own_label"),
    ),
    "not received, not yet late": (
        ON_THE_WAY,
        wish("refund_only", "not_received"),
        "2026-05-05T23:59:59+08:00",
        ("", "2.2", "not_due", "2026-08-03T23:59:59.999999+08:00", "merchant", "receiver_pays"),
    ),
    "not received, late": (
        ON_THE_WAY,
        wish("refund_only", "not_received"),
        "2026-05-06T00:00:00+08:00",
        ("A", "2.2", "open", "2026-08-03T23:59:59.999999+08:00", "merchant", "receiver_pays"),
    ),
    "late, says the buyer; in time, says the carrier": (
        facts(),
        wish(reason="arrived_late"),
        "2026-05-02T08:00:00+08:00",
        ("g", "1.4", "not_late", None, "merchant", "receiver_pays"),
    ),
    "really late": (
        facts(promised_at=moment("2026-04-30T12:00:00+08:00")),
        wish(reason="arrived_late"),
        "2026-05-02T08:00:00+08:00",
        ("A", "2.7", "open", END_CN, "merchant", "receiver_pays"),
    ),
    "three of two": (
        facts(),
        wish(quantity=3),
        "2026-05-02T08:00:00+08:00",
        ("", "6.3", "too_many", None, "buyer", "own_label"),
    ),
    "none": (facts(), wish(quantity=0), SIGNED, ("", "6.3", "nothing_chosen", None, "buyer", "own_label")),
    "an item of another order": (
        facts(),
        wish(line_id="z"),
        SIGNED,
        ("", "6.3", "not_in_order", None, "buyer", "own_label"),
    ),
    "an order in dollars": (
        facts(currency="USD"),
        wish(),
        SIGNED,
        ("AEa", "2.3", "open", END_CN, "buyer", "own_label"),
    ),
    "a kind nobody knows": (facts(), wish("barter"), SIGNED, ("", "6.1", "not_known", None, "buyer", "own_label")),
    "a reason nobody knows": (
        facts(),
        wish(reason="bored"),
        SIGNED,
        ("", "6.1", "not_known", None, "buyer", "own_label"),
    ),
    "long after, beyond goodwill": (
        facts(),
        wish(),
        "2026-07-31T00:00:00+08:00",
        ("", "2.3", "window_over", END_CN, "buyer", "own_label"),
    ),
    "the last day of goodwill": (
        facts(),
        wish(),
        "2026-07-30T23:59:59+08:00",
        ("g", "2.3", "window_over", END_CN, "buyer", "own_label"),
    ),
}


@pytest.mark.parametrize(("order", "asked", "at", "expected"), CN.values(), ids=CN)
def test_china(order, asked, at, expected) -> None:
    assert row(evaluate(preset("cn"), order, asked, moment(at))) == _utc(expected)


def _utc(expected):
    return (*expected[:3], at_shop(expected[3]), *expected[4:])


BERLIN = {
    "country": "DE",
    "currency": "EUR",
    "placed_at": moment("2026-03-01T12:00:00+01:00"),
    "shipped_at": moment("2026-03-10T12:00:00+01:00"),
    # Saturday; day 14 is Saturday the 28th, and the clocks go forward on Sunday the 29th.
    "delivered_at": moment("2026-03-14T10:00:00+01:00"),
}
END_EU = "2026-03-30T23:59:59.999999+02:00"
EU = {
    "withdrawal, moved over the weekend": (
        BERLIN,
        wish(),
        "2026-03-30T23:59:59+02:00",
        ("AEa", "2.4", "open", END_EU, "buyer", "own_label"),
    ),
    "withdrawal, Tuesday": (
        BERLIN,
        wish(),
        "2026-03-31T00:00:00+02:00",
        ("g", "2.4", "window_over", END_EU, "buyer", "own_label"),
    ),
    "withdrawal on the way": (
        BERLIN | {"delivered_at": None},
        wish(),
        "2026-03-12T00:00:00+01:00",
        ("AEa", "2.2", "open", None, "buyer", "own_label"),
    ),
    "withdrawal before shipping": (
        BERLIN | {"delivered_at": None, "shipped_at": None},
        wish("refund_only"),
        "2026-03-12T00:00:00+01:00",
        ("AEa", "2.1", "open", None, "buyer", "own_label"),
    ),
    "defective after twenty months": (
        BERLIN,
        wish(reason="defective", evidence=("photo",)),
        "2027-11-30T12:00:00+01:00",
        ("A", "2.5", "open", "2028-03-14T23:59:59.999999+01:00", "merchant", "shop_label"),
    ),
    "opened hygiene goods": (
        BERLIN | {"lines": (line(traits=("opened_hygiene",)),)},
        wish(opened=True),
        "2026-03-15T12:00:00+01:00",
        ("g", "3.3", "excluded_opened", None, "buyer", "own_label"),
    ),
    "sealed hygiene goods": (
        BERLIN | {"lines": (line(traits=("opened_hygiene",)),)},
        wish(opened=False),
        "2026-03-15T12:00:00+01:00",
        ("AEa", "2.4", "open", END_EU, "buyer", "own_label"),
    ),
}


@pytest.mark.parametrize(("changes", "asked", "at", "expected"), EU.values(), ids=EU)
def test_europe(changes, asked, at, expected) -> None:
    assert row(evaluate(preset("eu"), facts(**changes), asked, moment(at))) == _utc(expected)


def own_document():
    """A shoe shop: regular customers get longer, dear shoes cost a fee, the islands pay a label, three markets."""
    own = {"by": "buyer", "way": "shop_label", "fee_minor": 1500}
    refund = [offer(days=14, right=True)]
    return read(
        bare(
            timezone="Asia/Shanghai",
            markets=["CN", "HK", "SG"],
            rules=[
                rule(
                    "islands", [offer(days=10, return_shipping=own)], regions=["Hainan"], reasons=["no_longer_wanted"]
                ),
                rule(
                    "regulars",
                    [offer(days=60, right=True)],
                    segments=["Regular"],
                    reasons=["no_longer_wanted", "does_not_fit"],
                ),
                rule(
                    "dear shoes",
                    [offer(days=14, restocking_basis_points=1000)],
                    categories=["Shoes"],
                    price={"from_minor": 100_000},
                    reasons=["no_longer_wanted"],
                ),
                rule("shoes", refund, categories=["Shoes"], reasons=["no_longer_wanted", "does_not_fit"]),
                rule(
                    "faults",
                    [offer(days=180, automatic={"max_value_minor": 20_000, "evidence": ["video"]})],
                    reasons=["defective"],
                ),
            ],
        )
    )


REGULAR = CustomerFacts(segments=("regular",))
SHOES = {"category": "SHOES"}
OWN = {
    "shoes in dollars, by rules with sums: the one that asks for the price is passed over": (
        facts(line(**SHOES), currency="USD"),
        wish(),
        ("AEa", "2.4", "open", "2026-05-15", 0, 0),
    ),
    "shoes": (facts(line(**SHOES)), wish(), ("AEa", "2.4", "open", "2026-05-15", 0, 0)),
    "dear shoes": (facts(line(**SHOES, unit_price_minor=100_000)), wish(), ("A", "2.3", "open", "2026-05-15", 0, 1000)),
    "dear shoes that do not fit": (
        facts(line(**SHOES, unit_price_minor=100_000)),
        wish(reason="does_not_fit"),
        ("AEa", "2.4", "open", "2026-05-15", 0, 0),
    ),
    "a regular's dear shoes": (
        facts(line(**SHOES, unit_price_minor=100_000), customer=REGULAR),
        wish(),
        ("AEa", "2.2", "open", "2026-06-30", 0, 0),
    ),
    "a regular on the island": (
        facts(line(**SHOES), customer=REGULAR, region="HAINAN"),
        wish(),
        ("A", "2.1", "open", "2026-05-11", 1500, 0),
    ),
    "a hat": (facts(line(category="hats")), wish(), ("g", "6.1", "not_named", None, 0, 0)),
    "a hat, defective, with video": (
        facts(line(category="hats")),
        wish(reason="defective", evidence=("video",)),
        ("Aa", "2.5", "open", "2026-10-28", 0, 0),
    ),
    "a hat, defective": (
        facts(line(category="hats")),
        wish(reason="defective"),
        ("A", "2.5", "open", "2026-10-28", 0, 0),
    ),
    "shoes to Japan": (facts(line(**SHOES), country="JP"), wish(), ("g", "1.5", "market_not_covered", None, 0, 0)),
}


@pytest.mark.parametrize(("order", "asked", "expected"), OWN.values(), ids=OWN)
def test_a_shop_with_rules_of_its_own(order, asked, expected) -> None:
    verdict = evaluate(own_document(), order, asked, moment("2026-05-02T08:00:00+08:00"))
    words, number, code, until, _, _ = row(verdict)
    day = None if until is None else moment(until).astimezone(moment(SIGNED).tzinfo).date().isoformat()
    assert (words, number, code, day, verdict.return_fee_minor, verdict.restocking_basis_points) == expected


def test_all_grounds_of_one_verdict() -> None:
    verdict = evaluate(preset("cn"), facts(), wish(), moment("2026-05-02T08:00:00+08:00"))
    assert [(ground.rule, ground.code, ground.params) for ground in verdict.reasons] == [
        ("2.3", "open", {"kind": "return_and_refund", "until_at": END_CN, "days": 7, "delivered_at": SIGNED}),
        ("2.3", "right", {}),
        ("2.3", "basis", {"articles": ["cn-cpl-25"]}),
        ("4.1", "buyer_pays", {}),
        ("2.3", "outbound_kept", {}),
        ("5.4", "money_back", {"inspect_days": 3, "days": 3}),
    ]
    assert verdict.still == ()
    assert verdict.refund_within.days == 3


def test_a_refusal_says_what_can_still_be_done() -> None:
    verdict = evaluate(preset("cn"), facts(line(traits=("custom_made",))), wish(), moment("2026-05-02T08:00:00+08:00"))
    assert [(ground.rule, ground.code) for ground in verdict.still] == [
        ("2.4", "still_fault"),
        ("2.5", "still_fault"),
        ("6.2", "still_goodwill"),
    ]
    assert verdict.still[0].params == {
        "reasons": ["not_as_described", "damaged", "defective", "wrong_item"],
        "kinds": ["return_and_refund", "refund_only", "exchange", "repair"],
        "until_at": END_CN_FAULT,
    }


def test_another_kind_is_offered_where_the_rule_gives_it() -> None:
    verdict = evaluate(preset("cn"), facts(), wish("refund_only"), moment("2026-05-02T08:00:00+08:00"))
    assert [(ground.rule, ground.code) for ground in verdict.still][:1] == [("2.3", "still_kind")]
    assert verdict.still[0].params == {"kind": "return_and_refund", "until_at": END_CN}


def test_missing_evidence_is_named_and_stops_the_automatic_answer() -> None:
    verdict = evaluate(preset("cn"), facts(), wish("refund_only", "damaged"), moment("2026-05-02T08:00:00+08:00"))
    assert (verdict.allowed, verdict.automatic) == (True, False)
    assert (verdict.evidence, verdict.evidence_missing) == (("photo",), ("photo",))


def test_evidence_that_would_make_it_automatic_is_told() -> None:
    asked = wish(reason="defective")
    verdict = evaluate(own_document(), facts(), asked, moment("2026-05-02T08:00:00+08:00"))
    told = [(ground.rule, ground.code, ground.params) for ground in verdict.reasons]
    assert ("2.5", "automatic_if", {"evidence": ["video"]}) in told


def test_several_lines_are_one_parcel_with_the_buyers_best_terms() -> None:
    asked = Wish("return_and_refund", (WishLine("a", 1, "no_longer_wanted"), WishLine("b", 1, "damaged")), ("photo",))
    verdict = evaluate(preset("cn"), facts(line("a"), line("b")), asked, moment("2026-05-02T08:00:00+08:00"))
    assert (verdict.allowed, verdict.entitled, verdict.automatic) == (True, False, False)
    assert (verdict.return_shipping_by, verdict.return_fee_minor) == ("merchant", 0)
    assert verdict.until == moment(END_CN)
    assert [line.entitled for line in verdict.lines] == [True, False]
    assert verdict.outbound_shipping_refunded is True
    assert [line.outbound_shipping_refunded for line in verdict.lines] == [False, True]


def test_one_refused_line_refuses_the_wish_and_says_which_rule() -> None:
    asked = Wish("return_and_refund", (WishLine("a", 1, "no_longer_wanted"), WishLine("b", 1, "no_longer_wanted")))
    order = facts(line("a"), line("b", traits=("custom_made",)))
    verdict = evaluate(preset("cn"), order, asked, moment("2026-05-02T08:00:00+08:00"))
    assert (verdict.allowed, verdict.goodwill_possible) == (False, True)
    assert [(ground.rule, ground.code) for ground in verdict.reasons] == [("3.1", "excluded")]
    assert [line.allowed for line in verdict.lines] == [True, False]


def test_pieces_of_one_line_with_two_reasons_count_together() -> None:
    asked = Wish("return_and_refund", (WishLine("a", 2, "damaged"), WishLine("a", 1, "no_longer_wanted")), ("photo",))
    verdict = evaluate(preset("cn"), facts(), asked, moment("2026-05-02T08:00:00+08:00"))
    assert {ground.code for ground in verdict.reasons} == {"too_many"}
    assert verdict.reasons[0].params == {"asked": 3, "available": 2}


def test_an_empty_wish_is_refused() -> None:
    verdict = evaluate(preset("cn"), facts(), Wish("refund_only", ()), moment(SIGNED))
    assert (verdict.allowed, verdict.lines) == (False, ())
    assert [ground.code for ground in verdict.reasons] == ["nothing_chosen"]


def test_options_of_a_delivered_order() -> None:
    order = facts(line("a"), line("b", available=0))
    first, second = options(preset("cn"), order, moment("2026-05-02T08:00:00+08:00"))
    assert (second.line_id, second.available, second.reasons) == ("b", 0, ())
    table = {option.reason: [choice.kind for choice in option.possible] for option in first.reasons}
    assert table == {
        "no_longer_wanted": ["return_and_refund", "exchange"],
        "does_not_fit": ["return_and_refund", "exchange"],
        "not_as_described": ["return_and_refund", "refund_only", "exchange", "repair"],
        "damaged": ["return_and_refund", "refund_only", "exchange", "repair"],
        "defective": ["return_and_refund", "refund_only", "exchange", "repair"],
        "wrong_item": ["return_and_refund", "refund_only", "exchange", "repair"],
        "missing_item": ["refund_only", "reship"],
        "not_received": ["refund_only", "reship"],
        "arrived_late": [],
        "other": ["return_and_refund", "exchange"],
    }


def test_options_say_what_depends_on_opening() -> None:
    order = facts(line(traits=("opened_hygiene",)), **{key: value for key, value in BERLIN.items() if key != "lines"})
    (found,) = options(preset("eu"), order, moment("2026-03-15T12:00:00+01:00"))
    unwanted = found.for_reason("no_longer_wanted")
    assert unwanted is not None
    grounds = [(g.rule, g.code) for g in unwanted.possible[0].verdict.reasons]
    assert ("3.3", "if_unopened") in grounds


def test_a_new_kind_is_a_row_and_changes_no_shape(monkeypatch) -> None:
    from huitou.policies.rules import vocabulary

    monkeypatch.setitem(vocabulary.KINDS, "repair", vocabulary.Kind("repair", "repair", goods_return=True))
    document = read(bare(rules=[rule("x", [offer(), offer("repair", 365)])]))
    verdict = evaluate(document, facts(), wish("repair", "defective"), moment("2026-12-24T08:00:00+08:00"))
    assert (verdict.allowed, verdict.reasons[0].rule) == (True, "2.1")
