"""Brings scheduled policies in force when their moment is there. Run by the worker's clock."""

import structlog

from huitou.core import clock
from huitou.core.actors import system_actor
from huitou.core.errors import HuitouError
from huitou.core.jobs import periodic
from huitou.core.tenancy import every_shop, in_shop
from huitou.policies.models import PolicyVersion
from huitou.policies.verbs import come_into_force

log = structlog.get_logger(__name__)


@periodic("* * * * *", name="policies.come_into_force")
def bring_due_in_force() -> None:
    """Every shop in turn; a refusal is logged and never stops the others."""
    at = clock.now()
    for shop_id in every_shop():
        with in_shop(shop_id):
            rows = PolicyVersion.objects.filter(state=PolicyVersion.State.SCHEDULED, in_force_from__lte=at)
            due = list(rows.values_list("pk", flat=True))
        for key in due:
            try:
                come_into_force(actor=system_actor(shop_id), at=at, version=key)
            except HuitouError as error:
                log.warning("policies.not_in_force", shop=str(shop_id), version=str(key), code=error.code)
