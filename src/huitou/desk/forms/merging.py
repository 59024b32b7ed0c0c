"""Which of the order's other open cases a case goes into. One of the forms of `desk.forms.actions`."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from huitou.cases.models import Case
from huitou.core.money import format_money
from huitou.desk.forms.acting import ActionForm


class MergeForm(ActionForm):
    """The case that is kept; the first one is the oldest."""

    field_of = {"cannot_merge": "into", "merge_would_cost": "into", "case_busy": "into"}

    into = forms.ChoiceField(
        label=_("Which case does it go into?"),
        help_text=_("This case ends. Pieces, words and photos go on there; the buyer loses no time by it."),
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(other.ref, _told(other)) for other in self.context.fellows]
        field = self.fields["into"]
        assert isinstance(field, forms.ChoiceField)  # declared above
        field.choices = choices
        field.initial = choices[0][0] if choices else None

    def inputs(self) -> dict[str, Any]:
        return {"into": self.cleaned_data["into"]}


def _told(other: Case) -> str:
    """What a person knows it by: its number, what is asked for, the sum, the items."""
    items = [line.title for line in other.sheet.as_facts().lines if line.coming_back or line.difference_minor]
    sums = [format_money(other.sum)] if other.sum else []
    return " · ".join([other.ref, other.get_kind_display(), *sums, pgettext("list", ", ").join(items)]).rstrip(" ·")
