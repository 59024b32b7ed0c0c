"""How much of what clients are sending may lie in this process at once, in all and of one client.

Used by `asgi`, on its event loop alone. Anybody may send before they are known to be somebody: without a bound, uploads
that never end would fill the disk.
"""

from collections import Counter
from collections.abc import Callable
from typing import Final

# So much of a body is nobody's concern.
SMALL_BYTES: Final = 64 * 1024


class Bodies:
    """What lies here now, by client. `of_client` and `whole`: bytes."""

    def __init__(self, *, of_client: int, whole: int) -> None:
        self.of_client = of_client
        self.whole = whole
        self.held: Counter[str] = Counter()

    def take(self, client: str, size: int) -> bool:
        """Whether there is room for `size` bytes more of this client; then they are counted."""
        if self.held[client] + size > self.of_client or self.held.total() + size > self.whole:
            return False
        self.held[client] += size
        return True

    def give_back(self, client: str, size: int) -> None:
        """They are gone."""
        self.held[client] -= size
        if self.held[client] <= 0:
            del self.held[client]


class Share:
    """What one request holds of it. `who` is asked once, when the body is no small one any more."""

    def __init__(self, bodies: Bodies, who: Callable[[], str]) -> None:
        self._bodies = bodies
        self._who = who
        self._client = ""
        self._taken = 0

    def grow_to(self, length: int) -> bool:
        """Whether so much of the body may lie here."""
        if length <= SMALL_BYTES:
            return True
        self._client = self._client or self._who()
        if not self._bodies.take(self._client, length - self._taken):
            return False
        self._taken = length
        return True

    def end(self) -> None:
        """Nothing of the body lies here any more."""
        if self._taken:
            self._bodies.give_back(self._client, self._taken)
            self._taken = 0
