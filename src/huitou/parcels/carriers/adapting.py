"""What most sources have in common: how bodies are opened, words are cut, answers are given. Adapters build on it."""

import hashlib
import hmac
import json
import math
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, ClassVar
from urllib.parse import parse_qsl
from zoneinfo import ZoneInfo

import structlog

from huitou.core.credentials import CredentialField
from huitou.core.errors import HuitouError
from huitou.core.webhooks import Called, CallRefused, HookAnswer
from huitou.parcels.carriers.protocol import Capabilities, Meanings, Permanent, Push, Tracking, Unreadable, Wanted

log = structlog.get_logger(__name__)
LONGEST_TEXT, LONGEST_PLACE, LONGEST_CODE, LONGEST_NUMBER = 500, 160, 80, 80
MOST_REPORTS = 500
_UNSTORABLE = re.compile(r"\\u(?:0000|[dD][89a-fA-F])")


class Adapter:
    """A source that neither calls nor is asked, until its class says otherwise. Answers in plain HTTP."""

    code: ClassVar[str]
    title: ClassVar[Any]
    capabilities: ClassVar[Capabilities] = Capabilities()
    fields: ClassVar[tuple[CredentialField, ...]] = ()
    mapping: ClassVar[Meanings]

    def check(self, values: Mapping[str, str]) -> None:
        """Nothing is known of their shape."""

    def verify(self, account: str, called: Called) -> Sequence[Push]:
        """It sends nothing."""
        raise CallRefused("sends_nothing", 404)

    def read(self, payload: Mapping[str, Any], zone: ZoneInfo) -> Tracking:
        """Nothing to read."""
        raise Unreadable("payload")

    def answer(self, account: str, called: Called, refused: HuitouError | None) -> HookAnswer:
        """The status says it all."""
        return HookAnswer(200, "ok") if refused is None else HookAnswer(status_of(refused), refused.code)

    def poll(self, account: str, wanted: Sequence[Wanted], zone: ZoneInfo) -> Sequence[Tracking]:
        """It cannot be asked."""
        raise Permanent("cannot_be_asked")

    def subscribe(self, account: str, wanted: Wanted, address: str) -> None:
        """It follows nothing on request."""
        raise Permanent("cannot_follow")


def status_of(refused: HuitouError) -> int:
    """The HTTP status of a refusal."""
    return refused.answer_status if isinstance(refused, CallRefused) else refused.status


def json_of(body: bytes) -> Any:
    """The JSON of a body in UTF-8. Raises CallRefused."""
    try:
        text = body.decode("utf-8")
        told = json.loads(text, parse_constant=_no_number, parse_float=_finite)
        return _storable(told) if _UNSTORABLE.search(text) else told
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise CallRefused("body_unreadable", 400) from error


def object_of(body: bytes) -> dict[str, Any]:
    """The JSON object of a body. Raises CallRefused."""
    told = json_of(body)
    if not isinstance(told, dict):
        raise CallRefused("body_unreadable", 400)
    return told


def form_of(body: bytes) -> dict[str, str]:
    """The fields of a form in UTF-8, each once. Raises CallRefused."""
    try:
        pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=20)
    except (UnicodeDecodeError, ValueError) as error:
        raise CallRefused("body_unreadable", 400) from error
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise CallRefused("body_unreadable", 400)
    return fields


def same(expected: str, given: str) -> bool:
    """Whether two signatures are the same, in constant time."""
    return hmac.compare_digest(expected.encode(), given.strip().encode("utf-8", "replace"))


def hashed(body: bytes) -> str:
    """What tells deliveries apart whose source gives them no name: the body itself."""
    return hashlib.sha256(body).hexdigest()


def number_of(said: Any) -> str:
    """A tracking number as it is stored. Raises CallRefused for what is none: a call about nothing is not taken in."""
    number = text_of(said, LONGEST_NUMBER + 1)
    if not number or len(number) > LONGEST_NUMBER:
        raise CallRefused("number_missing", 400)
    return number


def numbered(said: Sequence[Mapping[str, Any]], name: str) -> list[tuple[int, str, Mapping[str, Any]]]:
    """Place, number and row of each that has one under `name`: an odd row takes none of the others with it.

    Raises CallRefused where none of them has one.
    """
    found = [(place, text_of(one.get(name), LONGEST_NUMBER + 1), one) for place, one in enumerate(said)]
    right = [(place, number, one) for place, number, one in found if 0 < len(number) <= LONGEST_NUMBER]
    if said and not right:
        raise CallRefused("number_missing", 400)
    return right


def text_of(said: Any, longest: int = LONGEST_TEXT) -> str:
    """Words or a code as text: stripped, without control signs, cut. "" for what is none."""
    if isinstance(said, bool) or not isinstance(said, str | int):
        return ""
    # PostgreSQL takes no zero byte, and a lone surrogate is no text.
    clean = "".join(sign if sign.isprintable() else " " for sign in str(said).encode("utf-8", "ignore").decode())
    return " ".join(clean.split())[:longest]


def rows_of(said: Any) -> list[Mapping[str, Any]]:
    """The objects of a list; [] for what is none. Raises Unreadable for more than anybody sends."""
    if not isinstance(said, list):
        return []
    if len(said) > MOST_REPORTS:
        raise Unreadable("too_many")
    return [one for one in said if isinstance(one, Mapping)]


def each_readable(said: Sequence[Mapping[str, Any]], read: Callable[[Mapping[str, Any]], Tracking]) -> list[Tracking]:
    """What an answer says of each of several numbers; one that cannot be read takes none of the others with it.

    Raises Unreadable where it is the only one.
    """
    found = []
    for one in said:
        try:
            found.append(read(one))
        except Unreadable as error:
            if len(said) == 1:
                raise
            log.warning("carrier.answer_unreadable", reason=str(error))
    return found


def only(said: Any, names: Collection[str]) -> Any:
    """What is kept of a call: these of its fields. Sources send a buyer's name and address along."""
    return {name: said[name] for name in names if name in said} if isinstance(said, Mapping) else said


def part_of(said: Any, *names: str) -> Any:
    """What lies under these names one below the other; None where one is missing."""
    for name in names:
        said = said.get(name) if isinstance(said, Mapping) else None
    return said


def place_of(*parts: Any) -> str:
    """A place from its parts, the finest first."""
    return ", ".join(dict.fromkeys(found for one in parts if (found := text_of(one, LONGEST_PLACE))))[:LONGEST_PLACE]


def country_of(said: Any) -> str:
    """An ISO 3166 code of two letters, or ""."""
    found = text_of(said, 3).upper()
    return found if len(found) == 2 and found.isascii() and found.isalpha() else ""


def _storable(told: Any) -> Any:
    """Without zero bytes and lone surrogates, which PostgreSQL does not keep."""
    if isinstance(told, str):
        return told.replace("\0", " ").encode("utf-8", "ignore").decode()
    if isinstance(told, list):
        return [_storable(one) for one in told]
    if isinstance(told, dict):
        return {_storable(name): _storable(value) for name, value in told.items()}
    return told


def _finite(written: str) -> float:
    found = float(written)
    return found if math.isfinite(found) else _no_number(written)


def _no_number(name: str) -> Any:
    raise ValueError(name)
