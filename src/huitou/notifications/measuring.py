"""Whether mails are opened and their links followed: what may be measured of whom, and the addresses that measure it.

No third party takes part. A kept mail holds direct links and no picture: both are put in while it is handed over, so
that whoever looks at our copy is counted nowhere. Called by `verbs.send`, `message` and the portal.
"""

import re
from html import escape
from typing import Final
from urllib.parse import unquote
from uuid import UUID

from django.core import signing

from huitou.accounts.domains.addresses import page_url
from huitou.core.models import Shop
from huitou.notifications.models import Mail, NewsPreference

OPENS: Final = "o"
CLICKS: Final = "c"
YES, NO = "yes", "no"

# Directive 2002/58/EC, Article 5 (3), in the EU and the EEA, and regulation 6 of the United Kingdom's PECR: what is
# stored at the reader's, or read from there, needs their consent; pictures and links that tell who comes fall under it.
CONSENT_FIRST: Final = frozenset(
    "AT BE BG CY CZ DE DK EE ES FI FR GB GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK".split()
)
_SALT = "huitou.notifications.measuring"


def asks_first(shop: Shop, country: str) -> bool:
    """Whether a reader in `country` (of the order; "" unknown) is measured only after they agreed."""
    return shop.country in CONSENT_FIRST or country in CONSENT_FIRST


def measured_by(shop: Shop) -> str:
    """What the shop has switched on: OPENS, CLICKS, both or nothing."""
    on = shop.measuring
    return (OPENS if on.get("opens") is True else "") + (CLICKS if on.get("clicks") is True else "")


def measures_of(shop: Shop, customer_id: UUID, country: str) -> str:
    """What may be measured of a mail to this customer. Inside the shop; one query, none where nothing is on."""
    wanted = measured_by(shop)
    if not wanted:
        return ""
    chosen = NewsPreference.objects.filter(customer_id=customer_id).values_list("measured", flat=True).first()
    if chosen == NO or (asks_first(shop, country) and chosen != YES):
        return ""
    return wanted


def measured_html(html: str, mail: Mail, shop: Shop) -> str:
    """The mail's HTML as it goes out. Only doors to the order's pages are led through; ways out of mails never are."""
    base = page_url(shop, f"/s/{shop.slug}/")
    door = f"{base}enter/"
    if CLICKS in mail.measures:
        led = re.compile(rf'href="{re.escape(escape(door))}\?to=([^"#]*)(#[^"]*)?"')
        html = led.sub(lambda at: f'href="{base}m/{followed_token(mail, unquote(at[1]))}/{at[2] or ""}"', html)
    if OPENS in mail.measures:
        picture = f'<img src="{base}m/{opened_token(mail)}.gif" width="1" height="1" alt="">'
        html = html.replace("</body>", f"{picture}</body>")
    return html


def opened_token(mail: Mail) -> str:
    """Names the mail in its picture's address; good in its shop only."""
    return signing.Signer(salt=f"{_SALT}.opened.{mail.shop_id}").sign(mail.pk.hex)


def followed_token(mail: Mail, place: str) -> str:
    """Names the mail and the one page its link leads to; good in its shop only."""
    return signing.dumps([mail.pk.hex, place], salt=f"{_SALT}.followed.{mail.shop_id}", compress=True)


def mail_opened(shop_id: UUID, token: str) -> UUID | None:
    """Which mail's picture was asked for; None for a token that was not made here."""
    try:
        return UUID(hex=signing.Signer(salt=f"{_SALT}.opened.{shop_id}").unsign(token))
    except (signing.BadSignature, ValueError):
        return None


def mail_followed(shop_id: UUID, token: str) -> tuple[UUID, str] | None:
    """Which mail's link was followed, and the page that it leads to; None for a token that was not made here."""
    try:
        mail, place = signing.loads(token, salt=f"{_SALT}.followed.{shop_id}")
        return UUID(hex=mail), str(place)
    except (signing.BadSignature, ValueError, TypeError):
        return None
