"""The form of an account at somebody who carries messages, and of a test message."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huitou.desk.forms.credentials import CredentialForm
from huitou.notifications.channels.protocol import Channel
from huitou.notifications.models import ChannelAccount, Medium


class ChannelForm(CredentialForm):
    """What the provider gave the owner."""

    def __init__(self, data: Any = None, *, adapter: Channel, row: ChannelAccount | None) -> None:
        super().__init__(data, code=adapter.code, adapter=adapter, row=row)


class TestForm(forms.Form):
    """Where a test goes. The shop's own system has one address, which is known."""

    __test__ = False

    def __init__(self, data: Any = None, *, adapter: Channel) -> None:
        super().__init__(data, auto_id=f"{adapter.code}_test_%s")
        if adapter.medium == Medium.SMS:
            self.fields["address"] = forms.CharField(
                label=_("Your mobile number"), max_length=40,
                widget=forms.TextInput({"autocomplete": "tel", "type": "tel"}),
            )  # fmt: skip
        elif adapter.medium == Medium.WECHAT:
            self.fields["address"] = forms.CharField(label=_("Your OpenID"), max_length=64)
