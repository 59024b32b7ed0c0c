"""The forms of the shop's hours: the week, and a day that differs."""

from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from huitou.core.calendars.week import Spans, Week, WeekMalformed, checked_week, read_spans, write_spans


class HoursField(forms.CharField):
    """`09:00-12:00, 13:30-18:00`; empty for closed."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput({"placeholder": "09:00-18:00", "autocomplete": "off"})
        super().__init__(required=False, max_length=120, widget=widget, **kwargs)

    def clean(self, value: Any) -> Spans:
        try:
            return read_spans(super().clean(value))
        except WeekMalformed as error:
            raise forms.ValidationError(error.text) from error


class WeekForm(forms.Form):
    """Seven days and the country's holidays."""

    country_holidays = forms.BooleanField(label=_("Public holidays of the country are days off"), required=False)

    def __init__(self, *args: Any, week: Week, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for day, spans in enumerate(week):
            field = HoursField(label=WEEKDAYS[day])
            field.initial = write_spans(spans)
            self.fields[f"day_{day}"] = field
        self.order_fields([f"day_{day}" for day in range(7)])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors:
            try:
                data["week"] = checked_week([data[f"day_{day}"] for day in range(7)])
            except WeekMalformed as error:
                raise forms.ValidationError(_("Leave at least one day open.")) from error
        return data


class DayForm(forms.Form):
    """A day off, or a day with other hours."""

    day = forms.DateField(label=_("Day"), widget=forms.DateInput({"type": "date"}))
    spans = HoursField(label=_("Hours on that day"), help_text=_("Leave empty where the shop is closed."))
    label = forms.CharField(
        label=_("What for"), max_length=80, required=False, help_text=_("For instance: stocktaking.")
    )
