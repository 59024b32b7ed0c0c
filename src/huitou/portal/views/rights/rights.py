"""What the law gives buyers, by country, and whom they can turn to. Open to everybody; from the policies' own data."""

from babel import Locale
from django.http import HttpResponseBase
from django.utils.translation import get_language, to_locale
from django.views.decorators.http import require_safe

from huitou.policies.law.book import COUNTRIES
from huitou.policies.law.rights import rights_of
from huitou.policies.texts import article_label, say_sentence
from huitou.portal.shop_law import country_name, day_of, shop_law
from huitou.portal.visit import Visit, portal_view


@require_safe
@portal_view
def rights(visit: Visit) -> HttpResponseBase:
    """The rights in one country; without `?country=` in the first that the shop's policy speaks to."""
    law = shop_law(visit.shop, visit.at)
    asked = visit.request.GET.get("country", "").upper()[:2]
    country = asked if asked.isascii() and asked.isalpha() else (law.countries[0] if law.countries else "")
    found = rights_of(country, day_of(visit.shop, visit.at))
    told = [
        {
            "topic": right.topic,
            "text": [say_sentence(sentence) for sentence in right.sentences],
            "article": article_label(right.article),
            "verified": right.source.verified,
            "source": right.source.text,
        }
        for right in found.rights
    ]
    territories = Locale.parse(to_locale(get_language() or "en")).territories
    # One that was asked for stays chosen, also where nothing is known of its law.
    codes = COUNTRIES | {country} if country else COUNTRIES
    choices = sorted(((code, str(territories.get(code, code))) for code in codes), key=lambda pair: pair[1])
    context = {
        "country": country,
        "country_name": country_name(country),
        "rights": told,
        "bodies": found.bodies,
        "countries": choices,
        "day": visit.at,
    }
    return visit.render("portal/rights/rights.html", context)
