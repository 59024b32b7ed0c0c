"""What the measured figures advise, each with the one thing to do. Pure: numbers in, codes and numbers out.

Called by the desk's page; `telling` puts it into words. Below the counts named here nothing is said.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from huitou.retention.wismo import Compared, Verdict

FEWEST_LATE = 20
FEWEST_VISITS = 100
FEWEST_MESSAGES = 100


class Code(StrEnum):
    """What is advised, the most useful first."""

    UNANSWERED = "unanswered"
    MORE_QUESTIONS = "more_questions"
    LATE_COME_BACK = "late_come_back"
    AT_POINT = "at_point"
    BEFORE_SCAN = "before_scan"
    AFTER_MESSAGE = "after_message"


@dataclass(frozen=True, slots=True)
class Measured:
    """Of the last four weeks. `visits` by stage; `late_parcels` that were looked at, `late_thrice` of them three times
    or more; `unanswered`: questions older than a day; `lately`: questions per 100 parcels, four weeks against the four
    before; `echoes`: message → (sent, followed by a question).
    """

    visits: Mapping[str, int] = field(default_factory=dict)
    late_parcels: int = 0
    late_thrice: int = 0
    unanswered: int = 0
    lately: Compared | None = None
    echoes: Mapping[str, tuple[int, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Advice:
    """`number`: the per cent or count that it stands on, `of` how many; `about`: the message meant."""

    code: Code
    number: int
    of: int
    about: str = ""


def advise(found: Measured) -> Sequence[Advice]:
    """At most one of each code."""
    given: list[Advice] = []
    if found.unanswered:
        given.append(Advice(Code.UNANSWERED, found.unanswered, found.unanswered))
    if found.lately is not None and found.lately.verdict == Verdict.MORE and found.lately.ratio is not None:
        given.append(Advice(Code.MORE_QUESTIONS, round(100 * (found.lately.ratio - 1)), found.lately.after.parcels))
    if found.late_parcels >= FEWEST_LATE and (share := _per_cent(found.late_thrice, found.late_parcels)) >= 30:
        given.append(Advice(Code.LATE_COME_BACK, share, found.late_parcels))
    whole = sum(found.visits.values())
    if whole >= FEWEST_VISITS:
        for stage, code, least in (("ready", Code.AT_POINT, 20), ("announced", Code.BEFORE_SCAN, 25)):
            if (share := _per_cent(found.visits.get(stage, 0), whole)) >= least:
                given.append(Advice(code, share, whole))
    worst = max(
        ((100 * asked // sent, sent, kind) for kind, (sent, asked) in found.echoes.items() if sent >= FEWEST_MESSAGES),
        default=(0, 0, ""),
    )
    if worst[0] >= 5:
        given.append(Advice(Code.AFTER_MESSAGE, worst[0], worst[1], worst[2]))
    return sorted(given, key=lambda one: list(Code).index(one.code))


def _per_cent(part: int, whole: int) -> int:
    """Rounded down."""
    return 100 * part // whole
