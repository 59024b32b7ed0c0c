"""A step or a message together with the photos that come with it: both count, or neither does.

Called by the pages on which a form takes photos along. Outside any transaction: the files are read before it opens.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from huitou.cases.models import Case
from huitou.cases.verbs.evidence import add_kept, demand_may_add, kept
from huitou.core.actions import perform
from huitou.core.actors import Actor
from huitou.core.flow import machines
from huitou.core.verbs import subject_of
from huitou.core.videos.patches import Seekable
from huitou.core.writing import writing


@dataclass(frozen=True, slots=True)
class Given:
    """A file as a form sends it. `kind`: what it shows (`EvidenceKind`)."""

    file: Seekable
    name: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """Files for a case. `by`: whose evidence they become, which need not be who takes the step."""

    files: Sequence[Given]
    case: Case | UUID | str
    by: Actor


@contextmanager
def showing(shown: Shown, *, at: datetime, first: Callable[[], object] = lambda: None) -> Iterator[None]:
    """Add the files to the case in one transaction with the verbs of the block; where one refuses, none is kept.

    `first` is called inside it before anything is written. Without files there is nothing to join: the block's verbs
    write for themselves. Raises what `add_evidence` raises.
    """
    if not shown.files:
        yield
        return
    demand_may_add(shown.by)
    with ExitStack() as stored:
        rows = [(stored.enter_context(kept(given.file, given.kind)), given.name) for given in shown.files]
        with writing(shown.by.shop_id):
            first()
            for row, name in rows:
                add_kept(case=shown.case, row=row, name=name, actor=shown.by, at=at)
            yield


def perform_showing(
    machine: str, action: str, subject: Any, inputs: Mapping[str, Any], *, shown: Shown, actor: Actor, at: datetime
) -> Any:
    """`core.actions.perform`, with the files that come with the step; the step finds them in the case."""

    def locked() -> object:
        # As the step itself does: its own subject before the case, so that two steps never wait for each other.
        return subject_of(machines()[machine], actor, subject, lock=True)

    with showing(shown, at=at, first=locked):
        return perform(machine, action, subject, inputs, actor=actor, at=at)
