"""The template tags of the design system: `{% load huitou %}`. Used by every template of the house.

Tags turn values into words and drawings; they read no database and decide nothing.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.template import Context, Library
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from huitou.core import clock
from huitou.core.flow.texts import gap, time_left
from huitou.core.initials import initials as initials_of
from huitou.core.money import Money, format_money
from huitou.core.placeholder import placeholder_svg
from huitou.core.postal import Postal
from huitou.core.turning_icon import Leg, bullet
from huitou.core.turning_icon import icon as line_icon
from huitou.core.turning_line import Journey, Mark, figure
from huitou.core.turning_words import in_words
from huitou.core.when import SOON, clock_left, day_text, reader_locale, span, written

register = Library()


@register.simple_tag
def money(minor: int | Money, currency: str = "", signed: bool = False) -> SafeString:
    """`{% money line.total_minor order.currency %}` or `{% money sum %}`; `signed=True` writes + before a gain."""
    amount = minor if isinstance(minor, Money) else Money(minor, currency)
    text = format_money(amount).replace("-", "\N{MINUS SIGN}")
    sign = "+" if signed and amount.minor > 0 else ""
    return format_html('<span class="sum">{}{}</span>', sign, text)


@register.simple_tag
def money_text(minor: int | Money, currency: str = "") -> str:
    """The same sum as plain text, for labels: `{% money_text minor currency as sum %}`."""
    return format_money(minor if isinstance(minor, Money) else Money(minor, currency))


@register.simple_tag(takes_context=True)
def when(context: Context, moment: datetime | None, style: str = "full") -> SafeString | str:
    """`{% when event.at "short" %}`; styles: date day time short full exact (`core/when.py`). Empty for None."""
    if moment is None:
        return ""
    zone = _zone(context)
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        moment.isoformat(timespec="seconds"),
        written(moment, zone, "exact"),
        written(moment, zone, style),
    )


@register.simple_tag(takes_context=True)
def when_text(context: Context, moment: datetime | None, style: str = "full") -> str:
    """The same as plain text, for labels and turning line stops."""
    return "" if moment is None else written(moment, _zone(context), style)


@register.filter
def day(value: date) -> str:
    """`{{ coupon.ends_on|day }}` 20 Nov 2025."""
    return day_text(value)


@register.simple_tag
def days(first: date, last: date, year: bool = False) -> str:
    """`{% days coupon.starts_on coupon.ends_on True %}` 16–22 Nov 2026."""
    return span(first, last, year=year)


@register.simple_tag(takes_context=True)
def countdown(context: Context, deadline: datetime | None, form: str = "words") -> SafeString | str:
    """`{% countdown case.deadline_at %}` "31 hours"; `"clock"`: "02:14", "Tomorrow"; kept current by countdown.js."""
    if deadline is None:
        return ""
    at = clock.now()
    past, soon = deadline <= at, deadline - at <= SOON
    if form == "clock":
        text = clock_left(deadline, at, _zone(context))
    else:
        text = _("now due") if past else time_left(deadline, at)
    return format_html(
        '<time class="countdown{}" datetime="{}" title="{}" data-countdown="{}" data-now="{}" data-past="{}">{}</time>',
        " is-past" if past else " is-soon" if soon else "",
        deadline.isoformat(timespec="seconds"),
        written(deadline, _zone(context), "full"),
        form,
        at.isoformat(timespec="seconds"),
        _("Overdue") if form == "clock" else _("now due"),
        text,
    )


@register.inclusion_tag("components/turning_line.html")
def turning_line(journey: Journey, size: str = "page") -> dict[str, Any]:
    """`{% turning_line journey %}`; `"icon"`: 24 px with its words, `"mark"`: 24 px without (words stand beside)."""
    if size == "page":
        drawn = figure(journey)
        return {"size": size, "figure": drawn, "drawing": mark_safe(drawn.svg()), "words": in_words(journey)}  # noqa: S308
    drawing = mark_safe("".join(shape.svg() for shape in line_icon(journey)))  # noqa: S308
    return {"size": size, "drawing": drawing, "words": in_words(journey) if size == "icon" else ""}


@register.simple_tag
def line_bullet(leg: str = "word", mark: str = "done") -> SafeString:
    """`{% line_bullet "back" "now" %}`: 12 px. Legs: out turn back money word. Marks: done now ahead trouble."""
    drawing = "".join(shape.svg() for shape in bullet(Leg(leg or "word"), Mark(mark or "done")))
    return format_html(
        '<svg class="line-bullet" viewBox="0 0 12 12" aria-hidden="true">{}</svg>',
        mark_safe(drawing),  # noqa: S308
    )


@register.simple_tag
def icon(name: str, size: int = 20) -> SafeString:
    """`{% icon "clock" %}`, 16, 20 or 24 px; always beside a word, so hidden from assistive technology."""
    return format_html(
        '<svg class="icon{}" viewBox="0 0 24 24" aria-hidden="true"><use href="{}#{}"/></svg>',
        "" if size == 20 else f" is-{size}",
        static("core/icons.svg"),
        name,
    )


@register.simple_tag
def placeholder(title: str, category: str = "", size: str = "") -> SafeString:
    """The drawn picture of an item without one; `size`: "" 56 px, "small" 36, "large" 88."""
    return format_html(
        '<svg class="picture{}" viewBox="0 0 56 56" aria-hidden="true">{}</svg>',
        f" is-{size}" if size else "",
        mark_safe(placeholder_svg(title, category)),  # noqa: S308
    )


@register.simple_tag(takes_context=True)
def postal(context: Context, address: Any, form: str = "lines", country: str = "") -> SafeString | str:
    """`{% postal address %}`: street, place and, abroad, country, in the order of its writing; "line": in one.

    `address` has the parts of `core.postal.Postal`, as attributes or as keys; one that keeps no country is in
    `country`. Name and telephone are the page's.
    """
    parts = {name: _part(address, name) for name in ("street", "city", "region", "postcode", "country")}
    parts["country"] = parts["country"] or country
    abroad = parts["country"] not in ("", getattr(context.get("shop"), "country", ""))
    name = str(reader_locale().territories.get(parts["country"], parts["country"])) if abroad else ""
    found = Postal(**parts, country_name=name)
    return (
        found.line if form == "line" else format_html_join(mark_safe("<br>"), "{}", ((line,) for line in found.lines))
    )


@register.inclusion_tag("components/tag.html")
def state_word(word: str, tone: str = "") -> dict[str, str]:
    """`{% state_word case_state_word "turn" %}`; tones: "" good now turn harm. The word is never left out."""
    return {"word": word, "tone": tone}


@register.filter
def initials(name: str) -> str:
    """Two letters of a Latin name, one Han character of a Chinese one."""
    return initials_of(name)


@register.filter
def together(sentences: Iterable[str]) -> str:
    """Sentences one after the other, as the reader's language writes them: no space after a Chinese full stop."""
    return gap().join(sentences)


@register.filter
def day_and_weekday(written_day: str) -> SafeString:
    """`10月4日周日` may be broken before the weekday; nowhere else, where the style keeps words whole."""
    day, sign, weekday = written_day.partition("日周") if "日周" in written_day else written_day.partition("日週")
    return format_html("{}{}<wbr>{}{}", day, sign[:1], sign[1:], weekday) if sign else format_html("{}", written_day)


@register.simple_tag(name="gap")
def gap_between() -> str:
    """What stands between two sentences of a page: `{% gap %}`, nothing after a Chinese full stop."""
    return gap()


def _part(address: Any, name: str) -> str:
    return str((address.get(name) if isinstance(address, Mapping) else getattr(address, name, "")) or "")


def _zone(context: Context) -> ZoneInfo:
    """The shop's zone where the page has a shop, else the one Django has active."""
    named = getattr(context.get("shop"), "timezone", "") or timezone.get_current_timezone_name()
    return ZoneInfo(str(named))
