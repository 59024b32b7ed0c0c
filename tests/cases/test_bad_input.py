"""Every input that cannot be: the exact error, and nothing changed by it."""

import io
import zlib
from contextlib import contextmanager
from dataclasses import replace

import pytest
from PIL import Image

from huitou.cases.attempts import StandsInCase
from huitou.cases.judging import LineTwice, judge
from huitou.cases.messages import LONGEST, MessageTooLong
from huitou.cases.models import Case, Evidence, Message
from huitou.cases.offering import OfferOutOfBounds
from huitou.cases.seen import SheetChanged
from huitou.cases.verbs import (
    accept_offer,
    add_evidence,
    agree,
    call_in_platform,
    offer,
    open_case,
    refuse,
    revise,
    say,
    withdraw,
)
from huitou.cases.verbs.evidence import TooManyFiles
from huitou.cases.verbs.offer import OffersUsedUp
from huitou.cases.verbs.open_case import EvidenceGone, EvidenceMissing, NotPossible
from huitou.cases.wishing import WishedLine
from huitou.core.actions import ActionUnknown, InputsInvalid, perform
from huitou.core.deadlines import sweep_deadlines
from huitou.core.errors import Forbidden, NotFound
from huitou.core.flow import ConditionNotMet, NotTheirTurn, TooLate
from huitou.core.images import NoPicture, PictureTooLarge
from huitou.core.jobs import run_pending
from huitou.core.models import Event, LedgerEntry
from huitou.core.tenancy import in_shop
from huitou.logistics.verbs import Finding, FindingsIncomplete, contest_goods, hand_over
from huitou.logistics.verbs.inspect import DamageShareInvalid, NothingContested
from huitou.orders.models import Line, Order, Payment
from huitou.orders.verbs.quantities import QuantityExceeded
from huitou.parcels.numbers import TrackingNumberMalformed, TrackingNumberMissing
from huitou.refunds.booking import RefundAboveCaptured
from huitou.refunds.line_limits import SheetOfAnotherOrder
from huitou.refunds.models import Refund, StoredSheet
from huitou.refunds.queries.facts import LineOfAnotherOrder
from huitou.refunds.sheet_facts import NothingToRefund
from huitou.refunds.verbs import request_refund, store_sheet
from tests.cases.test_lifecycle import send_back

DAMAGED = {"cups": 1, "reason": "damaged", "photo": True}


@pytest.fixture
def unchanged(world):
    """`with unchanged(): …`: nothing is written by what happens inside."""

    def rows():
        with in_shop(world.shop):
            tables = (Case, Event, LedgerEntry, StoredSheet, Refund, Message, Evidence)
            counts = {table.__name__: table.objects.count() for table in tables}
            lines = list(Line.objects.order_by("pk").values_list("pk", "claimed", "returned"))
            payments = list(Payment.objects.order_by("pk").values_list("pk", "reserved_minor", "refunded_minor"))
            states = list(Case.objects.order_by("pk").values_list("pk", "state", "deadline_at", "chain_length"))
            return counts, lines, payments, states

    @contextmanager
    def watching():
        before = rows()
        yield
        assert rows() == before

    return watching


@pytest.fixture
def refused(unchanged):
    """`refused(Error, act)`: the act raises exactly this error and changes nothing; the error is returned."""

    def check(error, act, *args, **kwargs):
        with unchanged(), pytest.raises(error) as caught:
            act(*args, **kwargs)
        assert caught.type is error
        assert caught.value.text
        assert "%(" not in caught.value.text
        return caught.value

    return check


# Quantities and items


@pytest.mark.parametrize("quantity", [0, -1, -(10**30)])
def test_a_quantity_below_one_is_no_wish(world, quantity):
    line = world.line(world.order(), "cup")
    with pytest.raises(ValueError, match="greater than or equal to 1"):
        WishedLine(line=line.pk, quantity=quantity, reason="damaged")


def test_more_than_was_bought(world, refused):
    order = world.order(cups=3)
    error = refused(QuantityExceeded, world.apply, order, cups=4)
    assert error.params == {"available": 3}


