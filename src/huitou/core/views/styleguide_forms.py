"""A Django form for the style guide: shows how `components/field.html` and `components/errors.html` look."""

from django import forms
from django.utils.translation import pgettext_lazy


class SampleForm(forms.Form):
    """Three ordinary fields, so that labels, help and errors of Django forms can be seen."""

    email = forms.EmailField(
        label=pgettext_lazy("sample", "E-mail"),
        help_text=pgettext_lazy("sample", "We write to you only about this order."),
    )
    phone = forms.CharField(label=pgettext_lazy("sample", "Phone"), required=False)
    reason = forms.CharField(label=pgettext_lazy("sample", "What happened?"), widget=forms.Textarea(attrs={"rows": 3}))
