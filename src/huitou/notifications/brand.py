"""How a mail looks like the shop: name, colours in both schemes, where to reach it. Called by rendering."""

from dataclasses import dataclass
from functools import lru_cache

from huitou.core.contrast import Palette, palette
from huitou.core.models import Shop
from huitou.notifications.letters import one_line, plain


@dataclass(frozen=True, slots=True)
class Brand:
    """A shop as its mails show it. No picture: a mail must be whole where pictures are not loaded."""

    name: str
    accent: str
    legal_name: str = ""
    address: str = ""
    contact_email: str = ""
    support_hours: str = ""

    @classmethod
    def of(cls, shop: Shop) -> "Brand":
        """The brand of a stored shop."""
        return cls(
            name=one_line(shop.name),
            accent=shop.accent,
            legal_name=one_line(shop.legal_name),
            address=plain(shop.address),
            contact_email=one_line(shop.contact_email),
            support_hours=one_line(shop.support_hours),
        )

    @property
    def light(self) -> Palette:
        """The accent on light paper, with contrast kept."""
        return _palette(self.accent, dark=False)

    @property
    def dark(self) -> Palette:
        """The accent on dark paper, with contrast kept."""
        return _palette(self.accent, dark=True)

    @property
    def imprint(self) -> list[str]:
        """Who writes: the legal name (if it says more than the name) and the address, one text per line."""
        lines = [self.legal_name or self.name, *(line.strip() for line in self.address.splitlines())]
        return [line for line in lines if line]


@lru_cache(maxsize=512)
def _palette(accent: str, *, dark: bool) -> Palette:
    return palette(accent, dark=dark)
