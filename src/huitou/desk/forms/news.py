"""What holds for all news, the rule of one trigger, its texts, and care hints, as they are typed."""

import re
from datetime import time
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huitou.core.errors import HuitouError
from huitou.core.money import exponent, parse_amount
from huitou.desk.news_words import CHANNEL_NAMES
from huitou.news.models import NewsSettings
from huitou.news.rules import CHANNELS, MAIL, Rule
from huitou.news.texts import LOCALES
from huitou.news.triggers import Trigger
from huitou.news.wording import SHORT_MOST, SUBJECT_MOST, TEXT_MOST

LANGUAGE_NAMES = {"zh-hans": "简体中文", "zh-hant": "繁體中文", "en": "English"}
_BETWEEN = re.compile(r"[\s,，、;；]+")
CLOCK = forms.TimeInput({"type": "time"}, format="%H:%M")


class SettingsForm(forms.Form):
    """For all news of the shop."""

    on = forms.BooleanField(label=_("Tell buyers about their parcels"), required=False)
    per_day = forms.IntegerField(
        label=_("Messages a day to one customer, at most"), min_value=0, max_value=50,
        help_text=_("What is beyond waits until the next morning. Important ones always go."),
    )  # fmt: skip
    per_parcel = forms.IntegerField(label=_("Messages about one parcel in all, at most"), min_value=0, max_value=200)
    quiet_from = forms.TimeField(label=_("Quiet from"), widget=CLOCK)
    quiet_until = forms.TimeField(
        label=_("Quiet until"), widget=CLOCK,
        help_text=_("On the buyer's own clock. What comes meanwhile is told in the morning, if it is still so."),
    )  # fmt: skip

    @staticmethod
    def initial_of(settings: NewsSettings) -> dict[str, Any]:
        """The settings as they are typed."""
        clocks = {
            name: time(*divmod(getattr(settings, name), 60)) for name in ("quiet_from", "quiet_until")
        }  # fmt: skip
        return {"on": settings.on, "per_day": settings.per_day, "per_parcel": settings.per_parcel, **clocks}

    def values(self) -> dict[str, Any]:
        """What the verb takes."""
        data = dict(self.cleaned_data)
        return data | {name: data[name].hour * 60 + data[name].minute for name in ("quiet_from", "quiet_until")}


class RuleForm(forms.Form):
    """When one thing is told."""

    on = forms.BooleanField(label=_("Tell the buyer"), required=False)
    channels = forms.MultipleChoiceField(
        label=_("Over"), widget=forms.CheckboxSelectMultiple(),
        help_text=_("The first of these that reaches the buyer is taken; if it fails, the next one."),
    )  # fmt: skip
    first = forms.ChoiceField(label=_("Try first"), required=False)
    wait_hours = forms.IntegerField(label=_("Wait so many hours"), min_value=0, max_value=168)
    wait_minutes = forms.IntegerField(
        label=_("and minutes"), min_value=0, max_value=59,
        help_text=_("Told only if it is still so then."),
    )  # fmt: skip
    late_days = forms.IntegerField(label=_("Only if late by so many days"), min_value=0, max_value=60)
    countries = forms.CharField(
        label=_("Only to these countries"), required=False, help_text=_("As CN, DE. Empty: all.")
    )
    carriers = forms.CharField(
        label=_("Only with these carriers"), required=False, help_text=_("By their codes, as sf, dhl. Empty: all.")
    )
    least = forms.CharField(
        label=_("Only for orders from"), required=False, widget=forms.TextInput({"inputmode": "decimal"})
    )
    unless_seen = forms.BooleanField(label=_("Not to a buyer who has looked at the parcel since"), required=False)

    def __init__(self, *args: Any, trigger: Trigger, currency: str, **more: Any) -> None:
        super().__init__(*args, **more)
        self.trigger, self.currency = trigger, currency
        names = [(code, _(CHANNEL_NAMES[code])) for code in CHANNELS]
        for name in ("channels", "first"):
            self.fields[name].choices = names  # type: ignore[attr-defined]
        if trigger == Trigger.UNSCANNED:
            self.fields["late_days"].label = _("Days after the label")
        elif trigger not in (Trigger.DELAYED, Trigger.NEW_DATE):
            del self.fields["late_days"]

    @staticmethod
    def initial_of(rule: Rule, currency: str) -> dict[str, Any]:
        """The rule as it is typed."""
        hours, minutes = divmod(rule.wait_minutes, 60)
        return {
            "on": rule.on, "channels": list(rule.channels), "first": rule.channels[0], "wait_hours": hours,
            "wait_minutes": minutes, "late_days": rule.late_days,
            "countries": ", ".join(rule.countries), "carriers": ", ".join(rule.carriers),
            "least": f"{Decimal(rule.least_minor).scaleb(-exponent(currency)):f}" if rule.least_minor else "",
            "unless_seen": rule.unless_seen,
        }  # fmt: skip

    def clean_least(self) -> int:
        """In minor units; 0 without one."""
        typed = self.cleaned_data["least"].strip()
        try:
            return parse_amount(typed, self.currency).minor if typed else 0
        except HuitouError as error:
            raise forms.ValidationError(error.text) from error

    def rule(self) -> Rule:
        """What was typed."""
        data = self.cleaned_data
        return Rule(
            self.trigger, on=data["on"], channels=_first(data["channels"], data["first"]),
            late_days=data.get("late_days", 0),
            wait_minutes=data["wait_hours"] * 60 + data["wait_minutes"], least_minor=data["least"],
            countries=_codes(data["countries"].upper()), carriers=_codes(data["carriers"].casefold()),
            unless_seen=data["unless_seen"],
        )  # fmt: skip


class MailTextForm(forms.Form):
    """A mail's subject and text, with variables. What is wrong with them is said by the verb."""

    subject = forms.CharField(
        label=_("Subject"), max_length=SUBJECT_MOST * 2, widget=forms.TextInput({"data-chips": ""})
    )
    text = forms.CharField(
        label=_("Text"), max_length=TEXT_MOST * 2, strip=False,
        widget=forms.Textarea({"rows": 7, "data-chips": ""}),
        help_text=_("The first line is the large one. A line with something unknown is left out."),
    )  # fmt: skip


class ShortTextForm(forms.Form):
    """A short message."""

    text = forms.CharField(
        label=_("Text"), max_length=SHORT_MOST * 2,
        widget=forms.Textarea({"rows": 3, "data-chips": ""}),
        help_text=_("One line. The link to the parcel is added by itself."),
    )  # fmt: skip


class CareForm(forms.Form):
    """How a product is kept well."""

    category = forms.CharField(label=_("Category"), required=False, max_length=120)
    sku = forms.CharField(label=_("or one SKU"), required=False, max_length=120)
    locale = forms.ChoiceField(label=_("Language"), choices=[(code, LANGUAGE_NAMES[code]) for code in LOCALES])
    text = forms.CharField(
        label=_("Care hint"), required=False, max_length=400, widget=forms.Textarea({"rows": 3}),
        help_text=_("Told when it was delivered. Empty: the hint is dropped."),
    )  # fmt: skip


def _first(channels: list[str], first: str) -> tuple[str, ...]:
    """The chosen ones in their order, `first` before the others, the mail as the last resort."""
    return tuple(sorted(channels, key=lambda code: (code != first, code == MAIL)))


def _codes(typed: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(code for code in _BETWEEN.split(typed) if code))
