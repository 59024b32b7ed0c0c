"""An offer of the shop, and its answer to one of the buyer. Forms of `desk.forms.actions`."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huitou.cases.models import Case, Offer, Remedy
from huitou.cases.offers import words_of
from huitou.cases.variant_choices import PREFIX
from huitou.core.errors import HuitouError
from huitou.core.money import exponent, format_money, parse_amount
from huitou.desk.forms.acting import ActionForm
from huitou.desk.forms.words import NoteForm

QUICK_PARTS = (10, 20, 30, 50)


class OfferForm(NoteForm):
    """Another sum, with or without the goods."""

    template = "desk/actions/offer.html"
    button = _("Send the offer")
    field_of = {"offer_out_of_bounds": "amount"}
    field_order = ("keeps_goods", "amount", "hours", "note")

    amount = forms.CharField(label=_("How much"), max_length=30, required=False)
    keeps_goods = forms.ChoiceField(
        label=_("The goods"),
        choices=[
            ("yes", _("The buyer keeps them; the money goes at once")),
            ("no", _("They come back first")),
            (
                Remedy.EXCHANGE.value,
                _("Instead of money: they come back, and the same item or another variant goes out"),
            ),
            (Remedy.RESHIP.value, _("Instead of money: the same item goes out again, nothing comes back")),
            (Remedy.REPAIR.value, _("Instead of money: they come back and are repaired at no cost")),
        ],
        initial="yes",
        widget=forms.RadioSelect,
    )
    hours = forms.TypedChoiceField(
        label=_("How long the offer stands"),
        choices=[(24, _("One day")), (72, _("Three days")), (168, _("One week"))],
        coerce=int,
        initial=72,
        required=False,
        empty_value=None,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.context.case is not None and self.context.case.stands == "contested":
            del self.fields["keeps_goods"]  # the goods are at the shop: only a sum is left to agree on
            return
        for one in self.context.variants:
            self.fields[one.name] = forms.ChoiceField(label=one.label, choices=one.options, required=False)

    @property
    def remedy(self) -> str:
        """What is offered instead of money, if anything."""
        chosen = self.data.get("keeps_goods", "")
        return chosen if chosen in Remedy.values else ""

    @property
    def variants(self) -> list[forms.BoundField]:
        """Which variant an exchange brings, line by line."""
        return [self[name] for name in self.fields if name.startswith(PREFIX)]

    @property
    def quick(self) -> list[tuple[str, str]]:
        """A tenth to a half of what is asked for, as label and amount to be typed."""
        asked = self.context.case.sum
        found = [(f"{part} %", asked.minor * part // 100) for part in QUICK_PARTS]
        return [(label, str(Decimal(minor).scaleb(-exponent(asked.currency)))) for label, minor in found if minor > 0]

    def clean_amount(self) -> int:
        """Minor units of the case's currency; none where goods are offered."""
        if self.remedy:
            return 0
        if not self.cleaned_data["amount"]:
            raise forms.ValidationError(_("Say how much you offer."))
        try:
            return parse_amount(self.cleaned_data["amount"], self.currency).minor
        except HuitouError as error:
            raise forms.ValidationError(error.text) from error

    @property
    def currency(self) -> str:
        case: Case = self.context.case
        return str(case.sheet.currency)

    @property
    def most(self) -> str:
        """The sum that the buyer asks for, in words; empty where it is no money."""
        asked = self.context.case.sum
        return format_money(asked) if asked else ""

    def inputs(self) -> dict[str, Any]:
        data = self.cleaned_data
        given = {**super().inputs(), "amount_minor": data["amount"], "hours": data["hours"]}
        if self.remedy:
            chosen = {name.removeprefix(PREFIX): data[name] for name in data if name.startswith(PREFIX) and data[name]}
            variants = {"variants": chosen} if chosen and self.remedy == Remedy.EXCHANGE else {}
            return {**given, "remedy": self.remedy, **variants}
        return {**given, "keeps_goods": data.get("keeps_goods") == "yes"}


class AcceptOfferForm(ActionForm):
    """The buyer's offer, as it was seen; another one is not accepted."""

    template = "desk/actions/answer_offer.html"
    seen_offer = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.offer is not None:
            self.fields["seen_offer"].initial = self.offer.pk

    @property
    def offer(self) -> Offer | None:
        """The open offer."""
        found: Offer | None = self.context.offer
        return found

    @property
    def words(self) -> str:
        """What it is."""
        return words_of(self.offer, self.offer.sheet.currency) if self.offer is not None else ""

    def inputs(self) -> dict[str, Any]:
        return {"seen_offer": self.cleaned_data["seen_offer"]}


class DeclineOfferForm(AcceptOfferForm, NoteForm):
    """No to the buyer's offer, with words."""

    field_order = ("note", "seen_offer")

    def inputs(self) -> dict[str, Any]:
        return {"note": self.cleaned_data["note"], "seen_offer": self.cleaned_data["seen_offer"]}
