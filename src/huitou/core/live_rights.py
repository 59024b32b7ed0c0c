"""The right to hear of a shop's changes: of what, who holds it, and what its page cannot have seen.

A page puts it, signed, into the address of its stream (`channel_token`). A right ends with what it stands on: the
area that knows sessions registers how to look (`held_by`), and the stream asks when it opens and every few seconds.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.core import signing

from huitou.core.tenancy import in_shop, reading_floor

SALT = "huitou.live"
TOKEN_SECONDS = 12 * 3600
EVERYTHING = "*"
TYPE = "type:"
StillHeld = Callable[[frozenset[str]], Iterable[str]]
_still_held: dict[str, StillHeld] = {}


@dataclass(frozen=True, slots=True)
class Right:
    """`subjects`: ids, types as `type:cases.dispute` (every subject of that type), or `"*"`.

    `holder` is `kind:name`; empty for none. `floor`: events of transactions from this number on are news.
    """

    shop: str
    subjects: frozenset[str]
    holder: str = ""
    floor: int | None = None

    def hears(self, subject_type: str, subject_id: str) -> bool:
        """Whether a change of this subject concerns the page."""
        return EVERYTHING in self.subjects or not self.subjects.isdisjoint((subject_id, every(subject_type)))

    @property
    def ids(self) -> list[str]:
        """The subjects that are named one by one."""
        return [one for one in self.subjects if one != EVERYTHING and not one.startswith(TYPE)]

    @property
    def types(self) -> list[str]:
        """The types of which every subject is heard."""
        return [one.removeprefix(TYPE) for one in self.subjects if one.startswith(TYPE)]


def every(subject_type: str) -> str:
    """The name for all subjects of a type, such as `cases.dispute`, in a right."""
    return f"{TYPE}{subject_type}"


def held_by(kind: str) -> Callable[[StillHeld], StillHeld]:
    """Register `f(names)` → those that still hold their right; called within the shop, names without the kind."""

    def register(function: StillHeld) -> StillHeld:
        _still_held[kind] = function
        return function

    return register


def channel_token(shop_id: UUID, *subjects: UUID | str, holder: str = "") -> str:
    """A signed right to hear of these subjects of the shop (`every(type)`, `"*"` for all), for half a day.

    Made while the page reads (inside `in_shop`), it also says what the page cannot have seen.
    """
    told = {"shop": str(shop_id), "subjects": [str(subject) for subject in subjects]}
    if holder:
        told["holder"] = holder
    floor = reading_floor()
    return signing.dumps(told if floor is None else {**told, "floor": floor}, salt=SALT)


def read_token(token: str, *, seconds: int) -> Right:
    """The right that the token carries. Raises BadSignature for a foreign one and for one older than `seconds`."""
    told = signing.loads(token, salt=SALT, max_age=seconds)
    return Right(told["shop"], frozenset(told["subjects"]), told.get("holder", ""), told.get("floor"))


def ended(rights: Iterable[Right]) -> set[Right]:
    """Those of the rights that no longer hold: the session is over, the person is out. One query per shop and kind."""
    by_shop: dict[str, dict[str, set[Right]]] = {}
    for right in rights:
        if right.holder:
            kind = right.holder.partition(":")[0]
            by_shop.setdefault(right.shop, {}).setdefault(kind, set()).add(right)
    return {right for shop, kinds in by_shop.items() for right in _ended_in(shop, kinds)}


def _ended_in(shop: str, kinds: Mapping[str, set[Right]]) -> Iterable[Right]:
    with in_shop(UUID(shop)):
        for kind, rights in kinds.items():
            names = {right: right.holder.partition(":")[2] for right in rights}
            check = _still_held.get(kind)
            valid = set(check(frozenset(names.values()))) if check is not None else set()
            yield from (right for right, name in names.items() if name not in valid)
