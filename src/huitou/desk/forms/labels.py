"""The form in which a person of the shop gives a label."""

import base64
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huitou.desk.forms.acting import ActionForm
from huitou.logistics.verbs.labels import LARGEST_BYTES, LONGEST_CODE, LONGEST_WORDS


class OrderLabelForm(ActionForm):
    """Whatever the label costs, or not above the shop's limit."""

    above_limit = forms.BooleanField(
        label=_("Also above the limit that is set"), required=False,
        help_text=_("The price of the last quote stands beside the goods."),
    )  # fmt: skip

    def inputs(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class GiveLabelForm(ActionForm):
    """A label's file, or a code, or both."""

    field_of = {
        "label_empty": "file", "label_file_invalid": "file", "tracking_number_malformed": "tracking_number",
    }  # fmt: skip

    file = forms.FileField(
        label=_("The label's file"),
        help_text=_("PDF, PNG or JPEG, at most 600 KB."),
        required=False,
        widget=forms.FileInput({"accept": "application/pdf,image/png,image/jpeg"}),
    )
    code = forms.CharField(
        label=_("The code that the carrier scans"),
        help_text=_("The buyer is shown it as a QR picture."),
        max_length=LONGEST_CODE,
        required=False,
    )
    carrier = forms.CharField(label=_("Carrier"), max_length=60, required=False)
    tracking_number = forms.CharField(label=_("Tracking number"), max_length=80, required=False)
    instructions = forms.CharField(
        label=_("What the buyer should do"), max_length=LONGEST_WORDS, required=False,
        widget=forms.Textarea({"rows": 2}),
    )  # fmt: skip
    lasts_days = forms.IntegerField(label=_("Valid for how many days"), min_value=1, max_value=90, initial=14)

    def clean_file(self) -> str:
        """In the form in which the verb takes it; what it is, the verb judges."""
        file = self.cleaned_data["file"]
        if file is None:
            return ""
        if file.size > LARGEST_BYTES:
            raise forms.ValidationError(_("This file is larger than 600 KB."))
        return base64.b64encode(file.read()).decode()

    def inputs(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        return {**data, "file_base64": data.pop("file")}
