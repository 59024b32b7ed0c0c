"""The desk's pages of claims on carriers: the queue, the list, one claim, its steps, and the rules."""

import pytest
from django.test import Client

from huitou.claims.models import CarrierClaim, ClaimRule
from huitou.claims.verbs import correct
from huitou.core.tenancy import in_shop
from tests.claims.test_claims import claim_of, scan, sent, sweep
from tests.desk.conftest import client_of
from tests.worlds import build_world


@pytest.fixture
def desk(once, clock, settings):
    """A lost parcel whose claim is near its last day."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

    def build():
        world, _order, parcel = sent(build_world(clock))
        scan(world, parcel, "lost")
        sweep(world, days=23)
        return world

    world = once(build)
    world.clock = clock
    return world


def test_a_claim_is_walked_on_its_pages(desk):
    world, claim = desk, claim_of(desk)
    browser: Client = client_of(world.staff["manager"])
    base = f"/desk/{world.shop.slug}"
    assert claim.ref in browser.get(f"{base}/").content.decode()
    assert claim.ref in browser.get(f"{base}/claims/").content.decode()
    page = browser.get(f"{base}/claims/{claim.ref}/").content.decode()
    assert world.shop.name in page
    assert "mydhl.express.dhl" in page
    refused = browser.post(f"{base}/claims/{claim.ref}/correct/", {"amount": "99999999"})
    assert refused.status_code == 422
    assert claim_of(world).loss_minor == claim.loss_minor
    browser.post(f"{base}/claims/{claim.ref}/file/", {"reference": "DHL-77", "note": ""})
    assert (claim_of(world).state, claim_of(world).reference) == ("filed", "DHL-77")
    assert claim.ref not in browser.get(f"{base}/").content.decode()
    assert browser.post(f"{base}/claims/{claim.ref}/record_payment/", {"amount": "1"}).status_code == 404
    browser.post(f"{base}/claims/{claim.ref}/settle/record_payment/", {"amount": "700", "reference": "B1"})
    assert (claim_of(world).state, claim_of(world).recovered_minor) == ("paid", 70_000)
    pack = browser.get(f"{base}/claims/{claim.ref}/pack.zip")
    assert pack["Content-Type"] == "application/zip"
    assert b"".join(pack.streaming_content)[:2] == b"PK"


def test_a_parcel_that_is_lost_leads_to_its_claim(desk):
    world = desk
    _, _, parcel = sent(world)
    scan(world, parcel, "lost")
    with in_shop(world.shop):
        ref = CarrierClaim.objects.get(parcel=parcel).ref
    page = client_of(world.staff["manager"]).get(f"/desk/{world.shop.slug}/parcels/trouble/").content.decode()
    assert f"/desk/{world.shop.slug}/claims/{ref}/" in page


def test_rules_are_set_and_a_claim_is_opened_by_number(desk):
    world = desk
    browser: Client = client_of(world.staff["manager"])
    base = f"/desk/{world.shop.slug}"
    browser.post(f"{base}/settings/claims/", {"carrier": "顺丰", "claims": "on", "lost_days": "20", "place": "x"})
    with in_shop(world.shop):
        assert not ClaimRule.objects.exists()
    browser.post(f"{base}/settings/claims/", {"carrier": "顺丰", "lost_days": "20", "place": "https://sf.example"})
    with in_shop(world.shop):
        rule = ClaimRule.objects.get()
    assert (rule.carrier, rule.claims, rule.lost_days) == ("sf", False, 20)
    assert "https://sf.example" in browser.get(f"{base}/settings/claims/").content.decode()
    assert browser.post(f"{base}/claims/new/", {"parcel": "nowhere", "what": "lost"}).status_code == 422
    claim = claim_of(world)
    correct(carrier_claim=claim, loss_minor=1_000, actor=world.agent, at=world.now)
    with in_shop(world.shop):
        number = claim.parcel.tracking_number
    found = browser.post(f"{base}/claims/new/", {"parcel": number.lower(), "what": "late"})
    assert found["Location"].endswith(f"/claims/{claim.ref}/")
