"""Who the token is."""

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from huitou.api.views.common import answers, who

router = Router()


class MeOut(Schema):
    role: str = Field(examples=["merchant"])
    id: str = Field(examples=["token:01920000-0000-7000-8000-000000000001"])
    shop: str = Field(examples=["taobei"])
    permissions: list[str] = Field(examples=[["cases.agree", "cases.view"]])


@router.get("/me", response=answers(200, MeOut), summary="Who am I")
def me(request: HttpRequest) -> dict[str, object]:
    """The role, the shop and the permissions behind the token."""
    caller = who(request)
    return {
        "role": str(caller.actor.role),
        "id": caller.actor.id,
        "shop": caller.shop.slug,
        "permissions": sorted(caller.actor.permissions),
    }
