"""Section 5 of the policy: the clocks of a case, and what happens when a last day is a day off."""

from datetime import date
from typing import Any

from babel.dates import get_day_names
from django import forms
from django.utils.translation import get_language, to_locale
from django.utils.translation import gettext_lazy as _

from huitou.desk.forms.policy.fields import CodesField, LinesField, number
from huitou.desk.forms.policy.part import PartForm
from huitou.policies.rules.document import Terms
from huitou.policies.rules.vocabulary import WEEKDAYS

CLOCKS = (
    (
        "answer_hours",
        1,
        720,
        _("Hours to answer a request"),
        _("When you say nothing, what the policy gives is agreed."),
    ),
    ("hand_over_days", 1, 90, _("Days for the buyer to hand the goods over"), ""),
    ("inspect_days", 0, 30, _("Days to check the goods"), _("When you say nothing, they count as accepted.")),
    ("refund_days", 0, 60, _("Days until the money is paid"), ""),
    ("promise_days", 1, 180, _("Days to deliver, where an order names none"), _("After that, it is late.")),
    (
        "goodwill_days",
        0,
        3650,
        _("Days after delivery in which you listen to wishes beyond the policy"),
        _("0: you take no such wishes."),
    ),
)
NOTICE = (
    "notice_days", 1, 90, _("Days from the buyer's notice to the money"),
    _("Counts once the goods are back or proven to be on their way. Empty: as the law says."),
)  # fmt: skip


class TermsForm(PartForm):
    """Seven numbers, and the calendar."""

    def build(self) -> None:
        terms, calendar = self.document.get("terms", {}), self.document.get("calendar", {})
        for name, low, high, label, help_text in CLOCKS:
            initial = terms.get(name, getattr(Terms(), name))
            self.fields[name] = number(low, high, label=label, help_text=help_text, initial=initial)
        name, low, high, label, help_text = NOTICE
        initial = terms.get(name)
        self.fields[name] = number(low, high, required=False, label=label, help_text=help_text, initial=initial)
        self.fields["next_working_day"] = forms.BooleanField(
            label=_("A last day that is a day off moves to the next working day"),
            required=False,
            initial=calendar.get("last_day") == "next_working_day",
        )
        names = get_day_names("wide", locale=to_locale(get_language() or "en"))
        days = {code: names[place] for place, code in enumerate(WEEKDAYS)}
        self.fields["days_off"] = CodesField(label=_("Days off"), labels=days, initial=calendar.get("days_off", ()))
        self.fields["holidays"] = LinesField(
            label=_("Holidays"),
            help_text=_("One date on each line, such as 2026-10-01."),
            initial=calendar.get("holidays", []),
        )

    @property
    def clocks(self) -> list[forms.BoundField]:
        return [self[name] for name, *_rest in (*CLOCKS, NOTICE)]

    def clean_holidays(self) -> list[str]:
        days = []
        for text in self.cleaned_data["holidays"]:
            try:
                days.append(date.fromisoformat(text))
            except ValueError as error:
                said = _("“%(text)s” is no date such as 2026-10-01.")
                raise forms.ValidationError(said, params={"text": text}) from error
        return [day.isoformat() for day in sorted(set(days))]

    def clean_days_off(self) -> list[str]:
        days: list[str] = self.cleaned_data["days_off"]
        if len(days) == len(WEEKDAYS):
            raise forms.ValidationError(_("Leave at least one working day."))
        return days

    def write(self, document: dict[str, Any]) -> None:
        data = self.cleaned_data
        document["terms"] = {name: data[name] for name, *_rest in CLOCKS}
        self.put(document["terms"], NOTICE[0], data[NOTICE[0]])
        calendar: dict[str, Any] = {}
        self.put(calendar, "last_day", "next_working_day" if data["next_working_day"] else None)
        self.put(calendar, "days_off", data["days_off"])
        self.put(calendar, "holidays", data["holidays"])
        self.put(document, "calendar", calendar)
