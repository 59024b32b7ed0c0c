"""Whom the platform asks in, and as what. The form of the operators' page of people."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from huitou.accounts.roles import PlatformRoleName

ROLE_NAMES = {
    PlatformRoleName.ARBITRATOR: _("Arbitrator"),
    PlatformRoleName.SENIOR: pgettext_lazy("role", "Senior arbitrator"),
    PlatformRoleName.OPERATOR: _("Operator"),
}
ROLES = {
    PlatformRoleName.ARBITRATOR: _("Arbitrator: sees and rules cases that are in dispute"),
    PlatformRoleName.SENIOR: _("Senior arbitrator: also appeals and what nobody ruled in time"),
    PlatformRoleName.OPERATOR: _("Operator: shops, people of the platform, stuck refunds"),
}


class PlatformInviteForm(forms.Form):
    """Whom to ask in, and as what."""

    email = forms.CharField(label=_("E-mail"), max_length=254, widget=forms.EmailInput({"autocomplete": "off"}))
    role = forms.ChoiceField(label=_("Role"), choices=[(role.value, label) for role, label in ROLES.items()])
