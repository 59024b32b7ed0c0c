"""What a buyer wants to be told: how much by each medium, where first, in which language, when not."""

from collections.abc import Iterable, Mapping
from datetime import time
from typing import Any

from babel import Locale
from babel.core import get_global
from babel.dates import get_timezone_location
from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from huitou.core.when import LOCALES
from huitou.notifications.measuring import NO, YES
from huitou.notifications.models import Level, Medium
from huitou.notifications.reach import MAIL, Preferences

LEVELS = [
    (Level.EVERY, _("Everything about my parcels")),
    (Level.IMPORTANT, _("Only what needs me, or changes the date")),
    (Level.NONE, _("No news there")),
]
NAMES = {
    MAIL: _("E-mail"),
    Medium.SMS: _("SMS"),
    Medium.WECHAT: _("WeChat"),
    Medium.PUSH: _("Notifications in this browser"),
}


class WishesForm(forms.Form):
    """`media`: those by which the shop can reach anybody at all. `measured`: whether mails to them are measured as it
    stands; None where the shop measures none.
    """

    def __init__(
        self, data: Any = None, *, wishes: Preferences, media: Iterable[str], countries: Iterable[str],
        measured: bool | None = None,
    ) -> None:  # fmt: skip
        super().__init__(data)
        self.media_offered = [MAIL, *media]
        for medium in self.media_offered:
            self.fields[f"level_{medium}"] = forms.ChoiceField(
                label=NAMES[medium], choices=LEVELS, initial=wishes.level_of(medium)
            )
        offered = [medium for medium in wishes.channels if medium in self.media_offered and medium != MAIL]
        if len(offered) > 1:
            self.fields["first"] = forms.ChoiceField(
                label=_("Where first"), choices=[(medium, NAMES[Medium(medium)]) for medium in offered],
                initial=offered[0], help_text=_("Elsewhere only if nothing arrives there. E-mail comes last."),
            )  # fmt: skip
        self.fields["locale"] = forms.ChoiceField(
            label=_("Language"), choices=settings.LANGUAGES, initial=wishes.language
        )
        if measured is not None:
            self.fields["measured"] = forms.BooleanField(
                label=_("The shop may see that I open its mails about parcels and follow their links"),
                help_text=_("It counts which messages are read. Nobody else gets anything."),
                initial=measured, required=False,
            )  # fmt: skip
        self.fields["quiet_from"] = _hour(_("Quiet from"), wishes.quiet_from)
        self.fields["quiet_until"] = _hour(_("Quiet until"), wishes.quiet_until)
        zones = _zones(countries, wishes.timezone)
        self.fields["timezone"] = forms.ChoiceField(label=_("Time zone"), choices=zones, initial=wishes.timezone)

    def levels(self) -> dict[str, str]:
        """The level by medium."""
        return {medium: self.cleaned_data[f"level_{medium}"] for medium in self.media_offered}

    def measured(self) -> str:
        """ "yes" or "no"; "" where nothing was changed: a box that was ticked before they came is no consent."""
        if "measured" not in self.changed_data:
            return ""
        return YES if self.cleaned_data["measured"] else NO

    def first(self) -> list[str]:
        """The medium to begin with, where there is a choice."""
        return [self.cleaned_data["first"]] if self.cleaned_data.get("first") else []


class PhoneForm(forms.Form):
    """A number to be told at."""

    phone = forms.CharField(
        label=_("Mobile number"), max_length=40, widget=forms.TextInput({"autocomplete": "tel", "type": "tel"}),
        help_text=_("We send a code there first."),
    )  # fmt: skip


class PointCodeForm(forms.Form):
    """The code that was sent."""

    code = forms.CharField(
        label=_("Code"), max_length=12,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )  # fmt: skip


def _hour(label: Any, initial: time | None) -> forms.TimeField:
    widget = forms.TimeInput({"type": "time"}, format="%H:%M")
    return forms.TimeField(label=label, initial=initial, required=False, widget=widget)


def _zones(countries: Iterable[str], chosen: str) -> list[tuple[str, str]]:
    """The zones of the countries, and the one that holds now, by their places in the reader's language."""
    known: Mapping[str, Any] = get_global("territory_zones")
    names = {chosen, *(zone for country in countries for zone in known.get(country, []))}
    language = Locale.parse(LOCALES.get(get_language() or "", "en"))
    return sorted(
        ((name, get_timezone_location(name, locale=language, return_city=len(names) > 1)) for name in names),
        key=lambda pair: pair[1],
    )
