"""Puts the flow tables, the verbs, the permissions and the words together for the proof in `core.flow.check`.

Run by `huitou flows check` and by the tests; only this floor knows all of them.
"""

from huitou.accounts.permissions import every_permission
from huitou.config.flow_together import plan
from huitou.core.flow import machines
from huitou.core.flow.check import Finding, check
from huitou.core.flow.texts import label_in, sentence_in
from huitou.core.flow.together import check_together
from huitou.core.verbs import registered


def findings() -> list[Finding]:
    """Every gap in every machine; an empty list is the proof. Django must be set up."""
    alone = check(
        machines(),
        verbs=registered().keys(),
        permissions=every_permission(),
        sentence=sentence_in,
        label=label_in,
    )
    return [*alone, *check_together(plan())]
