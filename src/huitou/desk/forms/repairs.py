"""What the workshop's steps ask of a person of the shop, as forms; `inputs()` is what the verb gets."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huitou.core.errors import HuitouError
from huitou.core.images import LARGEST_BYTES
from huitou.core.money import parse_amount
from huitou.desk.forms.acting import ActionForm
from huitou.services.diagnoses import Diagnosis
from huitou.services.verbs.noting import LONGEST

PARTS = 3
FOUND = [choice for choice in Diagnosis.choices if choice[0] != Diagnosis.NO_FAULT]


def words(label: Any, *, required: bool = False, help_text: Any = "") -> forms.CharField:
    """Words that the buyer reads."""
    box = forms.Textarea({"rows": 3})
    return forms.CharField(label=label, max_length=LONGEST, required=required, help_text=help_text, widget=box)


class WorkForm(ActionForm):
    """A step of the workshop with words, and perhaps a picture, which becomes a proof of the case."""

    field_of = {"repair_words_missing": "note", "repair_words_too_long": "note"}

    note = words(_("What was found or done; the buyer reads it"))
    photo = forms.FileField(
        label=_("A photo"),
        help_text=_("The buyer sees it. JPEG, PNG or WebP, at most 12 MB."),
        required=False,
        widget=forms.FileInput({"accept": "image/*"}),
    )

    def clean_photo(self) -> Any:
        """Its size; what it is, the verb judges."""
        photo = self.cleaned_data["photo"]
        if photo is not None and photo.size > LARGEST_BYTES:
            raise forms.ValidationError(_("This picture is larger than 12 MB."))
        return photo

    def inputs(self) -> dict[str, Any]:
        return {"note": self.cleaned_data["note"]}


class ExplainedForm(WorkForm):
    """A step that must be explained."""

    note = words(_("What was found or done; the buyer reads it"), required=True)


class AcceptRepairForm(WorkForm):
    """Repaired at no cost: what the fault is."""

    field_order = ("diagnosis", "note", "photo")

    # Nothing is chosen beforehand: a diagnosis that nobody made would be told to the buyer.
    diagnosis = forms.ChoiceField(label=_("What is wrong with it"), choices=[("", _("Choose")), *FOUND])

    def inputs(self) -> dict[str, Any]:
        return {**super().inputs(), "diagnosis": self.cleaned_data["diagnosis"]}


class QuoteForm(AcceptRepairForm):
    """A price, part by part. A covered fault can be charged only with a cause, words and a photo."""

    template = "desk/actions/quote.html"
    button = _("Send the quote")
    field_of = {
        **WorkForm.field_of,
        "covered_by_warranty": "diagnosis",
        "quote_out_of_bounds": "labour",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, PARTS + 1):
            named = {"number": number}
            name = forms.CharField(label=_("Part %(number)s") % named, max_length=120, required=False)
            price = forms.CharField(label=_("Price of part %(number)s") % named, max_length=30, required=False)
            self.fields[f"part_{number}"], self.fields[f"price_{number}"] = name, price
        self.fields["labour"] = forms.CharField(label=_("Labour"), max_length=30, required=False)

    @property
    def told(self) -> list[forms.BoundField]:
        """What was found."""
        return [self[name] for name in self.field_order]

    @property
    def parts(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Each part with its price."""
        return [(self[f"part_{number}"], self[f"price_{number}"]) for number in range(1, PARTS + 1)]

    def clean(self) -> dict[str, Any]:
        """The lines of the quote; every part needs its price, and every price its part."""
        data: dict[str, Any] = super().clean() or {}
        lines = []
        for number in range(1, PARTS + 1):
            name, price = str(data.get(f"part_{number}", "")).strip(), self._minor(f"price_{number}")
            if name and price:
                lines.append({"kind": "part", "name": name, "amount_minor": price})
            elif name or price:
                missing = f"price_{number}" if name else f"part_{number}"
                self.add_error(missing, _("A part needs a name and a price."))
        labour = self._minor("labour")
        if labour:
            lines.append({"kind": "labour", "name": str(_("Work")), "amount_minor": labour})
        data["lines"] = lines
        return data

    def _minor(self, field: str) -> int:
        """Minor units, 0 where nothing was typed."""
        text = str(self.cleaned_data.get(field, "")).strip()
        if not text:
            return 0
        try:
            return parse_amount(text, self.context.currency).minor
        except HuitouError as error:
            self.add_error(field, error.text)
            return 0

    def inputs(self) -> dict[str, Any]:
        return {**super().inputs(), "lines": self.cleaned_data["lines"]}


class SendBackForm(ActionForm):
    """The parcel that brings the goods back."""

    field_of = {"tracking_number_missing": "tracking_number", "tracking_number_malformed": "tracking_number"}

    tracking_number = forms.CharField(label=_("Tracking number"), max_length=80)
    carrier = forms.CharField(label=_("Carrier"), max_length=60, required=False)

    def inputs(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("tracking_number", "carrier")}


class PaymentForm(ActionForm):
    """The buyer's payment of a quote has come."""

    received_by = forms.CharField(
        label=_("How it came"), help_text=_("For instance: transfer of 21 November."), max_length=200, required=False
    )

    def inputs(self) -> dict[str, Any]:
        return {"received_by": self.cleaned_data["received_by"]}


class GiveForm(ActionForm):
    """Which company repairs it, or the shop itself."""

    field_of = {"workshop_unknown": "provider"}

    provider = forms.ChoiceField(
        label=_("Who repairs it"),
        help_text=_("Companies are entered under Settings, Ways back. They see only the repairs that you give them."),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["provider"]
        assert isinstance(field, forms.ChoiceField)  # declared above
        field.choices = [("", _("We ourselves")), *((str(one.pk), one.name) for one in self.context.companies)]
        repair = self.context.case.repair if self.context.case is not None else None
        field.initial = str(repair.provider_id) if repair is not None and repair.provider_id is not None else ""

    def inputs(self) -> dict[str, Any]:
        return {"provider": self.cleaned_data["provider"] or None}


OF_REPAIRS: Mapping[str, type[ActionForm]] = {
    "give_to_workshop": GiveForm,
    "accept_repair": AcceptRepairForm,
    "quote": QuoteForm,
    "find_nothing": ExplainedForm,
    "note_work": ExplainedForm,
    "finish": WorkForm,
    "fail": WorkForm,
    "send_back": SendBackForm,
    "confirm_payment": PaymentForm,
}
