"""The form of a payment provider's account, made from what its adapter asks for; and the forms of a chargeback."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huitou.core.errors import HuitouError
from huitou.core.money import parse_amount
from huitou.desk.forms.credentials import CredentialForm
from huitou.desk.forms.return_settings import split
from huitou.refunds.gateways.notices import WithAccount
from huitou.refunds.models import GatewayAccount
from huitou.refunds.verbs.chargebacks import LONGEST_WORDS
from huitou.refunds.verbs.succeed import LONGEST_REASON, ReasonMissing


class AccountForm(CredentialForm):
    """With the payments that go back through the provider."""

    serves = forms.CharField(
        label=_("Names of payments"), max_length=400, required=False,
        help_text=_("How your orders call payments that go back through this provider, with commas between."),
    )  # fmt: skip
    elsewhere = "serves"

    def __init__(self, data: Any = None, *, adapter: WithAccount, row: GatewayAccount | None) -> None:
        kept = row if row is not None and row.closed_at is None else None
        serves = ", ".join(kept.serves) if kept is not None else ""
        super().__init__(data, code=adapter.code, adapter=adapter, row=row, serves=serves)

    def inputs(self) -> dict[str, Any]:
        """What the verb gets."""
        values = dict(self.cleaned_data)
        return {"serves": split(values.pop("serves")), "values": values}


class EvidenceForm(forms.Form):
    """What speaks for the shop."""

    words = forms.CharField(
        label=_("What speaks for you"), max_length=LONGEST_WORDS, widget=forms.Textarea({"rows": 8}),
        help_text=_("The bank reads exactly this: what was sold, when it was sent and received, what was agreed."),
    )  # fmt: skip


class ReasonForm(forms.Form):
    """How a person knows it, or why they decide so."""

    reason = forms.CharField(
        label=_("Why, or how you know"), max_length=LONGEST_REASON, widget=forms.Textarea({"rows": 3}),
        error_messages={"required": ReasonMissing.message},
    )  # fmt: skip


class LossForm(ReasonForm):
    """The bank may keep a part only."""

    lost_minor = forms.CharField(
        label=_("What the bank keeps"), required=False, max_length=30,
        help_text=_("Leave it empty where the bank keeps all of it."),
        widget=forms.TextInput({"inputmode": "decimal"}),
    )  # fmt: skip

    def clean_lost_minor(self) -> int | None:
        text = self.cleaned_data["lost_minor"].strip()
        try:
            return parse_amount(text, self.initial["currency"]).minor if text else None
        except HuitouError as error:
            raise forms.ValidationError(error.text) from error


CHARGEBACK_FORMS: Mapping[str, type[forms.Form]] = {
    "send_evidence": EvidenceForm,
    "record_evidence": EvidenceForm,
    "concede": ReasonForm,
    "record_win": ReasonForm,
    "record_loss": LossForm,
}
