"""The desk's page of those who tell of parcels: accounts are sealed, unread codes are said what they mean."""

import json
from datetime import timedelta

from django.test import Client
from django.urls import reverse

from huitou.core.jobs import run_pending
from huitou.core.tenancy import in_shop
from huitou.parcels.carriers.aftership.adapter import HEADER, sign
from huitou.parcels.models import CarrierAccount, Parcel
from tests.insurance.insuring import send as send_parcel

SECRET = "the-secret-of-the-webhook-of-this-shop"


def test_an_account_is_entered_and_a_code_that_nobody_knows_is_said_what_it_means(world, desk):
    owner, page = desk("owner"), reverse("desk:carriers", args=[world.shop.slug])
    entered = owner.post(reverse("desk:keep_carrier", args=[world.shop.slug, "aftership"]), {"webhook_secret": SECRET})
    assert entered.status_code == 302
    with in_shop(world.shop):
        row = CarrierAccount.objects.get()
    assert (row.hints, SECRET in row.sealed) == ({"webhook_secret": "…shop"}, False)
    parcel = send_parcel(world, world.order(shipped=False, delivered_days_ago=None))
    with in_shop(world.shop):
        number = Parcel.objects.get(pk=parcel.pk).tracking_number
    told = {
        "checkpoint_time": (world.now + timedelta(minutes=5)).isoformat(),
        "subtag": "InTransit_077",
        "message": "<b>",
    }
    body = json.dumps({"event_id": "1", "msg": {"tracking_number": number, "checkpoints": [told]}}).encode()
    answer = Client().post(
        f"/hooks/carriers/{world.shop.slug}/aftership/", body, content_type="application/json",
        headers={HEADER: sign(SECRET, body)},
    )  # fmt: skip
    assert answer.status_code == 200
    run_pending()
    shown = owner.get(page).content.decode()
    assert "InTransit_077" in shown
    assert "&lt;b&gt;" in shown
    assert SECRET not in shown
    assert f"/hooks/carriers/{world.shop.slug}/aftership/" in shown
    decide = reverse("desk:decide_meaning", args=[world.shop.slug, "aftership"])
    assert owner.post(decide, {"code": "InTransit_077", "status": "nothing"}).status_code == 302
    assert "InTransit_077" in owner.get(page).content.decode()
    assert owner.post(decide, {"code": "InTransit_077", "status": "exception.lost"}).status_code == 302
    run_pending()
    assert "InTransit_077" not in owner.get(page).content.decode()
    with in_shop(world.shop):
        assert Parcel.objects.get(pk=parcel.pk).state == "lost"
    again = owner.post(reverse("desk:replay_reports", args=[world.shop.slug]), follow=True)
    assert again.status_code == 200
    wrong = owner.post(reverse("desk:keep_carrier", args=[world.shop.slug, "track17"]), {"key": ""})
    assert wrong.status_code == 422
    assert owner.post(reverse("desk:keep_carrier", args=[world.shop.slug, "file"]), {}).status_code == 404
    assert owner.post(reverse("desk:close_carrier", args=[world.shop.slug, "aftership"])).status_code == 302
    with in_shop(world.shop):
        assert CarrierAccount.objects.get().sealed == ""
