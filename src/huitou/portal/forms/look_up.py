"""What a buyer types to get to an order: the order number with a contact, a one-time code, or a link."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class LookUpForm(forms.Form):
    """Order number and e-mail address or phone number, as they stand in the order."""

    number = forms.CharField(
        label=_("Order number"),
        max_length=80,
        help_text=_("It stands in the confirmation of your order."),
        error_messages={"required": _("Enter the order number from your confirmation.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    contact = forms.CharField(
        label=_("E-mail or phone"),
        max_length=254,
        help_text=_("The one that you gave when you ordered."),
        error_messages={"required": _("Enter the e-mail address or phone number of the order.")},
        widget=forms.TextInput(
            attrs={"autocomplete": "email", "inputmode": "email", "autocapitalize": "off", "spellcheck": "false"}
        ),
    )
    next = forms.CharField(required=False, max_length=500, widget=forms.HiddenInput)


class CodeForm(forms.Form):
    """Six digits, as people type or paste them."""

    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        error_messages={"required": _("Enter the six digits from the mail.")},
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "class": "code-input", "maxlength": "12"}
        ),
    )

    def clean_code(self) -> str:
        """Six digits in any script. Whether they are right is not judged here."""
        code: str = self.cleaned_data["code"]
        if sum(sign.isdecimal() for sign in code) != 6:
            raise forms.ValidationError(_("The code has six digits. Compare it with the mail."))
        return code


class LinkForm(forms.Form):
    """The link from a mail, pasted; or its secret, posted by the page itself."""

    secret = forms.CharField(
        label=_("Link from the mail"),
        max_length=2000,
        error_messages={"required": _("Paste the whole link from the mail.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    to = forms.CharField(required=False, max_length=500, widget=forms.HiddenInput)

    def clean_secret(self) -> str:
        """What stands behind the `#` of the link."""
        pasted: str = self.cleaned_data["secret"]
        return pasted.rpartition("#")[2].strip()

    def clean(self) -> dict[str, Any]:
        """A pasted link also says where it leads."""
        cleaned = super().clean() or {}
        pasted = str(self.data.get("secret", ""))
        if not cleaned.get("to") and "?to=" in pasted:
            cleaned["to"] = pasted.partition("?to=")[2].partition("#")[0]
        return cleaned
