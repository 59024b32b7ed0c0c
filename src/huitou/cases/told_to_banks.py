"""The story of an order's cases for the buyer's bank, as both sides know it: internal notes stay with the shop.

Registered with `refunds.case_stories`; called outside any transaction.
"""

from datetime import datetime
from functools import partial
from uuid import UUID

from django.utils.html import strip_tags
from django.utils.translation import override

from huitou.cases.bundle.collect import collect
from huitou.cases.bundle.pdf import pdf_of
from huitou.cases.bundle.story import story_of
from huitou.cases.bundle.write import operator
from huitou.cases.models import Case
from huitou.core.actors import Role
from huitou.core.tenancy import in_shop, open_shop_row
from huitou.refunds.case_stories import Story, tells

# Banks read English; more cases than this of one order say nothing new.
LANGUAGE, MOST = "en", 3


@tells
def stories(shop_id: UUID, order_id: UUID, at: datetime) -> list[Story]:
    """One for each of the newest cases."""
    with in_shop(shop_id), override(LANGUAGE):
        shop = open_shop_row()
        refs = list(Case.objects.filter(order_id=order_id).order_by("-opened_at", "pk").values_list("ref", flat=True))
        told = [
            (ref, story_of(collect(operator(shop), ref, shop, at, reader=Role.BUYER))) for ref in refs[:MOST]
        ]  # fmt: skip
    return [Story(ref, plain(story), partial(_printed, story)) for ref, story in told]


def _printed(story: str) -> bytes | None:
    return pdf_of(story)


def plain(story: str) -> str:
    """The page's words, a line each."""
    body = story.partition("<body")[2].partition(">")[2] or story
    lines = (" ".join(line.split()) for line in strip_tags(body).splitlines())
    return "\n".join(line for line in lines if line)
