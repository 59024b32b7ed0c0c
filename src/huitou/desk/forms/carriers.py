"""The form of an account at somebody who tells of parcels, and of what one of their codes means."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huitou.core.errors import HuitouError
from huitou.parcels.carriers.protocol import Source
from huitou.parcels.credentials import CredentialInvalid
from huitou.parcels.models import CarrierAccount
from huitou.parcels.vocabulary.sentences import SENTENCES


class CarrierForm(forms.Form):
    """What the source gave the owner. A secret that is kept is not shown: left empty, it stays."""

    def __init__(self, data: Any = None, *, adapter: Source, row: CarrierAccount | None) -> None:
        kept = row if row is not None and row.closed_at is None else None
        super().__init__(data, initial=kept.shown if kept else {}, auto_id=f"{adapter.code}_%s")
        hints: Mapping[str, str] = kept.hints if kept else {}
        for one in adapter.fields:
            attributes = {"autocomplete": "new-password" if one.secret else "off", "spellcheck": "false"}
            widget = forms.PasswordInput(attributes) if one.secret else forms.TextInput(attributes)
            hint = hints.get(one.name, "")
            help_text = _("Kept (%(hint)s). Leave it empty to keep it.") % {"hint": hint} if hint else one.help
            self.fields[one.name] = forms.CharField(
                label=one.label, help_text=help_text, max_length=400, widget=widget, required=one.required and not hint
            )

    def refuse(self, error: HuitouError) -> None:
        """Put an error of the verb where it belongs."""
        field = error.name if isinstance(error, CredentialInvalid) else None
        self.add_error(field if field in self.fields else None, error.text)


class MeaningForm(forms.Form):
    """A code and what it means. The code is as the source writes it."""

    code = forms.CharField(widget=forms.HiddenInput, max_length=80)
    status = forms.ChoiceField(label=_("What it means"), choices=lambda: [("", "…"), *SENTENCES.items()])
