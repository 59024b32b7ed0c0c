"""The forms of the counter and of what becomes of goods."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huitou.core.errors import HuitouError
from huitou.desk.forms.inspecting import KEPT_CHOICES, ContestForm
from huitou.logistics.models import ReturnLine, ReturnPlace


class CounterForm(forms.Form):
    """What is scanned or typed at the counter, and in which store."""

    code = forms.CharField(
        label=_("The buyer's code"), max_length=60,
        widget=forms.TextInput({"autofocus": True, "autocomplete": "off", "autocapitalize": "characters"}),
    )  # fmt: skip
    place = forms.ChoiceField(label=_("Store"), required=False)

    def __init__(self, *args: Any, stores: Sequence[ReturnPlace], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if stores:
            self.fields["place"].choices = [(str(one.pk), one.name) for one in stores]  # type: ignore[attr-defined]
        else:
            del self.fields["place"]


class CounterFindings(ContestForm):
    """How the pieces on the counter are; where all are good, nothing has to be entered."""

    photo = None  # type: ignore[assignment]  # so Django takes an inherited field away

    def clean_photo(self) -> None:
        """There is none here."""


class DisposalForm(forms.Form):
    """What becomes of the pieces of one line."""

    line = forms.UUIDField(widget=forms.HiddenInput)
    quantity = forms.IntegerField(label=_("Pieces"), min_value=1)
    disposition = forms.ChoiceField(label=_("What becomes of them"), choices=KEPT_CHOICES)

    def refuse(self, error: HuitouError) -> None:
        """The verb's own words."""
        self.add_error(None, error.text)


def disposals_left(lines: Sequence[ReturnLine], left: Any) -> list[tuple[ReturnLine, int, DisposalForm]]:
    """The lines whose pieces still have to be put away, each with its form."""
    return [
        (line, pieces, DisposalForm(initial={"line": line.order_line_id, "quantity": pieces}, auto_id=f"d{line.pk}_%s"))
        for line in lines
        if (pieces := left(line))
    ]
