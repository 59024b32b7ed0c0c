"""The forms of the settings: the shop's facts, its brand, its people, its tokens, its files, its customers."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from huitou.accounts.roles import StaffRole, TokenRole
from huitou.accounts.topics import Topic
from huitou.core.contrast import ColourMalformed, parse_hex
from huitou.core.images import LARGEST_BYTES as MAX_BYTES
from huitou.core.images import PictureTooLarge

ROLES = {
    StaffRole.OWNER: _("Owner: everything, people and tokens included"),
    StaffRole.MANAGER: _("Manager: cases, policy, settings, refunds by hand"),
    StaffRole.AGENT: _("Agent: cases, goods and their refunds"),
    StaffRole.READONLY: _("Read-only: sees all, changes nothing"),
    StaffRole.WORKSHOP: _("Workshop: a company's repairs, nothing else"),
}
ROLE_NAMES = {
    StaffRole.OWNER: _("Owner"),
    StaffRole.MANAGER: _("Manager"),
    StaffRole.AGENT: _("Agent"),
    StaffRole.READONLY: _("Read-only"),
    StaffRole.WORKSHOP: _("Workshop"),
}
SHOP_ROLES = [role for role in StaffRole if role != StaffRole.WORKSHOP]
"""Among which somebody who works in the shop can be changed; a company's people are asked in as such."""

OWN_NAMES = {"zh-hans": "简体中文", "zh-hant": "繁體中文", "en": "English"}
TOKEN_ROLES = (
    (TokenRole.AGENT, _("Agent: cases, goods and their refunds")),
    (TokenRole.MANAGER, _("Manager: orders in, policy, settings too")),
    (TokenRole.OWNER, _("Owner: everything")),
)


def languages() -> list[tuple[str, str]]:
    """(code, the language's own name)."""
    return [(code, OWN_NAMES.get(code, code)) for code, _name in settings.LANGUAGES]


class ShopForm(forms.Form):
    """What buyers read of the shop. Currency and time zone stay: sums and dates hang on them."""

    name = forms.CharField(label=_("Name of the shop"), max_length=120)
    legal_name = forms.CharField(label=_("Legal name"), max_length=200, required=False)
    locale = forms.ChoiceField(label=_("Language of the shop"), choices=languages)
    contact_email = forms.CharField(
        label=_("Where buyers can write"), max_length=254, required=False, widget=forms.EmailInput()
    )
    support_hours = forms.CharField(label=_("When somebody answers"), max_length=120, required=False)
    address = forms.CharField(
        label=_("Where returned goods go"), max_length=1000, required=False, widget=forms.Textarea({"rows": 3})
    )

    domain = forms.CharField(
        label=_("The shop's own website"),
        help_text=_("Its host, such as shop.example.com. Only its pages may show your policy inside them."),
        max_length=253,
        required=False,
    )

    FIELD_OF = {
        "email_malformed": "contact_email",
        "shop_name_missing": "name",
        "locale_unknown": "locale",
        "domain_malformed": "domain",
    }


class BrandForm(forms.Form):
    """Colour and logo."""

    accent = forms.CharField(
        label=_("Colour"), max_length=7, widget=forms.TextInput({"type": "color", "data-brand-colour": ""})
    )
    logo = forms.FileField(
        label=_("Logo"),
        required=False,
        help_text=_("PNG, JPEG, WebP or GIF, at most 5 MB."),
        widget=forms.FileInput({"accept": "image/png,image/jpeg,image/webp,image/gif"}),
    )
    remove_logo = forms.BooleanField(label=_("Remove the logo"), required=False)

    def clean_accent(self) -> str:
        """The colour as chosen."""
        accent: str = self.cleaned_data["accent"]
        try:
            parse_hex(accent)
        except ColourMalformed as error:
            raise forms.ValidationError(error.text) from error
        return accent

    def clean_logo(self) -> bytes | None:
        """The file's bytes; what they are, the verb judges."""
        upload: Any = self.cleaned_data.get("logo")
        if upload is None:
            return None
        if (upload.size or 0) > MAX_BYTES:
            raise forms.ValidationError(PictureTooLarge().text)
        data: bytes = upload.read()
        return data


class InviteForm(forms.Form):
    """Whom to ask in, and as what. `roles`: those that the reader may give. `companies`: (id, name) of workshops."""

    FIELD_OF = {"workshop_missing": "company"}

    email = forms.CharField(label=_("E-mail"), max_length=254, widget=forms.EmailInput({"autocomplete": "off"}))
    role = forms.ChoiceField(label=_("Role"), initial=StaffRole.AGENT)

    company = forms.ChoiceField(
        label=_("Company of the workshop"),
        help_text=_("Only for somebody from a workshop. Companies are entered under Settings, Ways back."),
        required=False,
    )

    def __init__(
        self, *args: Any, roles: list[StaffRole], companies: Sequence[tuple[str, str]] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        given = [role for role in roles if companies or role != StaffRole.WORKSHOP]
        self.fields["role"].choices = [(role.value, ROLES[role]) for role in given]  # type: ignore[attr-defined]
        if StaffRole.WORKSHOP not in given:
            del self.fields["company"]
        else:
            self.fields["company"].choices = [("", _("None")), *companies]  # type: ignore[attr-defined]


class RoleForm(forms.Form):
    """Another role."""

    role = forms.ChoiceField(label=_("Role"), choices=[(role.value, ROLE_NAMES[role]) for role in SHOP_ROLES])


class MailsForm(forms.Form):
    """What one person is mailed about in one shop."""

    wanted = forms.MultipleChoiceField(
        label=_("Mail me about"),
        help_text=_("Invitations, rulings and the shop's own trouble always come."),
        choices=[
            (Topic.CASES.value, _("Cases: asked for, answered by the buyer, to decide")),
            (Topic.MESSAGES.value, _("Messages that buyers write and nobody here has read for three minutes")),
        ],
        required=False,
        widget=forms.CheckboxSelectMultiple(),
    )

    @staticmethod
    def wanted_of(muted: list[str]) -> list[str]:
        """The boxes that are ticked."""
        return [topic.value for topic in Topic if topic.value not in muted]


class TokenForm(forms.Form):
    """A key for programs."""

    label = forms.CharField(label=_("What it is for"), max_length=120, help_text=_("For instance: ERP, warehouse."))
    role = forms.ChoiceField(label=_("What it may do"), choices=[(role.value, label) for role, label in TOKEN_ROLES])


class ImportForm(forms.Form):
    """A file with orders."""

    orders = forms.FileField(
        label=_("File with orders"),
        help_text=_("A CSV file with a header row, or the JSON of an order export, at most 25 MB."),
        widget=forms.FileInput({"accept": ".csv,.tsv,.json,.jsonl,.txt,text/csv,application/json"}),
    )


class FindCustomerForm(forms.Form):
    """Whose data is to be erased."""

    number = forms.CharField(label=_("Number of one of their orders"), max_length=120)


class EraseForm(forms.Form):
    """The confirmation: the number is typed once more."""

    customer = forms.UUIDField(widget=forms.HiddenInput())
    number = forms.CharField(widget=forms.HiddenInput(), max_length=120)
    confirmed = forms.CharField(label=_("Type the order number again to confirm"), max_length=120)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("confirmed", "").strip() != data.get("number", "").strip():
            self.add_error("confirmed", _("This is another number. Nothing was erased."))
        return data
