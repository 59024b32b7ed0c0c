"""A case that the shop opens for a buyer, who called or wrote: pieces, reason, kind."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huitou.cases.judging import WishedLine
from huitou.cases.models import Kind
from huitou.orders.models import Line
from huitou.policies.rules.vocabulary import REASONS
from huitou.policies.texts import reason_label


def reasons() -> list[tuple[str, str]]:
    """Every reason in the reader's words."""
    return [(code, reason_label(code)) for code in REASONS]


class OpenForm(forms.Form):
    """One reason for all chosen pieces; the policy is asked before anything is done."""

    kind = forms.ChoiceField(label=_("What the buyer wants"), choices=Kind.choices, widget=forms.RadioSelect)
    reason = forms.ChoiceField(label=_("Their reason"), choices=reasons)
    note = forms.CharField(
        label=_("What the buyer said"), max_length=4_000, required=False, widget=forms.Textarea({"rows": 3})
    )

    def __init__(self, *args: Any, lines: Sequence[Line], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = [line for line in lines if line.available > 0]
        for line in self.lines:
            self.fields[f"pieces_{line.pk}"] = forms.IntegerField(
                label=line.title, min_value=0, max_value=line.available, initial=0, required=False,
                widget=forms.NumberInput({"inputmode": "numeric"}),
            )  # fmt: skip
        self.fields["kind"].initial = Kind.RETURN_AND_REFUND

    @property
    def pieces(self) -> list[tuple[Line, forms.BoundField]]:
        """Each line with its field."""
        return [(line, self[f"pieces_{line.pk}"]) for line in self.lines]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and not self.wished():
            raise forms.ValidationError(_("Choose at least one piece."))
        return data

    def wished(self) -> list[WishedLine]:
        """The chosen pieces."""
        data = self.cleaned_data
        counts = [(line, data.get(f"pieces_{line.pk}") or 0) for line in self.lines]
        return [WishedLine(line=line.pk, quantity=count, reason=data["reason"]) for line, count in counts if count]
