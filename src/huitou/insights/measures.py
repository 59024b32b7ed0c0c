"""The steps that are measured, as data: from which change of which machine to which. Pure; no row is read here.

Read by `rolling_up` for the roll-up and the goals' clocks, by the pages for the names. Every moment is an event's.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from huitou.core.actors import Role
from huitou.core.flow import machines

N_ = str
# Ends that the buyer chose, or caused by sending nothing, and cases that go on in another: nobody solved anything.
UNSOLVED = frozenset({"withdrawn", "expired", "cancelled", "merged"})
ASKED = frozenset({"requested", "goodwill"})
# The buyer can offer something else before the shop has answered.
UNANSWERED = ASKED | {"counter_offered"}
Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Move:
    """One event that moved a subject of a machine, or was its birth (`left` empty)."""

    machine: str
    subject: UUID
    at: datetime
    left: str
    to: str
    role: Role


@dataclass(frozen=True, slots=True)
class Pause:
    """A clock of the case stood still from one moment to the other."""

    begin: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Measured:
    """One step of one case. `ended_at` None: still running. `outcome`: where it led; `by`: who ended it.

    `spans`: which parts of the time count, where that is less than from the beginning to the end; none overlap.
    """

    step: str
    began_at: datetime
    ended_at: datetime | None = None
    outcome: str = ""
    by: str = ""
    spans: Sequence[Span] | None = None

    @property
    def worked(self) -> timedelta | None:
        """The length of what counts, where that is less than from the beginning to the end."""
        return None if self.spans is None else sum((end - begin for begin, end in self.spans), timedelta())


@dataclass(frozen=True, slots=True)
class History:
    """Everything that moved in one case, in order of time: the case itself, its return, its refunds and whatever else
    hangs on it."""

    moves: Sequence[Move]
    pauses: Sequence[Pause] = field(default=())

    def of(self, machine: str) -> list[Move]:
        """The moves of one machine's subjects."""
        return [move for move in self.moves if move.machine == machine]


Reading = Callable[[History], Measured | None]
Whose = Literal["shop", "buyer", "carrier", "all"]


@dataclass(frozen=True, slots=True)
class Measure:
    """A step with its words. `whose`: who mostly decides how long it takes."""

    code: str
    name: str
    says: str
    whose: Whose
    read: Reading


def _answer(history: History) -> Measured | None:
    """From the request to the shop's first word; agreed at once by right or policy: no step at all."""
    moves = history.of("case")
    if not moves or moves[0].to not in ASKED:
        return None
    begun = moves[0]
    for move in moves[1:]:
        if move.role == Role.BUYER and move.to in UNANSWERED:
            continue  # asked or offered otherwise: the shop has still to say its first word
        if move.left in UNANSWERED and (move.to not in ASKED or move.role == Role.MERCHANT):
            if move.role == Role.BUYER:
                return None  # taken back, or changed into a right, before anybody could answer
            return Measured("answer", begun.at, move.at, move.to, str(move.role))
    return Measured("answer", begun.at)


def _between(code: str, machine: str, begin: str, *ends: str) -> Reading:
    """From the first arrival in one state to the first arrival in one of the others; void where it ended elsewhere."""

    def read(history: History) -> Measured | None:
        begun: Move | None = None
        for move in history.of(machine):
            if begun is None:
                begun = move if move.to == begin else None
            elif move.to in ends:
                return Measured(code, begun.at, move.at, move.to, str(move.role))
            elif move.to in machines()[machine].finals:
                return None
        return Measured(code, begun.at) if begun is not None else None

    return read


def _pick_up(history: History) -> Measured | None:
    """From the buyer's booking until the courier has the goods. A courier who missed them is still the same pick-up;
    another slot of the buyer's own choice is a new one, another way is none.
    """
    begun: Move | None = None
    missed = False
    for move in history.of("goods_return"):
        if move.to == "pick_up_booked":
            if move.role == Role.BUYER and not missed:
                begun = move
        elif begun is None:
            continue
        elif move.to == "awaiting_hand_over" and move.role != Role.BUYER:
            missed = missed or move.left == "pick_up_booked"
        elif move.left == "pick_up_booked" and move.to == "on_the_way" and move.role != Role.BUYER:
            return Measured("pick_up", begun.at, move.at, move.to, str(move.role))
        elif move.to == "awaiting_hand_over":
            begun = None
        else:
            return None
    return Measured("pick_up", begun.at) if begun is not None else None


