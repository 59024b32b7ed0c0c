"""The transaction of a verb: one shop, durable, its events written just before the commit and handed to the hooks.

Opened by `core.verbs` and by the delivery of events; nobody else writes.
"""

from collections.abc import Callable, Sequence
from types import TracebackType
from uuid import UUID

from huitou.core.events import Collector
from huitou.core.models import Event
from huitou.core.tenancy import in_shop

Hook = Callable[[Sequence[Event]], None]
_hooks: list[Hook] = []


def before_commit(hook: Hook) -> Hook:
    """Call the function with the transaction's events, inside it, once they are written."""
    _hooks.append(hook)
    return hook


class writing:  # noqa: N801  (reads as a statement: `with writing(shop_id):`)
    """`with writing(shop_id):` the outermost transaction of a verb."""

    def __init__(self, shop_id: UUID) -> None:
        self._shop = in_shop(shop_id)
        self._events = Collector(shop_id)

    def __enter__(self) -> None:
        self._shop.__enter__()
        self._events.open()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool | None:
        try:
            if kind is None and (written := self._events.write()):
                for hook in _hooks:
                    hook(written)
        except BaseException as failure:
            self._shop.__exit__(type(failure), failure, failure.__traceback__)
            raise
        finally:
            self._events.close()
        return self._shop.__exit__(kind, error, trace)
