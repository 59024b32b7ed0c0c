"""The form of an account at a provider, made from what its adapter asks for."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huitou.core.credentials import LONGEST, Account, Asks, CredentialField, CredentialInvalid
from huitou.core.errors import HuitouError


class SealedArea(forms.Textarea):
    """A secret of many lines: taken in, never given back to the page, not even with an error beside it."""

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """Without the value."""
        return super().get_context(name, None, attrs)


class CredentialForm(forms.Form):
    """What the provider gave the owner. A secret that is kept is not shown: left empty, it stays."""

    # The field that an error belongs to which names none.
    elsewhere: str | None = None

    def __init__(self, data: Any = None, *, code: str, adapter: Asks, row: Account | None, **initial: Any) -> None:
        kept = row if row is not None and row.closed_at is None else None
        shown = kept.shown if kept is not None else {}
        super().__init__(data, initial={**shown, **initial}, auto_id=f"{code}_%s")
        hints: Mapping[str, str] = kept.hints if kept is not None else {}
        for one in adapter.fields:
            hint = hints.get(one.name, "")
            help_text = _("Kept (%(hint)s). Leave it empty to keep it.") % {"hint": hint} if hint else one.help
            self.fields[one.name] = forms.CharField(
                label=one.label, help_text=help_text, max_length=LONGEST, widget=_widget(one),
                required=one.required and not hint,
            )  # fmt: skip
        self.order_fields([one.name for one in adapter.fields])

    def refuse(self, error: HuitouError) -> None:
        """Put an error of the verb where it belongs."""
        field = error.name if isinstance(error, CredentialInvalid) else self.elsewhere
        self.add_error(field if field in self.fields else None, error.text)


def _widget(one: CredentialField) -> forms.Widget:
    attributes = {"autocomplete": "off", "spellcheck": "false"}
    if one.long:
        area = SealedArea if one.secret else forms.Textarea
        return area({**attributes, "rows": 4})
    if one.secret:
        return forms.PasswordInput({**attributes, "autocomplete": "new-password"})
    return forms.TextInput(attributes)
