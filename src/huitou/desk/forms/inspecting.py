"""How returned goods were found, and what becomes of them. Forms of `desk.forms.actions`."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huitou.core.images import LARGEST_BYTES
from huitou.desk.forms.acting import ActionForm
from huitou.desk.forms.parcels import weight_field
from huitou.logistics.models import Disposition, ReturnLine
from huitou.logistics.verbs.dispose import KEPT

FOUND = ("good", "wrong", "damaged", "missing")
KEPT_CHOICES = [(one.value, one.label) for one in KEPT]
FOUND_LABELS = {"good": _("Good"), "wrong": _("Wrong item"), "damaged": _("Damaged"), "missing": _("Missing")}


class ArriveForm(ActionForm):
    """The parcel is there: what it weighs, where somebody weighs it."""

    field_of = {"weight_invalid": "weight_grams"}

    weight_grams = weight_field()

    def inputs(self) -> dict[str, Any]:
        return {"weight_grams": self.cleaned_data["weight_grams"]}


class AcceptGoodsForm(ActionForm):
    """All as announced; where the goods go."""

    disposition = forms.ChoiceField(
        label=_("What becomes of the goods"), choices=KEPT_CHOICES, initial=Disposition.RESTOCK, required=False
    )

    def inputs(self) -> dict[str, Any]:
        return {"disposition": self.cleaned_data["disposition"] or Disposition.RESTOCK}


class ContestForm(ActionForm):
    """How the pieces were found, line by line, and what is taken off damaged ones."""

    template = "desk/actions/contest.html"

    disposition = forms.ChoiceField(
        label=_("What becomes of the good pieces"), choices=KEPT_CHOICES, initial=Disposition.RESTOCK, required=False
    )
    damaged_percent = forms.IntegerField(
        label=_("Taken off damaged pieces, in per cent"),
        help_text=_("100: nothing is paid for them. 30: they are paid at 70 per cent."),
        min_value=0,
        max_value=100,
        initial=100,
    )
    photo = forms.FileField(
        label=_("A photo of what you found"),
        help_text=_("The buyer and the last instance see it. JPEG, PNG or WebP, at most 12 MB."),
        required=False,
        widget=forms.FileInput({"accept": "image/*"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for line in self.lines:
            for found in FOUND:
                self.fields[f"{found}_{line.order_line_id}"] = forms.IntegerField(
                    label=FOUND_LABELS[found],
                    min_value=0,
                    max_value=line.quantity,
                    initial=line.quantity if found == "good" else 0,
                    widget=forms.NumberInput({"inputmode": "numeric"}),
                )

    @property
    def lines(self) -> Sequence[ReturnLine]:
        """The announced pieces."""
        found: Sequence[ReturnLine] = self.context.return_lines
        return found

    @property
    def counts(self) -> list[tuple[ReturnLine, list[forms.BoundField]]]:
        """Each line with its four count fields."""
        return [(line, [self[f"{found}_{line.order_line_id}"] for found in FOUND]) for line in self.lines]

    def clean_photo(self) -> Any:
        """Its size; what it is, the verb judges."""
        photo = self.cleaned_data["photo"]
        if photo is not None and photo.size > LARGEST_BYTES:
            raise forms.ValidationError(_("This picture is larger than 12 MB."))
        return photo

    def inputs(self) -> dict[str, Any]:
        data = self.cleaned_data
        findings = [
            {"line": line.order_line_id, **{found: data[f"{found}_{line.order_line_id}"] for found in FOUND}}
            for line in self.lines
        ]
        return {
            "findings": findings,
            "damaged_basis_points": data["damaged_percent"] * 100,
            "disposition": data["disposition"] or Disposition.RESTOCK,
        }


class ReportForm(ContestForm):
    """What a company that checks goods for the shop found; what is taken off is the shop's to say."""

    damaged_percent = None  # type: ignore[assignment]

    def inputs(self) -> dict[str, Any]:
        data = self.cleaned_data
        becomes = data["disposition"] or Disposition.RESTOCK
        findings = [
            {
                "line": line.order_line_id,
                "disposition": becomes,
                **{found: data[f"{found}_{line.order_line_id}"] for found in FOUND},
            }
            for line in self.lines
        ]
        return {"findings": findings}