def _refund(history: History) -> Measured | None:
    """From the first refund asked for until the last one of them is settled."""
    moves = history.of("refund")
    if not moves:
        return None
    last: dict[UUID, Move] = {move.subject: move for move in moves}
    finals = machines()["refund"].finals
    if any(move.to not in finals for move in last.values()):
        return Measured("refund", moves[0].at)
    ending = max(last.values(), key=lambda move: move.at)
    paid = "succeeded" if any(move.to == "succeeded" for move in last.values()) else ending.to
    return Measured("refund", moves[0].at, ending.at, paid, str(ending.role))


def _whole(history: History) -> Measured | None:
    moves = history.of("case")
    if not moves:
        return None
    begun, ending = moves[0], moves[-1]
    if ending.to in machines()["case"].finals:
        return Measured("whole", begun.at, ending.at, ending.to, str(ending.role))
    return Measured("whole", begun.at)


def _shops_part(history: History) -> Measured | None:
    """Of the whole, the time in which it was the shop's turn: in the case or in any machine that it waited for."""
    whole = _whole(history)
    if whole is None:
        return None
    turns = list(_turns(history, whole.ended_at or history.moves[-1].at))
    return Measured("shop", whole.began_at, whole.ended_at, whole.outcome, whole.by, _union(turns))


def _turns(history: History, until: datetime) -> Iterator[Span]:
    """The spans in which a machine of the case waited on the shop."""
    since: dict[UUID, Move] = {}
    for move in history.moves:
        before = since.get(move.subject)
        if before is not None and _is_shops(before):
            yield before.at, move.at
        since[move.subject] = move
    for move in since.values():
        if _is_shops(move):
            yield move.at, max(until, move.at)


def _is_shops(move: Move) -> bool:
    machine = machines().get(move.machine)
    wait = machine.waiting(move.to) if machine is not None else None
    return wait is not None and Role.MERCHANT in wait.turn


def _union(spans: Sequence[Span]) -> list[Span]:
    """When at least one of the spans ran, in order, without overlap."""
    merged: list[Span] = []
    for begin, end in sorted(spans):
        begin = max(begin, merged[-1][1]) if merged else begin
        if end > begin:
            merged.append((begin, end))
    return merged


MEASURES: Mapping[str, Measure] = {
    measure.code: measure
    for measure in (
        Measure(
            "answer", N_("First answer"),
            N_("From the request until the shop agrees, offers or refuses. Requests that the policy agrees to at once "
                "are left out."),
            "shop", _answer,
        ),
        Measure(
            "hand_over", N_("Handing over"), N_("From the agreement until the buyer hands the goods over."), "buyer",
            _between("hand_over", "goods_return", "awaiting_hand_over", "on_the_way", "arrived"),
        ),
        Measure(
            "pick_up", N_("Door pick-up"), N_("From booking the courier until he has collected the goods."), "carrier",
            _pick_up,
        ),
        Measure(
            "arrive", N_("Way back"), N_("From handing over until the goods are at the shop."), "carrier",
            _between("arrive", "goods_return", "on_the_way", "arrived"),
        ),
        Measure(
            "inspect", N_("Check of the goods"), N_("From the arrival until the shop has checked the goods."), "shop",
            _between("inspect", "goods_return", "arrived", "accepted", "contested"),
        ),
        Measure(
            "refund", N_("Money back"), N_("From the decision to pay until the money has gone out."), "shop", _refund,
        ),
        Measure(
            "shop", N_("The shop's part"), N_("Of the whole, the time in which it was the shop's turn."), "shop",
            _shops_part,
        ),
        Measure("whole", N_("The whole case"), N_("From the request to the end."), "all", _whole),
    )
}  # fmt: skip


def measured(history: History) -> list[Measured]:
    """Every step of the case, running ones included."""
    found = (measure.read(history) for measure in MEASURES.values())
    return [step for step in found if step is not None]


def standing_still(pauses: Sequence[Pause], begin: datetime, end: datetime) -> timedelta:
    """How long clocks stood still between two moments."""
    stood = _union([(max(pause.begin, begin), min(pause.end, end)) for pause in pauses if pause.begin < end])
    return sum((end - begin for begin, end in stood), timedelta())
