"""The form for a contact that came another way."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from huitou.retention.models import Channel
from huitou.retention.verbs.contacts import BY_HAND

WAYS = [(one.value, one.label) for one in map(Channel, BY_HAND)]
ABOUT = [
    ("where", pgettext_lazy("contact", "Where the order is")),
    ("else", pgettext_lazy("contact", "Something else")),
]


class ContactForm(forms.Form):
    """How, about which order, and whether it was about where it is."""

    FIELD_OF = {"not_found": "order", "contact_note_malformed": "asked_at"}

    channel = forms.ChoiceField(
        label=_("How they turned to you"), choices=[(one, Channel(one).label) for one in BY_HAND]
    )
    order = forms.CharField(label=_("Order number"), max_length=80, required=False)
    about = forms.ChoiceField(
        label=_("What it was about"),
        choices=ABOUT,
    )  # fmt: skip
    asked_at = forms.DateTimeField(
        label=_("When"), help_text=_("Empty: now."), required=False,
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )  # fmt: skip

    def given(self) -> dict[str, Any]:
        """As `record_contact` takes it."""
        data = self.cleaned_data
        asked: datetime | None = data["asked_at"]
        return {
            "channel": data["channel"],
            "order": data["order"].strip() or None,
            "where_is_it": data["about"] == "where",
            "asked_at": asked,
        }
