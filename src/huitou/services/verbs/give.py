"""The shop gives a repair to a company, or takes it back to its own bench."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from huitou.core.actors import Actor
from huitou.core.errors import Invalid
from huitou.core.verbs import verb
from huitou.services.machine import REPAIR
from huitou.services.models import Repair
from huitou.services.verbs.noting import step
from huitou.services.workshops import is_workshop


class WorkshopUnknown(Invalid):
    """No company that the shop works with."""

    code = "workshop_unknown"
    message = _("Choose one of the companies that you have entered with the ways back.")


@verb(REPAIR, "give_to_workshop")
def give_to_workshop(*, repair: Repair, actor: Actor, at: datetime, provider: UUID | None = None) -> dict[str, Any]:
    """From now on the company sees this repair and works on it; none: the shop's own bench. Raises: WorkshopUnknown.

    The time that the repair may take in all goes on.
    """
    if provider is not None and not is_workshop(provider):
        raise WorkshopUnknown()
    step(repair, at)
    repair.provider_id = provider
    return {"provider": provider}
