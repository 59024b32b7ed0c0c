"""The forms of the setting-up, one per step. They read what was typed; the verbs judge it."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from huitou.core.contrast import DEFAULT_ACCENT, ColourMalformed, parse_hex
from huitou.core.images import LARGEST_BYTES, PictureTooLarge
from huitou.desk.setup import choices


class SecretForm(forms.Form):
    """The secret behind the ``#`` of the one-time link."""

    secret = forms.CharField(label=_("Code from the link"), max_length=200)


class OwnerForm(forms.Form):
    """The account that owns the shop."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=120,
        help_text=_("Colleagues and buyers see it."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.CharField(
        label=_("E-mail"),
        max_length=254,
        help_text=_("You log in with it."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=200,
        help_text=_("At least ten characters; a sentence is best."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class ShopForm(forms.Form):
    """The shop itself. Currency and time zone stay: sums and dates hang on them."""

    name = forms.CharField(label=_("Name of the shop"), max_length=120)
    slug = forms.CharField(
        label=_("Short name for addresses"),
        max_length=60,
        help_text=_("Small letters, digits and hyphens: /s/your-shop/"),
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false"}),
    )
    country = forms.ChoiceField(
        label=_("Country"), choices=choices.countries, help_text=_("Its law and its ready policy apply.")
    )
    currency = forms.ChoiceField(label=_("Currency"), choices=choices.currencies)
    timezone = forms.ChoiceField(
        label=_("Time zone"), choices=choices.timezones, help_text=_("Days and deadlines are counted in it.")
    )
    locale = forms.ChoiceField(
        label=_("Language of the shop"),
        choices=choices.languages,
        help_text=_("Buyers can choose another one at any time."),
    )
    contact_email = forms.CharField(
        label=_("Where buyers can write"),
        max_length=254,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    address = forms.CharField(
        label=_("Where returned goods go"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class BrandForm(forms.Form):
    """Colour and logo."""

    accent = forms.CharField(
        label=_("Colour"),
        max_length=7,
        initial=DEFAULT_ACCENT,
        help_text=_("Buttons and the turning line take it. If it is too pale to read, text gets a darker shade."),
        widget=forms.TextInput(attrs={"type": "color"}),
    )
    logo = forms.FileField(
        label=_("Logo"),
        required=False,
        help_text=_("PNG, JPEG, WebP or GIF, at most 12 MB."),
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp,image/gif"}),
    )

    def clean_accent(self) -> str:
        """The colour as typed; its form is checked here, so that the error stands at the field."""
        accent: str = self.cleaned_data["accent"]
        try:
            parse_hex(accent)
        except ColourMalformed as error:
            raise forms.ValidationError(error.text) from error
        return accent

    def clean_logo(self) -> bytes | None:
        """The file's bytes; what they are is for ``edit_brand`` to judge."""
        upload: UploadedFile[Any] | None = self.cleaned_data.get("logo")
        if upload is None:
            return None
        if (upload.size or 0) > LARGEST_BYTES:
            raise forms.ValidationError(PictureTooLarge().text)
        data: bytes = upload.read()
        return data


class OrdersForm(forms.Form):
    """The files with the shop's orders."""

    orders = forms.FileField(
        label=_("File with orders"),
        help_text=_("A CSV file with a header row, or the JSON of an order export, at most 25 MB."),
        widget=forms.FileInput(attrs={"accept": ".csv,.json,.jsonl,.txt,text/csv,application/json"}),
    )


class MailForm(forms.Form):
    """Where the test mail goes."""

    email = forms.CharField(label=_("Send it to"), max_length=254, widget=forms.EmailInput())
