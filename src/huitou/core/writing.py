"""The transaction of a verb: one shop, durable, its events written just before the commit and handed to the hooks.

Opened by `core.verbs`, by the delivery of events, and by who joins verbs into one: a call with a key (`idempotency`), a
step with its photos (`cases.verbs.showing`), what is written of an account together with a shop. No view opens it.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar, Token
from types import TracebackType
from typing import Any
from uuid import UUID

import structlog
from django.db import IntegrityError, transaction

from huitou.core.events import Collector, open_collector
from huitou.core.models import Event, Shop
from huitou.core.tenancy import in_shop

log = structlog.get_logger(__name__)
Hook = Callable[[Sequence[Event]], None]
Reaction = Callable[[Collector, Event], None]
Together = Callable[[list[Any]], None]
Undo = Callable[[], object]
_hooks: list[Hook] = []
_reactions: list[Reaction] = []
_gathered: ContextVar[dict[Together, list[Any]] | None] = ContextVar("huitou_gathered", default=None)
_undos: ContextVar[list[Undo] | None] = ContextVar("huitou_undos", default=None)


def before_commit(hook: Hook) -> Hook:
    """Call the function with the transaction's events, inside it, once they are written."""
    _hooks.append(hook)
    return hook


def in_reaction(reaction: Reaction) -> Reaction:
    """Call the function with each event of the transaction, inside it, before they are written; it may cause more."""
    _reactions.append(reaction)
    return reaction


def together(do: Together, item: Any) -> None:
    """Call `do` with all items that the open transaction gathers for it, just before its commit.

    Outside `writing` it is called now, with this item alone.
    """
    gathered = _gathered.get()
    if gathered is None:
        do([item])
    else:
        gathered.setdefault(do, []).append(item)


def if_taken_back(undo: Undo) -> None:
    """Call `undo` if the open transaction is taken back: for what no rollback reaches, such as a file on the disk.

    Outside `writing` nothing can be taken back any more, and nothing is called.
    """
    undos = _undos.get()
    if undos is not None:
        undos.append(undo)


def _undo_since(undos: list[Undo], length: int) -> None:
    """The last first. One that fails is logged and stops no other: the failure that led here is what counts."""
    while len(undos) > length:
        try:
            undos.pop()()
        except Exception:
            log.exception("writing.not_undone")


@contextmanager
def attempt(collector: Collector | None = None) -> Iterator[None]:
    """A savepoint of the open transaction: if the block raises, its rows, events and gathered items are as before."""
    collector = collector if collector is not None else open_collector()
    events = len(collector)
    gathered = _gathered.get()
    assert gathered is not None
    before = {do: list(items) for do, items in gathered.items()}
    undos = _undos.get()
    assert undos is not None
    undo_from = len(undos)
    try:
        with transaction.atomic():
            yield
    except BaseException:
        collector.forget_since(events)
        gathered.clear()
        gathered.update(before)
        _undo_since(undos, undo_from)
        raise


class writing:  # noqa: N801  (reads as a statement: `with writing(shop_id):`)
    """`with writing(shop):` the outermost transaction of a verb; by key, or by a row that was read just now.

    `lock_patience`: as `in_shop` takes it.
    """

    def __init__(self, shop: Shop | UUID, *, lock_patience: str = "") -> None:
        self._shop = in_shop(shop, lock_patience=lock_patience, known=shop if isinstance(shop, Shop) else None)
        self._events = Collector(shop.pk if isinstance(shop, Shop) else shop)
        self._token: Token[dict[Together, list[Any]] | None] | None = None
        self._undos: list[Undo] = []
        self._undo_token: Token[list[Undo] | None] | None = None

    def __enter__(self) -> None:
        self._shop.__enter__()
        self._events.open()
        self._token = _gathered.set({})
        self._undo_token = _undos.set(self._undos)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool | None:
        assert self._token is not None
        assert self._undo_token is not None
        try:
            if kind is None:
                self._finish()
        except BaseException as failure:
            self._shop.__exit__(type(failure), failure, failure.__traceback__)
            _undo_since(self._undos, 0)
            raise
        finally:
            _gathered.reset(self._token)
            _undos.reset(self._undo_token)
            self._events.close()
        return self._leave(kind, error, trace)

    def _leave(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool | None:
        """Commit, or take back. A connection that breaks in the commit leaves open which it was: nothing is undone."""
        try:
            return self._shop.__exit__(kind, error, trace)
        except IntegrityError:
            _undo_since(self._undos, 0)
            raise
        finally:
            if kind is not None:
                _undo_since(self._undos, 0)

    def _finish(self) -> None:
        for event in self._events:
            for reaction in _reactions:
                reaction(self._events, event)
        if written := self._events.write():
            for hook in _hooks:
                hook(written)
        gathered = _gathered.get()
        assert gathered is not None
        while gathered:  # what is gathered last may be caused by what was gathered first
            do = next(iter(gathered))
            do(gathered.pop(do))