def test_more_than_is_left(world, refused):
    order = world.order(cups=3)
    case = world.apply(order, cups=2)
    error = refused(StandsInCase, world.apply, order, cups=2)
    assert error.params == {"case": case.ref, "taken": 2, "title": "青瓷杯", "available": 1}


def test_an_item_twice(world, refused):
    order = world.order()
    lines = world.wish(order, cups=1) * 2
    refused(LineTwice, open_case, order=order.pk, kind="return_and_refund", lines=lines, actor=world.buyer(order),
            at=world.now)  # fmt: skip


def test_no_item(world, refused):
    order = world.order()
    refused(NothingToRefund, world.apply, order)


def test_an_item_of_another_order(world, refused):
    order, another = world.order(), world.order()
    lines = world.wish(another, cups=1)
    refused(LineOfAnotherOrder, open_case, order=order.pk, kind="return_and_refund", lines=lines,
            actor=world.buyer(order), at=world.now)  # fmt: skip


def test_an_item_and_an_order_of_another_shop(world, worlds, refused):
    order, foreign = world.order(), worlds("other")
    theirs = foreign.order()
    given = {"kind": "return_and_refund", "actor": world.buyer(order), "at": world.now}
    refused(LineOfAnotherOrder, open_case, order=order.pk, lines=foreign.wish(theirs, cups=1), **given)
    refused(NotFound, open_case, order=theirs.pk, lines=foreign.wish(theirs, cups=1), **given)


def test_a_reason_and_a_kind_that_nobody_knows(world, refused):
    order = world.order()
    refused(NotPossible, world.apply, order, cups=1, reason="call me 13800000000")
    refused(NotPossible, world.apply, order, cups=1, kind="exchange_for_gold")


# Time


def test_after_the_window_and_beyond_goodwill(world, refused):
    order = world.order(delivered_days_ago=400)
    error = refused(NotPossible, world.apply, order, cups=1)
    assert [ground.code for ground in error.verdict.reasons] == ["window_over"]


def test_an_answer_after_the_deadline_is_too_late_even_before_the_sweep(world, refused):
    case = world.apply(world.order(), **DAMAGED)
    world.clock.forward(hours=48)
    refused(TooLate, refuse, case=case, reason="other", note="太晚了，不退。", actor=world.agent, at=world.now)
    refused(TooLate, offer, case=case, amount_minor=100, actor=world.agent, at=world.now)
    # What silence does can still be done.
    assert agree(case=case, actor=world.agent, at=world.now).state == "awaiting_goods"


def test_goodwill_cannot_be_granted_when_it_has_lapsed(world, refused):
    case = world.apply(world.order(delivered_days_ago=30), cups=1)
    world.clock.forward(hours=48)
    refused(TooLate, agree, case=case, actor=world.agent, at=world.now)
    sweep_deadlines(at=world.now)
    assert world.refreshed(case).state == "lapsed"


def test_a_lapsed_offer_cannot_be_accepted(world, refused):
    order = world.order()
    case = world.apply(order, **DAMAGED)
    offer(case=case, amount_minor=500, actor=world.agent, at=world.now)
    world.clock.forward(hours=72)
    refused(TooLate, accept_offer, case=case, actor=world.buyer(order), at=world.now)
    # The shop is not the one who was waited for.
    assert agree(case=case, actor=world.agent, at=world.now).state == "awaiting_goods"


# Turns


def test_an_action_whose_turn_it_is_not(world, refused):
    order = world.order()
    case = world.apply(order, **DAMAGED)
    refused(NotTheirTurn, agree, case=case, actor=world.buyer(order), at=world.now)
    refused(NotTheirTurn, accept_offer, case=case, actor=world.buyer(order), at=world.now)
    refused(NotTheirTurn, withdraw, case=case, actor=world.agent, at=world.now)
    refused(NotTheirTurn, call_in_platform, case=case, actor=world.buyer(order), at=world.now)


