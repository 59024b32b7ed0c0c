"""What a mail says, before it is laid out: one `Letter` gives both the HTML and the plain text.

Built by the areas that have something to tell (`cases`, `refunds`, `accounts` …), in the reader's language.
It holds finished texts and finished amounts: nothing is computed or looked up from here on.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Literal, NamedTuple
from urllib.parse import urlsplit

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from huitou.core.errors import Invalid
from huitou.core.flow.texts import set_apart

# RFC 5322 §2.1.1 allows 998 bytes a line; a subject beyond this is cut by every reader anyway.
SUBJECT_MAX = 300
# C0, DEL, C1 and the Unicode line and paragraph separators; tab and line feed are dealt with apart.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")
# Marks that reverse the reading direction can make a sum or an address look like another one.
_REORDERING = re.compile(r"[\u202a-\u202e\u2066-\u2069]")


class LetterMalformed(Invalid):
    """A subject that is no subject, or foreign text in it that tries to become a header. See `one_line`."""

    code = "letter_malformed"
    message = _("The mail cannot be written: its subject is empty, too long, or holds line breaks.")


class LinkMalformed(Invalid):
    """A link that a mail must not carry."""

    code = "letter_link_malformed"
    message = _("The mail cannot be written: “%(url)s” is not a full web address.")


class BillLine(NamedTuple):
    """One line of a short bill. `amount` is already formatted; the emphasised line is the result."""

    label: str
    amount: str
    emphasised: bool = False


class Fact(NamedTuple):
    """One plain fact, such as an order number."""

    label: str
    value: str


class Thing(NamedTuple):
    """Something that the mail is about. `picture`: its whole https address, or ""."""

    name: str
    picture: str = ""


class Link(NamedTuple):
    """Something to open. The label is a verb with its result."""

    label: str
    url: str


class Stop(NamedTuple):
    """One point of the turning line: goods go out on the upper run and come back on the lower."""

    label: str
    progress: Literal["done", "now", "ahead"]
    run: Literal["out", "back"] = "out"


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """All that a mail says.

    `sentence` is the state in one sentence, the most prominent text. `journey` is the turning line in words,
    for readers that draw nothing; `stops` draws it. `things` are what it is about, with pictures where there are some.
    `why` tells why this mail came. `secrets` names the codes and addresses in this letter that open a door: they are
    blacked out in our copy once the mail is sent. `unsubscribe_url` switches such mails off by a POST (RFC 8058): for
    news alone, never where money or rights are told of. `markup`: the same as schema.org data for mail programs; it
    never holds a secret.

    Raises: LetterMalformed, LinkMalformed.
    """

    subject: str
    preheader: str = ""
    greeting: str = ""
    sentence: str = ""
    paragraphs: Sequence[str] = ()
    journey: str = ""
    stops: Sequence[Stop] = ()
    bill_title: str = ""
    bill: Sequence[tuple[str, str] | tuple[str, str, bool] | BillLine] = ()
    things: Sequence[tuple[str, str] | Thing] = ()
    facts: Sequence[tuple[str, str] | Fact] = ()
    code: str = ""
    button: tuple[str, str] | Link | None = None
    second_link: tuple[str, str] | Link | None = None
    closing: str = ""
    why: str = ""
    preferences_url: str = ""
    unsubscribe_url: str = ""
    secrets: Sequence[str] = ()
    markup: Mapping[str, Any] | None = None

    def __post_init__(self) -> None:
        if not self.subject.strip() or one_line(self.subject) != self.subject:
            raise LetterMalformed()
        for link in (self.button, self.second_link):
            if link:
                _check_url(link[1])
        for url in (self.preferences_url, self.unsubscribe_url):
            if url:
                _check_url(url)
        if (get_language() or "").startswith("zh"):
            for name in _SAID:
                object.__setattr__(self, name, set_apart(str(getattr(self, name))))
        # The subject becomes a header, so it is refused; any other text only has to be made harmless.
        for name in _BODY_TEXTS:
            object.__setattr__(self, name, _cleaned(getattr(self, name)))

    @property
    def bill_lines(self) -> list[BillLine]:
        """The bill with its rows named."""
        return [BillLine(one_line(row[0]), one_line(row[1]), *row[2:]) for row in self.bill]

    @property
    def fact_rows(self) -> list[Fact]:
        """The facts with their columns named."""
        return [Fact(*row) for row in self.facts]

    @property
    def thing_rows(self) -> list[Thing]:
        """The things with their columns named. A picture that is no https address is left out."""
        things = [Thing(*row) for row in self.things]
        return [Thing(one_line(thing.name), thing.picture if _loads(thing.picture) else "") for thing in things]

    @property
    def main_link(self) -> Link | None:
        """The one thing to do."""
        return Link(one_line(self.button[0]), self.button[1]) if self.button else None

    @property
    def other_link(self) -> Link | None:
        """What can be done instead."""
        return Link(one_line(self.second_link[0]), self.second_link[1]) if self.second_link else None


def one_line(text: str, limit: int = SUBJECT_MAX) -> str:
    """Foreign text (a shop's name, an order number) made fit for a subject: one line, no control characters.

    Cut at `limit` characters with an ellipsis.
    """
    clean = " ".join(_REORDERING.sub("", _CONTROL.sub(" ", text)).split())
    return clean if len(clean) <= limit else clean[: limit - 1].rstrip() + "…"


def plain(text: str) -> str:
    """Foreign text of several lines (a message, an address) made fit for a letter: its line breaks stay."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n\n")
    return _REORDERING.sub("", _CONTROL.sub(" ", lines)).strip()


def _check_url(url: str) -> None:
    try:
        parts = urlsplit(url)
    except ValueError:
        raise LinkMalformed(url=one_line(url, 80)) from None
    if parts.scheme not in ("http", "https") or not parts.hostname or re.search(r"[\s<>\"]", url):
        raise LinkMalformed(url=one_line(url, 80))


def _loads(picture: str) -> bool:
    try:
        _check_url(picture)
    except LinkMalformed:
        return False
    return picture.startswith("https://")


def _cleaned(value: Any) -> Any:
    """The same value with every text in it made fit for a letter."""
    if isinstance(value, (str, Promise)):
        return plain(str(value))
    if isinstance(value, Stop):
        return value._replace(label=one_line(value.label))
    if isinstance(value, Sequence):
        return tuple(_cleaned(item) for item in value)
    return value


# Our own words with names and sums filled in; facts, bills and what people wrote stay to the letter.
_SAID = ("subject", "preheader", "sentence", "why")
_BODY_TEXTS = tuple(
    field.name
    for field in fields(Letter)
    if field.name not in ("subject", "button", "second_link", "preferences_url", "secrets", "things", "markup")
)
