"""What the withdrawal function asks for, and no more: name, contract, and where the receipt goes."""

from django import forms
from django.utils.translation import gettext_lazy as _


class WithdrawForm(forms.Form):
    """Directive 2011/83/EU, Article 11a(2): nothing else may be asked."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=120,
        error_messages={"required": _("Enter your name, so that the statement is yours.")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    number = forms.CharField(
        label=_("Order number"),
        max_length=80,
        help_text=_("It stands in the confirmation of your order."),
        error_messages={"required": _("Enter the order number from your confirmation.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        help_text=_("The one that you gave when you ordered. The receipt goes there."),
        error_messages={
            "required": _("Enter the e-mail address of the order."),
            "invalid": _("Enter an e-mail address, such as name@example.com."),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email", "autocapitalize": "off", "spellcheck": "false"}),
    )
