"""One exclusion of section 3: goods that cannot go back for a reason on the buyer's side."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huitou.desk.forms.policy.fields import CodesField, LinesField
from huitou.desk.forms.policy.part import PartForm, articles, becauses, fresh_id, reasons, stages
from huitou.policies.rules.vocabulary import BUYER_REASONS

USUAL_STAGES = ["in_transit", "delivered"]


class ExclusionForm(PartForm):
    """Which goods, why, and on what condition."""

    def build(self) -> None:
        held = self.document.get("exclusions", [])
        item = held[self.place - 1] if self.place else {"goods": {}}
        goods = item["goods"]
        self.fields["id"] = forms.CharField(
            max_length=120, widget=forms.HiddenInput(), initial=item.get("id") or fresh_id(held, "excluded")
        )
        self.fields["because"] = forms.ChoiceField(
            label=_("Cannot go back"), choices=list(becauses().items()), initial=item.get("because", "shop_choice")
        )
        self.fields["traits"] = CodesField(
            label=_("Goods that you marked as"), labels=becauses(), initial=sorted(goods.get("traits", []))
        )
        self.fields["categories"] = LinesField(
            label=_("Goods of these categories"),
            help_text=_("One on each line, in the words of your orders."),
            initial=goods.get("categories", []),
        )
        self.fields["skus"] = LinesField(
            label=_("These articles"), help_text=_("One article number on each line."), initial=goods.get("skus", [])
        )
        own = {code: words for code, words in reasons().items() if code in BUYER_REASONS}
        self.fields["reasons"] = CodesField(
            label=_("When the buyer says"), labels=own, required=True, initial=item.get("reasons") or list(own)
        )
        self.fields["stages"] = CodesField(
            label=_("While the goods are"), labels=stages(), required=True, initial=item.get("stages") or USUAL_STAGES
        )
        self.fields["if_opened"] = forms.BooleanField(
            label=_("Only if the buyer opened them"), required=False, initial=item.get("if_opened", False)
        )
        self.fields["needs_confirmation"] = forms.BooleanField(
            label=_("Only if the buyer confirmed it for this purchase"),
            required=False,
            initial=item.get("needs_confirmation", False),
        )
        basis = item.get("basis", [])
        self.fields["basis"] = CodesField(
            label=_("Articles of law that the reader is shown"),
            labels=articles(str(self.document["country"]), basis),
            initial=basis,
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not (data.get("traits") or data.get("categories") or data.get("skus") or self.errors):
            self.add_error("categories", _("Name some goods; an exclusion of everything cannot be."))
        return data

    def write(self, document: dict[str, Any]) -> None:
        data = self.cleaned_data
        goods: dict[str, Any] = {}
        for name in ("categories", "skus"):
            self.put(goods, name, data[name])
        self.put(goods, "traits", sorted(data["traits"]))
        item: dict[str, Any] = {"id": data["id"], "because": data["because"], "goods": goods}
        if set(data["reasons"]) != BUYER_REASONS:
            item["reasons"] = data["reasons"]
        if set(data["stages"]) != set(USUAL_STAGES):
            item["stages"] = data["stages"]
        for name in ("if_opened", "needs_confirmation", "basis"):
            self.put(item, name, data[name])
        self.put_item(document, "exclusions", item)
