"""The measures, over histories written by hand."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from huitou.core.actors import Role
from huitou.insights.measures import MEASURES, History, Measured, Move, Pause, measured, standing_still

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
CASE, GOODS, MONEY, MORE = uuid4(), uuid4(), uuid4(), uuid4()
WHO = {"b": Role.BUYER, "m": Role.MERCHANT, "s": Role.SYSTEM, "c": Role.CARRIER, "g": Role.GATEWAY, "p": Role.PLATFORM}


def after(minutes: float) -> datetime:
    return START + timedelta(minutes=minutes)


def history(*told: str, pauses=()) -> History:
    """`30 case m requested>refunding`: minute, machine, who, from>to."""
    subjects = {"case": CASE, "goods_return": GOODS, "refund": MONEY, "refund2": MORE}
    moves = []
    for line in told:
        minute, machine, who, way = line.split()
        left, _, to = way.partition(">")
        moves.append(Move(machine.rstrip("2"), subjects[machine], after(float(minute)), left, to, WHO[who]))
    return History(moves, pauses)


def steps(told: History) -> dict[str, tuple[float, float | None, str]]:
    return {
        step.step: (
            (step.began_at - START).total_seconds() / 60,
            None if step.ended_at is None else (step.ended_at - START).total_seconds() / 60,
            step.outcome,
        )
        for step in measured(told)
    }


RETURNED = (
    "0 case b >requested",
    "30 case m requested>awaiting_goods",
    "30 goods_return s >awaiting_hand_over",
    "1500 goods_return b awaiting_hand_over>on_the_way",
    "4500 goods_return c on_the_way>arrived",
    "4620 goods_return m arrived>accepted",
    "4620 case s awaiting_goods>refunding",
    "4620 refund s >created",
    "4621 refund s created>sent",
    "4630 refund g sent>succeeded",
    "4630 case s refunding>resolved",
)


def test_every_step_of_a_return():
    assert steps(history(*RETURNED)) == {
        "answer": (0, 30, "awaiting_goods"),
        "hand_over": (30, 1500, "on_the_way"),
        "arrive": (1500, 4500, "arrived"),
        "inspect": (4500, 4620, "accepted"),
        "refund": (4620, 4630, "succeeded"),
        "shop": (0, 4630, "resolved"),
        "whole": (0, 4630, "resolved"),
    }


def test_the_shops_part_is_its_turns_only():
    # 30 minutes to answer, 120 to check the goods; the buyer's, the carrier's and the gateway's time are not its own.
    assert MEASURES["shop"].read(history(*RETURNED)).worked == timedelta(minutes=150)


def test_the_shops_part_counts_two_turns_at_once_only_once():
    told = history(
        "0 case b >requested",
        "100 case m requested>awaiting_goods",
        "50 goods_return m >arrived",
        "120 goods_return m arrived>accepted",
    )
    assert MEASURES["shop"].read(told).worked == timedelta(minutes=120)


def test_a_right_has_no_answer():
    told = steps(history("0 case b >awaiting_goods"))
    assert "answer" not in told
    assert told["whole"] == (0, None, "")


def test_silence_is_an_answer_told_as_such():
    told = history("0 case b >requested", "2880 case s requested>refunding")
    assert MEASURES["answer"].read(told) == Measured("answer", after(0), after(2880), "refunding", "system")


def test_an_offer_is_the_first_answer_and_what_comes_later_is_not():
    told = history(
        "0 case b >requested", "20 case m requested>offered", "40 case b offered>requested",
        "90 case m requested>refused",
    )  # fmt: skip
    assert steps(told)["answer"] == (0, 20, "offered")


def test_the_buyers_own_offer_is_no_answer_of_the_shop():
    told = history("0 case b >requested", "10 case b requested>counter_offered", "60 case m counter_offered>requested")
    assert steps(told)["answer"] == (0, 60, "requested")
    lapsed = history("0 case b >requested", "10 case b requested>counter_offered",
                     "60 case s counter_offered>requested", "90 case m requested>refused")  # fmt: skip
    assert steps(lapsed)["answer"] == (0, 90, "refused")


def test_a_wish_that_is_changed_before_the_answer_still_waits_for_it():
    told = history("0 case b >requested", "10 case b requested>goodwill", "60 case m goodwill>declined")
    assert steps(told)["answer"] == (0, 60, "declined")


def test_taken_back_before_an_answer_is_no_answer():
    told = steps(history("0 case b >requested", "5 case b requested>withdrawn"))
    assert "answer" not in told
    assert told["whole"] == (0, 5, "withdrawn")


def test_a_lost_parcel_is_no_arrival():
    told = steps(
        history(
            "0 goods_return s >awaiting_hand_over", "10 goods_return b awaiting_hand_over>on_the_way",
            "90 goods_return s on_the_way>traced", "99 goods_return m traced>lost",
        )
    )  # fmt: skip
    assert told == {"hand_over": (0, 10, "on_the_way")}


def test_a_traced_parcel_that_turns_up_arrives_then():
    told = steps(
        history(
            "0 goods_return s >awaiting_hand_over", "10 goods_return b awaiting_hand_over>on_the_way",
            "90 goods_return s on_the_way>traced", "99 goods_return c traced>arrived",
        )
    )  # fmt: skip
    assert told["arrive"] == (10, 99, "arrived")
    assert told["inspect"] == (99, None, "")


def test_a_refund_out_of_two_payments_ends_with_the_later_one():
    told = history(
        "0 refund s >created", "0 refund2 s >created", "3 refund g created>succeeded", "9 refund2 s created>sent"
    )
    assert steps(told)["refund"] == (0, None, "")
    told = history(
        "0 refund s >created", "0 refund2 s >created", "3 refund g created>succeeded", "9 refund2 g sent>succeeded"
    )
    assert steps(told)["refund"] == (0, 9, "succeeded")


def test_pauses_that_overlap_count_once():
    pauses = [Pause(after(10), after(30)), Pause(after(20), after(40)), Pause(after(90), after(200))]
    assert standing_still(pauses, after(0), after(100)) == timedelta(minutes=40)


BOOKED = ("0 goods_return s >awaiting_hand_over", "10 goods_return b awaiting_hand_over>pick_up_booked")


def picked_up(*more):
    return steps(history(*BOOKED, *more)).get("pick_up")


def test_a_pick_up_lasts_from_the_booking_until_the_courier_has_the_goods():
    assert picked_up() == (10, None, "")
    assert picked_up("90 goods_return c pick_up_booked>on_the_way") == (10, 90, "on_the_way")
    assert "pick_up" not in steps(history(*RETURNED))


def test_a_missed_pick_up_is_still_the_same_and_another_slot_a_new_one():
    missed = ("60 goods_return c pick_up_booked>pick_up_booked", "90 goods_return c pick_up_booked>on_the_way")
    assert picked_up(*missed) == (10, 90, "on_the_way")
    chosen_anew = ("60 goods_return c pick_up_booked>awaiting_hand_over",
                   "70 goods_return b awaiting_hand_over>pick_up_booked",
                   "90 goods_return m pick_up_booked>on_the_way")  # fmt: skip
    assert picked_up(*chosen_anew) == (10, 90, "on_the_way")
    changed = ("60 goods_return b pick_up_booked>pick_up_booked", "90 goods_return c pick_up_booked>on_the_way")
    assert picked_up(*changed) == (60, 90, "on_the_way")


def test_another_way_than_the_courier_is_no_pick_up():
    assert picked_up("60 goods_return b pick_up_booked>awaiting_hand_over",
                     "90 goods_return b awaiting_hand_over>on_the_way") is None  # fmt: skip
    assert picked_up("60 goods_return b pick_up_booked>on_the_way") is None
    assert picked_up("60 goods_return m pick_up_booked>arrived") is None
    assert picked_up("60 goods_return b pick_up_booked>cancelled") is None
