"""Short messages in the demo: texts go into a folder, browsers can really be asked, and the buyer has given a phone."""

from django.db.models import Count

from huitou.config.demo.play import Stage
from huitou.core.tenancy import in_shop
from huitou.core.writing import writing
from huitou.notifications.reach import IMPORTANT
from huitou.notifications.verbs import add_contact_point, keep_channel_account, send_short
from huitou.orders.models import Customer

PHONES = {"CN": "+8613800138000"}
OTHER_PHONE = "+447400123456"


def offer_messages(stage: Stage) -> None:
    """Open the accounts, and tell the buyer of the demo's door something on the phone."""
    shop, at = stage.shop, stage.start
    for provider, values in (("file", {}), ("web_push", {"contact": shop.contact_email})):
        keep_channel_account(provider=provider, values=values, actor=stage.owner, at=at)
    with in_shop(shop):
        known = Customer.objects.exclude(contact__email="").annotate(bought=Count("orders"))
        buyer = known.order_by("-bought", "created_at", "pk").first()
    if buyer is None:
        return
    add_contact_point(
        customer_id=buyer.pk, kind="phone", address=PHONES.get(shop.country, OTHER_PHONE), how="shop",
        verified=True, actor=stage.owner, at=at,
    )  # fmt: skip
    chinese = shop.locale.startswith("zh")
    with writing(shop.pk):
        send_short(
            shop_id=shop.pk, customer_id=buyer.pk, channel="sms", title=shop.name,
            text="包裹今天送到，请留意电话。" if chinese else "Your parcel arrives today.", link="", about_id=None,
            key="demo:first", language=shop.locale, at=at, about=IMPORTANT,
        )  # fmt: skip
