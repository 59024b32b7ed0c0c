"""What to photograph: for each reason and kind of proof a sentence for the person with the phone in hand.

Data, read by the upload forms of portal and desk. A reason without a sentence of its own takes the kind's.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext, pgettext

from huitou.cases.models import Evidence, EvidenceKind

N_ = str

OF_KINDS: Mapping[str, str] = {
    "photo": N_("The whole item once, and close up what it is about. Daylight is best."),
    "photo_label": N_("The shipping label, so that its number can be read."),
    "photo_parcel": N_("The open parcel from above, with everything that came in it."),
    "video": N_("Half a minute is enough: show the whole item, then what happens."),
    "serial_number": N_("The plate or sticker with the serial number, sharp enough to read."),
    "carrier_note": N_("The carrier's note or message, with its date."),
}
OF_REASONS: Mapping[tuple[str, str], str] = {
    ("damaged", "photo"): N_("The damage close up, and once the whole item."),
    ("damaged", "photo_label"): N_("The label and the damage in one picture."),
    ("damaged", "photo_parcel"): N_("The box from outside with its dents, and how the item lay in it."),
    ("damaged", "video"): N_("Turn the item once all around, and stop at the damage."),
    ("defective", "photo"): N_("What does not work: the display, the message, the broken part."),
    ("defective", "video"): N_("Switch it on and show what it does, or does not do."),
    ("defective", "serial_number"): N_("The plate with the serial number, sharp enough to read."),
    ("not_as_described", "photo"): N_("What is different from the description, best beside something of known size."),
    ("wrong_item", "photo"): N_("What came, with the label or number that is on it."),
    ("wrong_item", "photo_label"): N_("The label of the parcel and the item that came in one picture."),
    ("missing_item", "photo_parcel"): N_("Everything that was in the parcel, laid out side by side, with the box."),
    ("missing_item", "photo_label"): N_("The label with the weight that is printed on it."),
    ("not_received", "carrier_note"): N_("What the carrier wrote to you, with its date."),
}


@dataclass(frozen=True, slots=True)
class Slot:
    """A place for proof of one kind. `needed`: the rule asks for it and it is not there yet."""

    kind: str
    label: str
    guidance: str
    needed: bool
    given: list[Evidence]

    @property
    def video(self) -> bool:
        return self.kind == EvidenceKind.VIDEO

    @property
    def accept(self) -> str:
        """For the file field; a phone opens its camera for exactly this."""
        return "video/mp4,video/quicktime,video/webm" if self.video else "image/jpeg,image/png,image/webp"

    @property
    def take(self) -> str:
        """What the camera's button says."""
        return pgettext("evidence", "Record a video") if self.video else pgettext("evidence", "Take a photo")


def slots(
    kinds: Iterable[str], given: Collection[Evidence], *, reasons: Collection[str] = (), needed: Collection[str] = ()
) -> list[Slot]:
    """A slot for each kind of file, those that the rule asks for first; other kinds of proof are passed over."""
    wanted = [kind for kind in EvidenceKind if kind in {*kinds, *needed}]
    made = [
        Slot(
            kind=str(kind),
            label=str(kind.label),
            guidance=guidance(kind, reasons),
            needed=kind in needed and not any(file.kind == kind for file in given),
            given=[file for file in given if file.kind == kind],
        )
        for kind in wanted
    ]
    return sorted(made, key=lambda slot: slot.kind not in needed)


def guidance(kind: str, reasons: Collection[str] = ()) -> str:
    """What to show, in the active language; of several reasons the first that has words of its own."""
    own = next((OF_REASONS[reason, kind] for reason in reasons if (reason, kind) in OF_REASONS), OF_KINDS[kind])
    return gettext(own)
