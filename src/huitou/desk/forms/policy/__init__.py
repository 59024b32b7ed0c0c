"""The forms of the policy editor: one for each part of a document. Together they can say all that a document can.

Used by the desk's policy views. Each reads its part into fields and writes the changes back into a copy of the
document; `policies.rules` and the law judge the result, never the form.
"""

from collections.abc import Mapping
from typing import Any

from huitou.desk.forms.policy.costs import CostsForm
from huitou.desk.forms.policy.exclusion import ExclusionForm
from huitou.desk.forms.policy.part import PartForm
from huitou.desk.forms.policy.places import PlacesForm
from huitou.desk.forms.policy.rule import RuleForm
from huitou.desk.forms.policy.terms import TermsForm

__all__ = ["LISTED", "PARTS", "PartForm", "filled_in"]

PARTS: Mapping[str, type[PartForm]] = {
    "rules": RuleForm,
    "exclusions": ExclusionForm,
    "costs": CostsForm,
    "terms": TermsForm,
    "places": PlacesForm,
}
# Parts of which a policy has several, read from the top.
LISTED = ("rules", "exclusions")


def filled_in(part: str, data: Any, document: Mapping[str, Any], place: int = 0) -> PartForm:
    """The form of a part; `place` counts from 1, and 0 is a new rule or exclusion. Raises: KeyError, IndexError."""
    return PARTS[part](data, document=document, place=place)
