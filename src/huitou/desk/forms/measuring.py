"""The form of what is measured of the shop's readers: their mails, and statistics programs on their pages."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class MeasuringForm(forms.Form):
    """Two switches and two ids."""

    opens = forms.BooleanField(
        label=_("Count how many mails about parcels are opened"),
        help_text=_("By a picture of one point from your own pages; nobody else gets anything."),
        required=False,
    )
    clicks = forms.BooleanField(
        label=_("Count how many links in mails about parcels are followed"),
        help_text=_("The link leads over your own pages to the one page that the mail names."),
        required=False,
    )
    gtag = forms.CharField(
        label=_("Google Analytics on buyers' pages: measurement ID"),
        help_text=_("Admin, Data streams: it begins with G-."),
        max_length=40,
        required=False,
    )
    baidu = forms.CharField(
        label=_("Baidu Tongji on buyers' pages: the site's id"),
        help_text=_("The 32 signs after hm.js? in the code that Baidu Tongji shows."),
        max_length=60,
        required=False,
    )

    @staticmethod
    def initial_of(measuring: Mapping[str, Any]) -> dict[str, Any]:
        """The form as it stands."""
        return dict(measuring)
