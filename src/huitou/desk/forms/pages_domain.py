"""The form for a domain of the shop's own."""

from django import forms
from django.utils.translation import gettext_lazy as _


class DomainForm(forms.Form):
    """A host for the buyers' pages; what it may be is checked by the verb."""

    host = forms.CharField(
        label=_("Your domain for buyers' pages"),
        max_length=300,
        help_text=_("Such as track.shop.com: a name that leads nowhere yet, in front of a domain that is yours."),
        widget=forms.TextInput({"inputmode": "url", "autocapitalize": "none", "spellcheck": "false"}),
    )
