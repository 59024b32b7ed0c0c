"""One letter, laid out twice: as HTML in the shop's brand and as plain text. Called by `verbs.send`.

Pure: it reads no database and no clock. All foreign text is escaped by the engine: the layout has no `safe`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.template import Context
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import override

from huitou.notifications.brand import Brand
from huitou.notifications.layout import compiled
from huitou.notifications.letters import Letter, Stop
from huitou.notifications.markup import script_of
from huitou.notifications.plain_text import lay_out


@dataclass(frozen=True, slots=True)
class Rendered:
    """A mail ready to be kept and sent."""

    subject: str
    html: str
    text: str


def render(letter: Letter, *, brand: Brand, locale: str) -> Rendered:
    """Lay the letter out in a supported language (`languages.supported` names them)."""
    with override(locale):
        words = Words.of(brand)
        context = Context(
            {
                "letter": letter,
                "brand": brand,
                "words": words,
                "line": turning_line(letter.stops),
                "paragraphs": [_with_breaks(text) for text in letter.paragraphs],
                "closing": [_with_breaks(letter.closing)] if letter.closing else [],
                "bill": letter.bill_lines,
                "facts": letter.fact_rows,
                "things": letter.thing_rows,
                "button": letter.main_link,
                "other": letter.other_link,
                "markup": script_of(letter.markup),
                "imprint": _with_breaks("\n".join(brand.imprint)),
            },
            autoescape=True,
        )
        html = compiled(locale).render(context)
        return Rendered(letter.subject, html, lay_out(letter, brand, words))


class Words(NamedTuple):
    """What the layout itself says, in the reader's language."""

    preferences: str
    contact: str
    fallback: str

    @classmethod
    def of(cls, brand: Brand) -> "Words":
        """The words for this shop, in the active language."""
        contact = ""
        if brand.contact_email and brand.support_hours:
            contact = _("Questions? Write to %(email)s (%(hours)s).") % {
                "email": brand.contact_email,
                "hours": brand.support_hours,
            }
        elif brand.contact_email:
            contact = _("Questions? Write to %(email)s.") % {"email": brand.contact_email}
        return cls(
            preferences=_("Choose which mails you get"),
            contact=contact,
            fallback=_("If the button does not open, copy this address into your browser:"),
        )


class Point(NamedTuple):
    """A stop with the stretch of line that leaves it to the right: `done`, `ahead` or none."""

    label: str
    progress: str
    onward: str
    share: str

    @property
    def now(self) -> bool:
        """Whether the goods (or the money) are here."""
        return self.progress == "now"


class TurningLine(NamedTuple):
    """Both runs from left to right, though the lower is travelled to the left. `turned`: past the turn."""

    out: list[Point]
    back: list[Point]
    turned: bool


def turning_line(stops: Sequence[Stop]) -> TurningLine | None:
    """The line as the layout draws it; none without stops."""
    out = [stop for stop in stops if stop.run == "out"]
    back = [stop for stop in stops if stop.run == "back"]
    if not out:
        return None
    turned = bool(back) and back[0].progress != "ahead"
    upper = []
    for stop, following in zip(out, [*out[1:], back[0] if back else None], strict=True):
        upper.append(_point(stop, following, len(out)))
    lower = [_point(stop, stop, len(back)) for stop in reversed(back)]
    return TurningLine(upper, lower, turned)


def _point(stop: Stop, beyond: Stop | None, count: int) -> Point:
    """`beyond` is the stop whose being reached means that the stretch to the right was travelled."""
    onward = "" if beyond is None else "ahead" if beyond.progress == "ahead" else "done"
    return Point(stop.label, stop.progress, onward, f"{100 // count}%")


def _with_breaks(text: str) -> SafeString:
    """The text escaped, its line breaks kept."""
    return format_html_join(mark_safe("<br>"), "{}", ((line,) for line in text.split("\n")))
