"""The form of an account at somebody who tells of parcels, and of what one of their codes means."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huitou.desk.forms.credentials import CredentialForm
from huitou.parcels.carriers.protocol import Source
from huitou.parcels.models import CarrierAccount
from huitou.parcels.vocabulary.sentences import SENTENCES


class CarrierForm(CredentialForm):
    """What the source gave the owner."""

    def __init__(self, data: Any = None, *, adapter: Source, row: CarrierAccount | None) -> None:
        super().__init__(data, code=adapter.code, adapter=adapter, row=row)


class MeaningForm(forms.Form):
    """A code and what it means. The code is as the source writes it."""

    code = forms.CharField(widget=forms.HiddenInput, max_length=80)
    status = forms.ChoiceField(label=_("What it means"), choices=lambda: [("", "…"), *SENTENCES.items()])
