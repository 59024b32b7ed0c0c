"""What the adapters of channels share: failures told apart, values read out of what strangers send. No state."""

import hmac
import json
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import httpx
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from huitou.core import outgoing
from huitou.core.credentials import CredentialField, CredentialInvalid
from huitou.core.errors import HuitouError
from huitou.core.webhooks import Called, CallRefused, HookAnswer
from huitou.notifications.channels.protocol import Limits, Misconfigured, Outcome, Outgoing, Receipt, Told, Unreadable

LIMITS = httpx.Timeout(connect=10, read=20, write=20, pool=10)
# What each failure of a call means for a message.
_SURELY_NOT = frozenset({outgoing.UNREACHABLE, outgoing.TOLD_TO_WAIT})
_OURS = frozenset({outgoing.UNAUTHORISED, outgoing.NOT_ENCRYPTED})


class Adapter:
    """One who carries messages, as far as they are all alike. Subclasses say `code`, `medium`, `title`, `limits`."""

    code: str
    medium: str
    title: Any
    fields: tuple[CredentialField, ...] = ()
    limits: Limits
    repeatable: ClassVar[bool] = False
    calls: ClassVar[bool] = False
    by_account: ClassVar[bool] = False

    def check(self, values: Mapping[str, str]) -> None:
        """Nothing that could be wrong."""

    def reaches(self, address: str) -> bool:
        """Everywhere."""
        return True

    def deliver(self, account: str, message: Outgoing) -> Receipt:
        """Hand the message over; a failed call is told as what it means."""
        try:
            return self.hand_over(account, message)
        except outgoing.CallFailed as failed:
            return receipt_of(failed, by_account=self.by_account)

    def hand_over(self, account: str, message: Outgoing) -> Receipt:
        """The provider's own answer. Raises CallFailed, Misconfigured."""
        raise NotImplementedError

    def greet(self, account: str, called: Called) -> HookAnswer:
        """Nobody tries an address out."""
        raise CallRefused("no_calls", 404)

    def read_push(self, account: str, called: Called) -> Sequence[Told]:
        """Nobody calls: whoever does is not believed."""
        raise CallRefused("no_calls", 404)

    def answer(self, account: str, called: Called, refused: HuitouError | None) -> HookAnswer:
        """Done, or the refusal's status."""
        return HookAnswer(getattr(refused, "answer_status", refused.status) if refused else 204)


def receipt_of(failed: outgoing.CallFailed, *, by_account: bool = False) -> Receipt:
    """What a call without a readable answer says of the message: surely not sent, or nobody knows.

    `by_account`: keys that are refused stop the whole account.
    """
    if by_account and failed.reason in _OURS:
        return cannot_send(failed.reason, failed.detail)
    if failed.reason == outgoing.NOT_PUBLIC:
        return Receipt(outcome=Outcome.REFUSED, reason=failed.reason, detail=failed.detail, dead=True)
    later = failed.reason in _SURELY_NOT or failed.reason in _OURS
    return Receipt(
        outcome=Outcome.LATER if later else Outcome.UNKNOWN,
        reason=failed.reason,
        detail=failed.detail,
        account=failed.reason in _OURS,
    )


def cannot_send(reason: str, detail: str = "") -> Receipt:
    """Our account can send nothing to anybody; surely this message was not sent either."""
    return Receipt(outcome=Outcome.REFUSED, reason=reason[:60], detail=detail[:200], account=True, stalled=True)


def address_of(code: str, default: str) -> str:
    """Where the provider answers: its own address unless the installation names another one."""
    return str(settings.HUITOU_CHANNEL_ADDRESSES.get(code, default)).rstrip("/")


def post(url: str, *, headers: Mapping[str, str], content: bytes, public_only: bool = False) -> httpx.Response:
    """The answer below 500. Raises CallFailed."""
    return outgoing.call("POST", url, headers=headers, content=content, limits=LIMITS, public_only=public_only)


def object_in(answer: httpx.Response) -> dict[str, Any]:
    """The JSON object of an answer. Raises CallFailed where it is none."""
    try:
        told = answer.json()
    except ValueError as error:
        raise outgoing.CallFailed(outgoing.ANSWER_BROKEN, "no JSON") from error
    if not isinstance(told, dict):
        raise outgoing.CallFailed(outgoing.ANSWER_BROKEN, "no object")
    return told


def json_of(body: bytes) -> Any:
    """The JSON of a verified call. Raises Unreadable."""
    try:
        return json.loads(body.decode())
    except (ValueError, RecursionError) as error:
        raise Unreadable("no JSON") from error


def same(ours: str, theirs: str) -> bool:
    """Whether two signatures are one, in constant time."""
    return hmac.compare_digest(ours.encode(), theirs.encode())


def wanted(values: Mapping[str, str], name: str) -> str:
    """The value. Raises Misconfigured where it was never entered: nothing is ever accepted without it."""
    if not (found := values.get(name, "")):
        raise Misconfigured("secret_missing", f"“{name}” was never entered")
    return found


def cut(text: str, longest: int) -> str:
    """At most so many characters, ended with an ellipsis and not within a word of letters."""
    if len(text) <= longest:
        return text
    kept = text[: longest - 1]
    head, space, _rest = kept.rpartition(" ")
    if space and len(head) >= longest // 2:
        kept = head
    return kept.rstrip(" ,;:，；：、") + "…"


def with_link(text: str, link: str, longest: int) -> str:
    """The text with its link behind it; the text is cut, never the link."""
    if not link:
        return cut(text, longest)
    return f"{cut(text, max(1, longest - len(link) - 1))} {link}"


def pairs_of(text: str, field: CredentialField) -> dict[str, str]:
    """Lines of `name = value` as a mapping. Raises CredentialInvalid for a line that is none."""
    found = {}
    for line in text.splitlines():
        if not line.strip():
            continue
        name, sign, value = line.partition("=")
        if not sign or not name.strip() or not value.strip():
            raise CredentialInvalid(field=str(field.label), name=field.name, why=_("Write name = value on each line."))
        found[name.strip()] = value.strip()
    return found
