"""The shop's catalogue: taken over article by article, listed for whoever offers an exchange."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from huitou.api.idempotent import idempotent
from huitou.api.paging import Limit, page
from huitou.api.reading import reading
from huitou.api.refusals import refuses
from huitou.api.schemas.variants import SavedOut, VariantPage, VariantsIn, variant_out
from huitou.api.views.common import answers, who
from huitou.core.actors import Role
from huitou.core.errors import Forbidden
from huitou.core.money import CurrencyUnknown
from huitou.orders.models import Variant
from huitou.orders.verbs.save_variants import VariantDraft, VariantMalformed, save_variants

router = Router()


@router.get("/variants", response=answers(200, VariantPage), summary="What can be exchanged into")
@refuses(Forbidden)
def list_variants(
    request: HttpRequest,
    product: str | None = None,
    sku: str | None = None,
    cursor: str | None = None,
    limit: Limit = 50,
) -> dict[str, Any]:
    """The shop's articles with price and free stock, last changed first; of one product, or one article."""
    caller = who(request)
    caller.actor.require("orders.view")
    with reading(caller):
        rows = Variant.objects.all()
        if product:
            rows = rows.filter(product=product)
        if sku:
            rows = rows.filter(sku=sku)
        found, following = page(rows, by="updated_at", cursor=cursor, limit=limit)
        of_shop = caller.actor.role == Role.MERCHANT
        return {"items": [variant_out(variant, of_shop=of_shop) for variant in found], "next": following}


@router.put("/variants", response=answers(200, SavedOut), summary="Take over the catalogue")
@refuses(Forbidden, VariantMalformed, CurrencyUnknown)
@idempotent(required=False)
def put_variants(request: HttpRequest, body: VariantsIn) -> dict[str, Any]:
    """Write up to 1,000 articles by `sku`: new ones come in, known ones follow. Articles that are not named stay."""
    caller = who(request)
    drafts = [VariantDraft(**one.model_dump()) for one in body.variants]
    saved = save_variants(drafts=drafts, actor=caller.actor, at=caller.at)
    return {"new": saved.new, "changed": saved.changed, "unchanged": saved.unchanged, "held": list(saved.held)}
