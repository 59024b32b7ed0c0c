"""The forms of selling beside parcels: what is recommended, and a coupon."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huitou.core.errors import HuitouError
from huitou.core.money import parse_amount
from huitou.retention.models import SellingRules

DAY = forms.DateInput({"type": "date"}, format="%Y-%m-%d")


class SellingForm(forms.Form):
    """What may be recommended, where products are bought, and how it is compared."""

    FIELD_OF = {"product_link_foreign": "product_link"}

    recommends = forms.BooleanField(
        label=_("Recommend products beside parcels that go their way"),
        help_text=_("Never where a parcel is late or in trouble, a case is open, or the buyer has asked."),
        required=False,
    )
    product_link = forms.CharField(
        label=_("Where a product is bought"),
        help_text=_("In your own website, for instance https://shop.example.com/search?q={sku}"),
        max_length=300,
        required=False,
    )
    pinned = forms.CharField(
        label=_("Always first"),
        help_text=_("Products as the catalogue names them, one in each line."),
        required=False,
        max_length=30_000,
        widget=forms.Textarea({"rows": 2}),
    )
    excluded = forms.CharField(
        label=_("Never recommended"), required=False, max_length=30_000, widget=forms.Textarea({"rows": 2})
    )
    hold_out_percent = forms.IntegerField(
        label=_("Customers who see nothing, for comparison, in per cent"), min_value=0, max_value=50
    )
    days = forms.IntegerField(label=_("An order counts for so many days afterwards"), min_value=1, max_value=60)

    @staticmethod
    def initial_of(rules: SellingRules) -> dict[str, Any]:
        """The form as the rules stand."""
        return {
            "recommends": rules.recommends,
            "product_link": rules.product_link,
            "pinned": "\n".join(rules.pinned),
            "excluded": "\n".join(rules.excluded),
            "hold_out_percent": rules.hold_out_percent,
            "days": rules.days,
        }

    def wanted(self) -> dict[str, Any]:
        """As `set_selling` takes it."""
        data = dict(self.cleaned_data)
        return data | {name: data[name].splitlines() for name in ("pinned", "excluded")}


class CouponForm(forms.Form):
    """A coupon: its words, its code or codes, its days."""

    title = forms.CharField(label=_("What the buyer gets"), help_text=_("In your own words."), max_length=120)
    terms = forms.CharField(label=_("Conditions"), max_length=300, required=False)
    code = forms.CharField(label=_("One code for everybody"), max_length=60, required=False)
    codes = forms.CharField(
        label=_("Or single-use codes"),
        help_text=_("One in each line; each is given to one customer."),
        max_length=1_300_000,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )
    starts_on = forms.DateField(label=_("First day"), widget=DAY)
    ends_on = forms.DateField(label=_("Last day"), widget=DAY)
    least = forms.CharField(
        label=_("Beside orders of at least"),
        max_length=30,
        required=False,
        widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}),
    )
    on_page = forms.BooleanField(label=_("On the parcel's page"), required=False, initial=True)
    in_mail = forms.BooleanField(
        label=_("In the mail that a parcel has left"),
        help_text=_("That is advertising: in many countries, the EU among them, only to customers who agreed to it."),
        required=False,
    )

    def __init__(self, *args: Any, currency: str, **more: Any) -> None:
        super().__init__(*args, **more)
        self.currency = currency

    def clean_least(self) -> int:
        """Minor units of the shop's currency."""
        given: str = self.cleaned_data["least"].strip() or "0"
        try:
            return parse_amount(given, self.currency).minor
        except HuitouError as error:
            raise forms.ValidationError(error.text) from error

    def wanted(self) -> dict[str, Any]:
        """As `add_coupon` takes it."""
        data = dict(self.cleaned_data)
        least = data.pop("least")
        return data | {"least_minor": least, "codes": data["codes"].splitlines()}
