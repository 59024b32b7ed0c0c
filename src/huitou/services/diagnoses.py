"""What a workshop finds, as codes, and who has the goods. Data; read by verbs, forms, pages and the API.

`FROM_USE`: it came from how the goods were used, so that no warranty covers it.
"""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _


class Diagnosis(models.TextChoices):
    """The finding."""

    NO_FAULT = "no_fault", _("No fault found")
    POWER = "power", _("Power or battery")
    DISPLAY = "display", _("Display or light")
    SOUND = "sound", _("Sound")
    MECHANICS = "mechanics", _("A moving part")
    SOFTWARE = "software", _("Software")
    MATERIAL = "material", _("Material or workmanship")
    PART_MISSING = "part_missing", _("A part is missing")
    OTHER = "other", _("Another fault")
    LIQUID = "liquid", _("Liquid got in")
    IMPACT = "impact", _("Damaged by a fall or a blow")
    TAMPERED = "tampered", _("Opened or changed by others")
    MISUSE = "misuse", _("Not used as intended")
    WORN = "worn", _("Normal wear")


FROM_USE = frozenset({Diagnosis.LIQUID, Diagnosis.IMPACT, Diagnosis.TAMPERED, Diagnosis.MISUSE, Diagnosis.WORN})


@dataclass(frozen=True, slots=True)
class Custody:
    """Who has the goods while a repair is in a state."""

    code: str
    label: object


WORKSHOP = Custody("workshop", _("with the workshop"))
CARRIER = Custody("carrier", _("with the carrier"))
BUYER = Custody("buyer", _("with the buyer"))
NOBODY = Custody("lost", _("nobody knows: they count as lost"))

_AT_THE_WORKSHOP = (
    "diagnosing", "quoted", "repairing", "awaiting_payment", "payment_said", "payment_to_check", "to_send_back",
    "unclaimed",
)  # fmt: skip


def custody(state: str, *, shipped: bool) -> Custody:
    """Who has the goods. `shipped`: they left the workshop, which tells a failed repair from a lost parcel."""
    if state in _AT_THE_WORKSHOP:
        return WORKSHOP
    if state == "failed":
        return NOBODY if shipped else WORKSHOP
    return BUYER if state == "returned" else CARRIER
