"""A case that the shop opens for a buyer, who called or wrote: pieces, reason, kind, variants and sums.

One reason and kind for all, or each item its own.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huitou.cases.models import Kind
from huitou.cases.wishing import WishedLine
from huitou.core.errors import HuitouError
from huitou.core.money import Money, format_money, parse_amount
from huitou.orders.models import Line, Variant
from huitou.policies.rules.vocabulary import KINDS, REASONS
from huitou.policies.texts import reason_label


def reasons() -> list[tuple[str, str]]:
    """Every reason in the reader's words."""
    return [(code, reason_label(code)) for code in REASONS]


KIND_CHOICES = [(value, label) for value, label in Kind.choices if value in KINDS]


class OpenForm(forms.Form):
    """One reason and kind for all chosen pieces, where an item has no own one; the policy is asked before anything is
    done.
    """

    kind = forms.ChoiceField(label=_("What the buyer wants"), choices=KIND_CHOICES, widget=forms.RadioSelect)
    reason = forms.ChoiceField(label=_("Their reason"), choices=reasons)
    note = forms.CharField(
        label=_("What the buyer said"), max_length=4_000, required=False, widget=forms.Textarea({"rows": 3})
    )

    def __init__(
        self, *args: Any, lines: Sequence[Line], catalogue: Mapping[str, Sequence[Variant]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.lines = [line for line in lines if line.available > 0]
        for line in self.lines:
            self.fields[f"pieces_{line.pk}"] = forms.IntegerField(
                label=line.title, min_value=0, max_value=line.available, initial=0, required=False,
                widget=forms.NumberInput({"inputmode": "numeric"}),
            )  # fmt: skip
            self.fields[f"kind_{line.pk}"] = forms.ChoiceField(
                label=_("What the buyer wants for this item"), choices=[("", _("As for all")), *KIND_CHOICES],
                required=False,
            )  # fmt: skip
            self.fields[f"reason_{line.pk}"] = forms.ChoiceField(
                label=_("Their reason for this item"), choices=[("", _("As for all")), *reasons()], required=False
            )
            if others := [one for one in catalogue.get(line.sku, ()) if one.sku != line.sku]:
                choices = [("", _("The same again")), *((str(one.pk), _named(one)) for one in others)]
                self.fields[f"variant_{line.pk}"] = forms.ChoiceField(
                    label=_("For an exchange: which one"), choices=choices, required=False
                )
            self.fields[f"amount_{line.pk}"] = forms.CharField(
                label=_("For a part of the price: how much"), max_length=30, required=False
            )
        self.fields["kind"].initial = Kind.RETURN_AND_REFUND

    @property
    def pieces(self) -> list[tuple[Line, forms.BoundField, list[forms.BoundField]]]:
        """Each line with the field of its pieces, and what some kinds ask besides."""
        more = ("kind", "reason", "variant", "amount")
        return [
            (
                line,
                self[f"pieces_{line.pk}"],
                [self[f"{name}_{line.pk}"] for name in more if f"{name}_{line.pk}" in self.fields],
            )
            for line in self.lines
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for line in self.lines:
            name = f"amount_{line.pk}"
            if typed := data.get(name, "").strip():
                try:
                    data[name] = parse_amount(typed, line.order.currency).minor
                except HuitouError as error:
                    self.add_error(name, error.text)
        if not self.errors and not self.wished():
            raise forms.ValidationError(_("Choose at least one piece."))
        return data

    def wished(self) -> list[WishedLine]:
        """The chosen pieces, each with what the kind asks of it."""
        data = self.cleaned_data
        found = []
        for line in self.lines:
            if not (count := data.get(f"pieces_{line.pk}") or 0):
                continue
            own = data.get(f"kind_{line.pk}") or data["kind"]
            kind, reason = KINDS[own], data.get(f"reason_{line.pk}") or data["reason"]
            more: dict[str, Any] = {"kind": Kind(own)}
            if kind.code == "exchange" and data.get(f"variant_{line.pk}"):
                more["variant"] = data[f"variant_{line.pk}"]
            if kind.names_sum and data.get(f"amount_{line.pk}"):
                more["amount_minor"] = data[f"amount_{line.pk}"]
            found.append(WishedLine(line=line.pk, quantity=count, reason=reason, **more))
        return found


def _named(variant: Variant) -> str:
    """A variant with its price and what is left of it."""
    price = format_money(Money(variant.price_minor, variant.currency))
    if variant.free is None:
        return f"{variant.name or variant.title} · {price}"
    left = _("%(count)s left") % {"count": variant.free}
    return f"{variant.name or variant.title} · {price} · {left}"
