"""What every form of an action is made from. The forms themselves: `actions`, `repairs`."""

from collections.abc import Mapping
from typing import Any

from django import forms

from huitou.core.errors import HuitouError


class ActionForm(forms.Form):
    """An action that needs nothing but the word. `context`: what the page knows (case, return lines, refund)."""

    template = ""
    button: Any = ""
    field_of: Mapping[str, str] = {}

    def __init__(self, data: Any = None, files: Any = None, *, context: Any, initial: Any = None) -> None:
        self.context = context
        super().__init__(data, files, initial=initial)

    def inputs(self) -> dict[str, Any]:
        """What the verb gets."""
        return {}

    def refuse(self, error: HuitouError) -> None:
        """Put an error of the verb where it belongs."""
        field = self.field_of.get(error.code)
        self.add_error(field if field in self.fields else None, error.text)