def test_a_second_answer_to_a_decided_case(world, refused):
    case = world.apply(world.order(), **DAMAGED)
    agree(case=case, actor=world.agent, at=world.now)
    refused(NotTheirTurn, agree, case=case, actor=world.agent, at=world.now)
    refused(NotTheirTurn, refuse, case=case, reason="other", note="改主意了", actor=world.agent, at=world.now)


@pytest.mark.parametrize("state", ["contested", "refunding", "resolved"])
def test_what_is_past_withdrawing(world, refused, state):
    order = world.order()
    case = send_back(world, world.apply(order, cups=2))
    if state == "contested":
        findings = [Finding(line=world.line(order, "cup").pk, good=1, missing=1)]
        contest_goods(goods_return=case.goods_return, findings=findings, actor=world.agent, at=world.now)
        run_pending()
    else:
        world.clock.forward(days=4)
        sweep_deadlines(at=world.now)
        run_pending(limit=0 if state == "refunding" else 100)
    assert world.refreshed(case).state == state
    refused(NotTheirTurn, withdraw, case=case, actor=world.buyer(order), at=world.now)


def test_goods_that_were_handed_over_cannot_be_withdrawn(world, refused):
    order = world.order()
    case = world.apply(order, cups=1)
    hand_over(goods_return=world.refreshed(case).goods_return, tracking_number="SF1", actor=world.buyer(order),
              at=world.now)  # fmt: skip
    refused(ConditionNotMet, withdraw, case=case, actor=world.buyer(order), at=world.now)


# Sums


def test_the_sum_is_no_longer_the_one_that_was_seen(world, refused):
    order = world.order()
    refused(SheetChanged, open_case, order=order.pk, kind="return_and_refund", lines=world.wish(order, cups=1),
            seen_minor=1, actor=world.buyer(order), at=world.now)  # fmt: skip


@pytest.mark.parametrize("amount", [0, -1, 9_935, 80_200, 10**30])
def test_an_offer_out_of_bounds(world, refused, amount):
    """One of three cups cost a third of 298.00, shipping included: 99.34, rounded up so that no cent is held back."""
    case = world.apply(world.order(), **DAMAGED)
    error = refused(OfferOutOfBounds, offer, case=case, amount_minor=amount, actor=world.agent, at=world.now)
    assert "99.34" in error.text


def test_the_largest_offer_can_be_accepted(world):
    order = world.order()
    case = world.apply(order, **DAMAGED)
    offer(case=case, amount_minor=9_934, actor=world.agent, at=world.now)
    accept_offer(case=case, actor=world.buyer(order), at=world.now)
    run_pending()
    assert world.refreshed(case).state == "resolved"


def test_offers_without_end(world, refused):
    order = world.order()
    case = world.apply(order, **DAMAGED)
    for amount in (100, 200, 300):
        offer(case=case, amount_minor=amount, actor=world.agent, at=world.now)
        world.clock.forward(hours=72)
        sweep_deadlines(at=world.now)
    refused(OffersUsedUp, offer, case=case, amount_minor=400, actor=world.agent, at=world.now)


def sheet_with(world, order, **changed):
    """The stored sheet of two cups, with some facts that are not so."""
    with in_shop(world.shop):
        wish = [WishedLine(line=Line.objects.get(order=order, external_id="cup").pk, quantity=2, reason="other")]
        found = Order.objects.get(pk=order.pk)
        facts = judge(found, "return_and_refund", wish, evidence=(), at=world.now).sheet_facts
    return store_sheet(actor=world.system, at=world.now, order_id=order.pk, facts=replace(facts, **changed))


def test_a_refund_above_what_was_captured(world, refused):
    order = world.order(payments=(10_000,))
    refused(RefundAboveCaptured, request_refund, actor=world.system, at=world.now, order_id=order.pk,
            cause_id=order.pk, sheet=sheet_with(world, order, paid_minor=99_999))  # fmt: skip


def test_a_currency_that_does_not_match(world, refused):
    order = world.order()
    refused(SheetOfAnotherOrder, request_refund, actor=world.system, at=world.now, order_id=order.pk,
            cause_id=order.pk, sheet=sheet_with(world, order, currency="JPY"))  # fmt: skip


