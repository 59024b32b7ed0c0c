"""A shop says what is measured of its readers: mails opened and followed, statistics programs on buyers' pages."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from huitou.accounts.records import note
from huitou.core.actors import Actor
from huitou.core.errors import Invalid
from huitou.core.models import Shop
from huitou.core.verbs import verb
from huitou.retention.analytics.in_page import in_page
from huitou.retention.verbs.selling import EDIT


class StatisticsIdMalformed(Invalid):
    """No id that Google or Baidu gives out."""

    code = "statistics_id_malformed"
    message = _(
        "Google's measurement ID begins with G-. Baidu's is the 32 signs after hm.js? in the code that Baidu Tongji "
        "shows."
    )


@verb
def set_measuring(*, opens: bool, clicks: bool, gtag: str, baidu: str, actor: Actor, at: datetime) -> Shop:
    """Keep it; mails written from now on, and pages, go by it. Raises: StatisticsIdMalformed, Forbidden."""
    actor.require(EDIT)
    wanted = {"opens": opens, "clicks": clicks, "gtag": gtag.strip(), "baidu": baidu.strip()}
    found = in_page(wanted)
    if (found.google, found.baidu) != (wanted["gtag"], wanted["baidu"]):
        raise StatisticsIdMalformed()
    shop = Shop.objects.select_for_update().get(pk=actor.shop_id)
    kept = {name: value for name, value in wanted.items() if value}
    if shop.measuring != kept:
        shop.measuring = kept
        shop.save(update_fields=["measuring"])
        note("retention.measuring.set", actor=actor, at=at, facts={"fields": sorted(kept)})
    return shop
