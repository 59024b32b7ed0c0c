"""Proof that a stored sheet is still what its facts come to."""

from django.utils.translation import gettext_lazy as _

from huitou.core.errors import HuitouError
from huitou.refunds.models import StoredSheet
from huitou.refunds.sheet import Sheet, canonical, compute, digest


class SheetDiffers(HuitouError):
    """The stored sheet, its facts or its digest were changed, or the rule of computing was."""

    code = "sheet_differs"
    message = _("This sheet cannot be confirmed: computed again, it comes to another result. Ask the operator.")


def recompute(stored: StoredSheet) -> Sheet:
    """The sheet of the stored facts, bit for bit the one that was stored. Raises SheetDiffers."""
    sheet = compute(stored.as_facts())
    again = sheet.to_json()
    if canonical(again) != canonical(stored.sheet) or digest(stored.facts, again) != stored.digest:
        raise SheetDiffers()
    return sheet