def test_an_order_without_payments_has_nothing_to_give_back(world, refused):
    order = world.order()
    with in_shop(world.shop):
        Payment.objects.filter(order=order).update(captured_minor=0)
    refused(NothingToRefund, world.apply, order, cups=1)


# Proof


def test_proof_that_the_rule_asks_for(world, refused):
    refused(EvidenceMissing, world.apply, world.order(), cups=1, reason="damaged")


def png_bomb() -> io.BytesIO:
    """40,000 × 40,000 white pixels in a few kilobytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4) + kind + data + zlib.crc32(kind + data).to_bytes(4)

    head = (40_000).to_bytes(4) * 2 + b"\x01\x00\x00\x00\x00"
    pixels = zlib.compress(b"\x00" * (5_001 * 40), 9)
    return io.BytesIO(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b""))


def cut_jpeg() -> io.BytesIO:
    file = io.BytesIO()
    Image.new("RGB", (200, 200), "#888").save(file, "JPEG")
    return io.BytesIO(file.getvalue()[:300])


@pytest.mark.parametrize(
    ("file", "error"),
    [
        (io.BytesIO(b"<svg onload=alert(1)>"), NoPicture),
        (io.BytesIO(b""), NoPicture),
        (cut_jpeg(), NoPicture),
        (io.BytesIO(b"\xff" * (12 * 1024 * 1024 + 1)), PictureTooLarge),
        (png_bomb(), PictureTooLarge),
    ],
    ids=["no picture", "empty", "cut off", "too large", "bomb"],
)
def test_a_file_that_is_no_proof(world, refused, file, error):
    order = world.order()
    case = world.apply(order, **DAMAGED)
    file.seek(0)
    refused(error, add_evidence, case=case, file=file, actor=world.buyer(order), at=world.now)


def test_a_picture_that_is_not_there(world, refused):
    order, another = world.order(), world.order()
    photo = world.photo(another)
    refused(EvidenceGone, open_case, order=order.pk, kind="return_and_refund", lines=world.wish(order, cups=1),
            evidence=[photo], actor=world.buyer(order), at=world.now)  # fmt: skip


def test_a_buyer_who_tried_often_can_add_pictures_again_the_next_day(world, refused):
    order = world.order()
    for _ in range(12):
        world.photo(order)
    refused(TooManyFiles, world.photo, order)
    world.clock.forward(days=1, seconds=1)
    assert world.photo(order)


# Words


def test_a_text_that_is_too_long_is_not_cut_in_silence(world, refused):
    order = world.order()
    case = world.apply(order, **DAMAGED)
    refused(MessageTooLong, say, case=case, body="很" * (LONGEST + 1), actor=world.buyer(order), at=world.now)
    say(case=case, body="很" * LONGEST, actor=world.buyer(order), at=world.now)
    say(case=case, body="a\x00\ud800b", actor=world.buyer(order), at=world.now)
    with in_shop(world.shop):
        assert sorted(len(said.body) for said in Message.objects.filter(case=case)) == [2, LONGEST]


@pytest.mark.parametrize("number", ["打我电话 13800000000", "SF1; DROP TABLE", "A" * 41, "-1"])
def test_a_tracking_number_that_is_none(world, refused, number):
    order = world.order()
    goods = world.refreshed(world.apply(order, cups=1)).goods_return
    refused(TrackingNumberMalformed, hand_over, goods_return=goods, tracking_number=number, actor=world.buyer(order),
            at=world.now)  # fmt: skip
    refused(TrackingNumberMissing, hand_over, goods_return=goods, actor=world.buyer(order), at=world.now)


def test_what_a_person_calls_a_carrier_stays_out_of_the_event(world):
    order = world.order()
    goods = world.refreshed(world.apply(order, cups=1)).goods_return
    goods = hand_over(goods_return=goods, tracking_number="sf 1-2", carrier="我舅舅王小明", actor=world.buyer(order),
                      at=world.now)  # fmt: skip
    assert (goods.carrier, goods.tracking_number) == ("我舅舅王小明", "SF1-2")
    with in_shop(world.shop):
        assert "王小明" not in "".join(Event.objects.values_list("body", flat=True))


# Findings


def test_findings_that_do_not_add_up(world, refused):
    order = world.order()
    case = send_back(world, world.apply(order, cups=2))
    cup = world.line(order, "cup").pk
    given = {"goods_return": case.goods_return, "actor": world.agent, "at": world.now}
    for findings in (
        [],
        [Finding(line=cup, good=1)],
        [Finding(line=cup, good=2, missing=1)],
        [Finding(line=cup, good=2), Finding(line=cup, missing=2)],
        [Finding(line=world.line(order, "pot").pk, missing=2)],
    ):
        refused(FindingsIncomplete, contest_goods, findings=findings, **given)
    damaged = [Finding(line=cup, damaged=2)]
    for share in (-1, 10_001, 10**30):
        refused(DamageShareInvalid, contest_goods, findings=damaged, damaged_basis_points=share, **given)
    refused(NothingContested, contest_goods, findings=[Finding(line=cup, good=2)], **given)
    refused(NothingContested, contest_goods, findings=damaged, damaged_basis_points=0, **given)


# Through the forms


@pytest.mark.parametrize(
    "inputs",
    [
        {},
        {"amount_minor": float("nan")},
        {"amount_minor": 12.5},
        {"amount_minor": "many"},
        {"amount_minor": None},
        {"amount_minor": [1]},
        {"amount_minor": 100, "keeps_goods": "perhaps"},
        {"amount_minor": 100, "note": "\x00"},
        {"amount_minor": 100, "note": "\ud800"},
        {"amount_minor": 100, "note": {"a": 1}},
        {"amount_minor": 100, "case": "R-0000-0000"},
        {"amount_minor": 100, "actor": "system"},
        {"amount_minor": 100, "at": "2020-01-01T00:00:00Z"},
        {"amount_minor": 100, "x" * 10_000: 1},
        [("amount_minor", 100)],
        "amount_minor",
        None,
        7,
    ],
)
def test_hostile_inputs_of_an_action(world, refused, inputs):
    case = world.apply(world.order(), **DAMAGED)
    error = refused(InputsInvalid, perform, "case", "offer", case, inputs, actor=world.agent, at=world.now)
    assert len(error.text) < 300


def test_an_action_that_does_not_exist_or_is_not_for_people(world, refused):
    case = world.apply(world.order(), **DAMAGED)
    for action in ("fly", "pay", "__init__"):
        refused(ActionUnknown, perform, "case", action, case, {}, actor=world.agent, at=world.now)
    for action in ("resolve", "lapse"):
        refused(NotTheirTurn, perform, "case", action, case, {}, actor=world.agent, at=world.now)


def test_a_reference_with_a_nul_is_found_nowhere(world, refused):
    refused(NotFound, agree, case="R-\x00", actor=world.agent, at=world.now)


def test_the_shop_that_applies_for_a_buyer_must_be_able_to_agree(world, refused):
    order = world.order()
    opener = replace(world.agent, permissions=world.agent.permissions - {"cases.agree"})
    refused(Forbidden, open_case, order=order.pk, kind="return_and_refund", lines=world.wish(order, cups=1),
            actor=opener, at=world.now)  # fmt: skip


def test_a_wish_that_is_changed_is_judged_like_a_new_one(world, refused):
    order = world.order()
    case = world.apply(order, **DAMAGED)
    refuse(case=case, reason="other", note="请拍清楚一点。", actor=world.agent, at=world.now)
    given = {"case": case, "actor": world.buyer(order), "at": world.now}
    refused(QuantityExceeded, revise, kind="return_and_refund", lines=world.wish(order, cups=4), **given)
    refused(NotPossible, revise, kind="return_and_refund", lines=world.wish(order, cups=1, reason="nope"), **given)
    refused(NothingToRefund, revise, kind="return_and_refund", lines=[], **given)
    with in_shop(world.shop):
        Evidence.objects.filter(case=case).update(role="merchant")
    refused(EvidenceMissing, revise, kind="return_and_refund", lines=world.wish(order, cups=1, reason="damaged"),
            **given)  # fmt: skip
