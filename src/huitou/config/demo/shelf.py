"""What the demo shops have on the shelf: their articles and other variants, written by the verb that imports use."""

from datetime import datetime

from huitou.config.demo.catalogue import Article, DemoShop, Other
from huitou.core.actors import Actor
from huitou.orders.verbs import save_variants
from huitou.orders.verbs.save_variants import VariantDraft


def fill_shelf(plan: DemoShop, actor: Actor, at: datetime) -> None:
    """Take the shop's catalogue over. What the shop sells itself is not counted; the other variants are."""
    kinds = {article.title: article.category for article in plan.articles}
    shelf: tuple[Article | Other, ...] = (*plan.articles, *plan.others)
    drafts = [
        VariantDraft(
            sku=one.sku, title=one.title, product=one.title, name=one.variant, category=kinds[one.title],
            price_minor=one.price_minor, currency=plan.currency, stock=getattr(one, "stock", None),
        )
        for one in shelf
    ]  # fmt: skip
    save_variants(drafts=drafts, actor=actor, at=at)
