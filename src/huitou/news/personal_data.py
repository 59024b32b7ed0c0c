"""What news holds of people: nothing but which order was told of what, when. The words are in the mails."""

from uuid import UUID

from huitou.core.personal_registry import Known, known_by, plain
from huitou.news.models import CareHint, NewsRule, NewsText, OrderWatch, ParcelNews, Telling


@known_by
def by_news(customer_id: UUID) -> Known:
    """What stood in line for them, and the messages."""
    lines = ParcelNews.objects.filter(order__customer_id=customer_id).values_list("pk", flat=True)
    tellings = Telling.objects.filter(customer_id=customer_id).values_list("pk", "ref")
    watched = OrderWatch.objects.filter(order__customer_id=customer_id).values_list("pk", flat=True)
    refs = list(tellings)
    return Known((*lines, *(pk for pk, _ref in refs), *watched), (ref for _pk, ref in refs))


plain(ParcelNews, "trigger key state why", because="codes and days")
plain(Telling, "ref trigger channel", because="codes and references")
plain(NewsRule, "trigger channels countries carriers changed_by", because="the shop's own rules, and who set them")
plain(NewsText, "trigger form locale subject text written_by", because="the shop's own texts, with no buyer in them")
plain(CareHint, "sku category locale text", because="the shop's own words about its products")
