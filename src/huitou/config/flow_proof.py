"""Puts the flow tables, the verbs, the permissions and the words together for the proof in `core.flow.check`.

Run by `huitou flows check` and by the tests; only this floor knows all of them.
"""

from huitou.accounts.permissions import every_permission
from huitou.core.flow import machines
from huitou.core.flow.check import Finding, check
from huitou.core.flow.texts import label_in, sentence_in
from huitou.core.verbs import registered


def findings() -> list[Finding]:
    """Every gap in every machine; an empty list is the proof. Django must be set up."""
    return check(
        machines(),
        verbs=registered().keys(),
        permissions=every_permission(),
        sentence=sentence_in,
        label=label_in,
    )
