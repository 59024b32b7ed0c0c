"""The shop's terms of insurance, its rules of who pays, and what actions on a claim ask."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huitou.core.errors import HuitouError
from huitou.core.money import exponent, parse_amount
from huitou.insurance.insurers.registry import codes
from huitou.insurance.models import FreightClaim, InsuranceTerms, Payer
from huitou.insurance.risk import CoverRow
from huitou.insurance.values import insurer_name
from huitou.insurance.verbs.set_terms import CoverTableInvalid
from huitou.settlements.kinds import PARTY_NAMES
from huitou.settlements.models import CostTerms
from huitou.settlements.sharing import PARTIES, RULES, USUAL

DECIMAL = forms.TextInput({"inputmode": "decimal", "autocomplete": "off"})
RULE_NAMES = {
    "buyer": _("By the policy the buyer pays the way back"),
    "merchant": _("By the policy the shop pays the way back"),
    "lost": _("The carrier lost the parcel"),
}


class TableField(forms.CharField):
    """Rows of destination, grams and sum, one a line; the sums in the shop's currency."""

    currency = "CNY"

    def __init__(self, **more: Any) -> None:
        super().__init__(widget=forms.Textarea({"rows": 5, "spellcheck": "false"}), max_length=20_000, **more)

    def clean(self, value: Any) -> list[CoverRow]:
        """The rows. Raises ValidationError for what is none."""
        return [self._row(line) for line in super().clean(value).splitlines() if line.strip()]

    def _row(self, line: str) -> CoverRow:
        parts = line.split()
        try:
            to, grams, amount = parts
            return CoverRow(to.replace("：", ":"), int(grams), parse_amount(amount, self.currency).minor)
        except (ValueError, HuitouError) as error:
            raise forms.ValidationError(CoverTableInvalid().text) from error


def typed(rows: Iterable[CoverRow], currency: str) -> str:
    """The rows as they are typed."""
    return "\n".join(f"{row.to} {row.up_to_grams} {_amount(row.cover_minor, currency)}" for row in rows)


class TermsForm(forms.Form):
    """How the shop insures return shipping."""

    insure_all = forms.BooleanField(
        label=_("Insure every parcel when it leaves"), required=False,
        help_text=_("Otherwise a parcel is insured when the API or an import says so."),
    )  # fmt: skip
    payer = forms.ChoiceField(label=_("Who pays the premium"), choices=Payer.choices)
    insurer = forms.ChoiceField(label=_("Who bears the risk"))
    backer = forms.ChoiceField(label=_("Who makes good what your own pool lacks"))
    table = TableField(
        label=_("Cover by destination and weight"), required=False,
        help_text=_("One row each: destination, up to so many grams, cover. As “CN 1000 12”, "
            "“CN:新疆 1000 25”, “* 1000 40”."),
    )  # fmt: skip
    piece_grams = forms.IntegerField(label=_("Grams of a piece, where nobody says"), min_value=1, max_value=1_000_000)
    days = forms.IntegerField(label=_("Days after shipping in which goods are handed over"), min_value=1, max_value=400)

    def __init__(self, *args: Any, currency: str, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["table"].currency = currency  # type: ignore[attr-defined]
        self.fields["insurer"].choices = [(code, insurer_name(code)) for code in codes()]  # type: ignore[attr-defined]
        self.fields["backer"].choices = Payer.choices[:2]  # type: ignore[attr-defined]

    @staticmethod
    def initial_of(terms: InsuranceTerms, currency: str) -> dict[str, Any]:
        """The terms as they are typed."""
        kept = ("insure_all", "payer", "insurer", "backer", "piece_grams", "days")
        return {**{name: getattr(terms, name) for name in kept}, "table": typed(terms.rows, currency)}


class CostForm(forms.Form):
    """Who bears return shipping by which rule, and what a parcel back costs."""

    table = TableField(
        label=_("What a parcel back costs, by origin and weight"), required=False,
        help_text=_("As above: where it comes from, up to so many grams, the freight. Empty: nothing is booked."),
    )  # fmt: skip
    piece_grams = forms.IntegerField(label=_("Grams of a piece"), min_value=1, max_value=1_000_000)

    def __init__(self, *args: Any, currency: str, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["table"].currency = currency  # type: ignore[attr-defined]
        for rule in RULES:
            for party in PARTIES:
                self.fields[f"{rule}_{party}"] = forms.IntegerField(
                    label=_(PARTY_NAMES[party]), min_value=0, max_value=100, required=False
                )

    @property
    def rules(self) -> list[tuple[Any, list[Any]]]:
        """Each rule's name with its fields, in per cent."""
        return [(RULE_NAMES[rule], [self[f"{rule}_{party}"] for party in PARTIES]) for rule in RULES]

    @property
    def plain(self) -> list[Any]:
        """The other fields."""
        return [self["table"], self["piece_grams"]]

    @staticmethod
    def initial_of(terms: CostTerms, currency: str) -> dict[str, Any]:
        """The rules as they are typed."""
        shares = {**USUAL, **terms.shares}
        parts = {f"{rule}_{party}": part // 100 for rule, own in shares.items() for party, part in own.items()}
        return {"table": typed(terms.rows, currency), "piece_grams": terms.piece_grams, **parts}

    def shares(self) -> Mapping[str, Mapping[str, int]]:
        """Rule → party → basis points, without those that bear nothing."""
        data = self.cleaned_data
        return {
            rule: {party: data[f"{rule}_{party}"] * 100 for party in PARTIES if data.get(f"{rule}_{party}")}
            for rule in RULES
        }


class ClaimForm(forms.Form):
    """An action on a claim without inputs."""

    def __init__(self, *args: Any, claim: FreightClaim, **more: Any) -> None:
        super().__init__(*args, **more)
        self.claim = claim

    def inputs(self) -> dict[str, Any]:
        """What the verb gets."""
        return {}


class PayForm(ClaimForm):
    """What was paid, and how the shop knows."""

    amount = forms.CharField(label=_("What was paid"), max_length=30, widget=DECIMAL)
    note = forms.CharField(label=_("How you know"), max_length=500, widget=forms.Textarea({"rows": 2}))

    def clean_amount(self) -> int:
        """Minor units of the claim's currency."""
        try:
            return parse_amount(self.cleaned_data["amount"], self.claim.currency).minor
        except HuitouError as error:
            raise forms.ValidationError(error.text) from error

    def inputs(self) -> dict[str, Any]:
        return {"amount_minor": self.cleaned_data["amount"], "note": self.cleaned_data["note"]}


class RefuseForm(ClaimForm):
    """Why nothing is paid."""

    note = forms.CharField(label=_("Why nothing is paid"), max_length=500, widget=forms.Textarea({"rows": 2}))

    def inputs(self) -> dict[str, Any]:
        return {"note": self.cleaned_data["note"]}


class CreditForm(forms.Form):
    """How the buyer's credit went."""

    how = forms.ChoiceField(
        label=_("What became of the credit"),
        choices=[("transfer", _("Paid out by transfer")), ("purchase", _("Taken off an order"))],
    )
    note = forms.CharField(label=_("Number of the transfer or the order"), max_length=500)


FORMS: Mapping[str, type[ClaimForm]] = {"pay": PayForm, "refuse": RefuseForm}


def form_for(action: str) -> type[ClaimForm]:
    """The form of an action on a claim."""
    return FORMS.get(action, ClaimForm)


def _amount(minor: int, currency: str) -> str:
    return f"{Decimal(minor).scaleb(-exponent(currency)):f}"
