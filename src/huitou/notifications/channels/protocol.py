"""What everybody who carries short messages is to us: it takes a message or says why not, and tells later how it went.

Adapters implement `Channel`; `short_jobs` hands messages over, `hooks` takes calls in. An adapter never resends, never
guesses, and never puts a secret or a text of a message into an error.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, ClassVar, Protocol, runtime_checkable

from django.utils.translation import gettext_lazy as _

from huitou.core.credentials import CredentialField
from huitou.core.errors import HuitouError
from huitou.core.webhooks import Called, HookAnswer


class Misconfigured(HuitouError):
    """Our side is set up wrongly (missing or wrong credentials); nothing is believed or sent."""

    code: ClassVar[str] = "channel_misconfigured"
    status: ClassVar[int] = 502
    message = _("The account for messages is not set up correctly (%(failure_code)s). Check its settings.")

    def __init__(self, failure_code: str, detail: str = "") -> None:
        super().__init__(failure_code=failure_code)
        self.failure_code = failure_code
        self.detail = detail


class Unreadable(ValueError):
    """A verified call that is not what its provider documents."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A message as an adapter gets it. `id` is ours, the same at every attempt. `about`: what kind of news it is.

    `keys`: what the address needs besides itself (a browser's). `shop_name`, `hook`: who writes, and the address that
    the provider may call about it. `code`: the one-time code in the text, where a template wants it apart. `facts`:
    ids.
    """

    id: str
    address: str
    title: str
    text: str
    link: str
    language: str
    shop_name: str
    hook: str
    about: str = ""
    code: str = ""
    keys: Mapping[str, str] = field(default_factory=dict)
    facts: Mapping[str, str] = field(default_factory=dict)


class Outcome(StrEnum):
    """How a message fared."""

    ACCEPTED = "accepted"
    DELIVERED = "delivered"
    REFUSED = "refused"
    LATER = "later"  # surely not taken; it may work later
    UNKNOWN = "unknown"  # it may or may not have been taken


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """The answer to one message. `reason` is a stable code; `detail` is for the shop's staff.

    `dead`: nobody is there, and the address is not to be tried again. `opted_out`: whoever is there wants nothing.
    `no_consent`: the provider knows of no consent that is left. `account`: our side is set up wrongly. `stalled`: so
    wrongly that the account can send nothing to anybody (no money, shut, wrong keys): it stands still from here on.
    """

    outcome: Outcome
    provider_id: str = ""
    reason: str = ""
    detail: str = ""
    dead: bool = False
    opted_out: bool = False
    no_consent: bool = False
    account: bool = False
    stalled: bool = False
    parts: int | None = None
    cost_micros: int | None = None
    cost_currency: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a verified call says: how a message went (`receipt`, by its `message_id`, ours, or the provider's), or what
    the holder of an address wants (`silence`, `speak` again, `consents` more or fewer). `mark`: names the call among
    those of that address, so that consents told twice count once; "" where the provider does not say."""

    message_id: str = ""
    receipt: Receipt | None = None
    address: str = ""
    silence: bool = False
    speak: bool = False
    consents: int = 0
    scene: str = ""
    counted: bool = False
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Limits:
    """What fits. `text`: most characters of the text with its link. `templates`: the provider knows templates only."""

    text: int
    title: int = 0
    templates: bool = False


@runtime_checkable
class Channel(Protocol):
    """One who carries messages of one medium. Handing over may block and happens outside any transaction.

    `medium`: `sms`, `wechat`, `push` or `webhook`. `repeatable`: the same id twice is one message to the reader, so
    an unknown answer may be asked again. `calls`: it calls us back. `by_account`: it sends for whoever has an account
    with it, keys and money; a channel that is only an address has none that could stand still.
    """

    code: str
    medium: str
    title: Any
    fields: tuple[CredentialField, ...]
    limits: Limits
    repeatable: bool
    calls: bool
    by_account: bool

    def check(self, values: Mapping[str, str]) -> None:
        """Refuse credentials that cannot work, before they are kept: shape, no call. Raises CredentialInvalid."""

    def reaches(self, address: str) -> bool:
        """Whether it carries to this address at all."""

    def deliver(self, account: str, message: Outgoing) -> Receipt:
        """Hand the message over. Every failure is a receipt; raises nothing."""

    def greet(self, account: str, called: Called) -> HookAnswer:
        """What the provider wants to hear when it tries the address out with a GET. Raises CallRefused."""

    def read_push(self, account: str, called: Called) -> Sequence[Told]:
        """What the call says, after its signature was checked. Raises CallRefused, Misconfigured, Unreadable."""

    def answer(self, account: str, called: Called, refused: HuitouError | None) -> HookAnswer:
        """What the provider wants to hear when its call was taken in, or not."""


@runtime_checkable
class Follows(Protocol):
    """A channel whose account people follow, each by a code of their own."""

    def follows(self, account: str) -> bool:
        """Whether this account can be followed so. Inside the shop or not; asks nobody."""

    def follow_code(self, account: str, scene: str, seconds: int) -> str:
        """The address that a QR code holds, good for so long; whoever scans it is told of with the scene.

        Blocks, outside any transaction. Raises CallFailed, Misconfigured.
        """
