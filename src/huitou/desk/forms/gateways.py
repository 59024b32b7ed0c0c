"""The form of a payment provider's account, made from what its adapter asks for; and the forms of a chargeback."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huitou.core.errors import HuitouError
from huitou.desk.forms.return_settings import split
from huitou.refunds.credentials import CredentialInvalid
from huitou.refunds.gateways.notices import WithAccount
from huitou.refunds.models import GatewayAccount
from huitou.refunds.verbs.chargebacks import LONGEST_WORDS
from huitou.refunds.verbs.succeed import LONGEST_REASON, ReasonMissing


class SealedArea(forms.Textarea):
    """A secret of many lines: taken in, never given back to the page, not even with an error beside it."""

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """Without the value."""
        return super().get_context(name, None, attrs)


class AccountForm(forms.Form):
    """What the provider gave the owner. A secret that is kept is not shown: left empty, it stays."""

    serves = forms.CharField(
        label=_("Names of payments"), max_length=400, required=False,
        help_text=_("How your orders call payments that go back through this provider, with commas between."),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, adapter: WithAccount, row: GatewayAccount | None) -> None:
        kept = row if row is not None and row.closed_at is None else None
        shown = kept.shown if kept is not None else {}
        initial = {**shown, "serves": ", ".join(kept.serves) if kept is not None else ""}
        super().__init__(data, initial=initial, auto_id=f"{adapter.code}_%s")
        hints: Mapping[str, str] = kept.hints if kept is not None else {}
        for one in adapter.fields:
            attributes = {"autocomplete": "off", "spellcheck": "false"}
            widget: forms.Widget = forms.TextInput(attributes)
            if one.long and one.secret:
                widget = SealedArea({**attributes, "rows": 4})
            elif one.long:
                widget = forms.Textarea({**attributes, "rows": 4})
            elif one.secret:
                widget = forms.PasswordInput({**attributes, "autocomplete": "new-password"})
            hint = hints.get(one.name, "")
            help_text = _("Kept (%(hint)s). Leave it empty to keep it.") % {"hint": hint} if hint else one.help
            self.fields[one.name] = forms.CharField(
                label=one.label, help_text=help_text, max_length=8000, widget=widget, required=one.required and not hint
            )
        self.order_fields([*(one.name for one in adapter.fields), "serves"])

    def inputs(self) -> dict[str, Any]:
        """What the verb gets."""
        values = dict(self.cleaned_data)
        return {"serves": split(values.pop("serves")), "values": values}

    def refuse(self, error: HuitouError) -> None:
        """Put an error of the verb where it belongs."""
        field = error.name if isinstance(error, CredentialInvalid) else "serves"
        self.add_error(field if field in self.fields else None, error.text)


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


CHARGEBACK_FORMS: Mapping[str, type[forms.Form]] = {
    "send_evidence": EvidenceForm,
    "record_evidence": EvidenceForm,
    "concede": ReasonForm,
    "record_win": ReasonForm,
    "record_loss": ReasonForm,
}
