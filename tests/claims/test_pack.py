"""The letter and the pack that go to the carrier: what it needs, sealed, and nothing of the buyer's."""

import csv
import hashlib
import io
import json
import zipfile

import pytest

from huitou.cases.models import Evidence
from huitou.claims.letters import letter_of
from huitou.claims.models import CarrierClaim
from huitou.claims.pack import pack_name, photos_of, write_pack
from huitou.claims.verbs import file, record_payment
from huitou.core.tenancy import in_shop
from huitou.parcels.verbs import record_scan
from huitou.settlements.statement import period_of, statement_of
from tests.claims.test_claims import claim_of, scan, sent
from tests.worlds import build_world


@pytest.fixture
def claimed(once, clock, settings):
    """A parcel that was weighed, came broken, and is shown by a picture."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

    def build():
        world, order, parcel = sent(build_world(clock))
        record_scan(
            parcel=parcel.pk, state="in_transit", occurred_at=world.now, weight_grams=812, actor=world.agent,
            at=world.now,
        )  # fmt: skip
        scan(world, parcel, "delivered")
        world.apply(order, cups=3, reason="damaged", photo=True, note="The box was open.")
        from huitou.core.jobs import run_pending

        run_pending()
        return world, order

    world, order = once(build)
    world.clock = clock
    return world, order


def test_the_pack_holds_what_a_carrier_needs_and_no_buyer(claimed):
    world, _order = claimed
    target = io.BytesIO()
    with in_shop(world.shop):
        claim = CarrierClaim.objects.get()
        write_pack(target, claim, world.shop, at=world.now)
        (photo,) = photos_of(claim)
        with photo.shown.open() as kept:
            shown = kept.read()
        letter = letter_of(claim, world.shop, photos=1)
    with zipfile.ZipFile(target) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    manifest, seal = json.loads(held["manifest.json"]), json.loads(held["seal.json"])
    assert seal["manifest_sha256"] == hashlib.sha256(held["manifest.json"]).hexdigest()
    assert {row["path"]: row["sha256"] for row in manifest["files"]} == {
        name: hashlib.sha256(raw).hexdigest()
        for name, raw in held.items()
        if name not in ("manifest.json", "seal.json")
    }
    assert held["photos/01-photo.webp"] == shown
    assert held["letter.txt"].decode() == f"{letter.subject}\n\n{letter.body}"
    assert "812 g" in letter.body
    assert "¥290.00" in letter.body
    assert "3 × 青瓷杯 CUP" in letter.body
    assert "紫砂壶" not in letter.body  # it did not break
    scans = list(csv.DictReader(io.StringIO(held["scans.csv"].decode("utf-8-sig"))))
    assert [(row["state"], row["grams"]) for row in scans] == [
        ("collected", ""), ("in_transit", "812"), ("delivered", "")
    ]  # fmt: skip
    value = list(csv.DictReader(io.StringIO(held["value.csv"].decode("utf-8-sig"))))
    assert [(row["sku"], row["pieces"], row["unit_price"]) for row in value] == [
        ("CUP", "3", "100.00"), ("POT", "1", "500.00")
    ]  # fmt: skip
    everything = b"".join(raw for name, raw in held.items() if not name.startswith("photos/")).decode()
    for theirs in ("陈小暖", "buyer@example.com", "The box was open."):
        assert theirs not in everything
    assert pack_name(claim, world.now).startswith(claim.ref)


def test_an_erased_picture_is_no_longer_handed_on(claimed):
    world, _order = claimed
    with in_shop(world.shop):
        Evidence.objects.update(erased_at=world.now)
        assert photos_of(CarrierClaim.objects.get()) == []


def test_what_was_recovered_stands_on_the_statement_as_the_carriers(claimed):
    world, order = claimed
    claim = claim_of(world)
    file(carrier_claim=claim, actor=world.agent, at=world.now)
    record_payment(carrier_claim=claim.pk, amount_minor=20_000, actor=world.hire("manager"), at=world.now)
    with in_shop(world.shop):
        statement = statement_of(period_of(f"{world.today:%Y-%m}", world.shop))
    (row,) = [row for row in statement.rows if row.kind == "carrier_bears"]
    assert (row.minor, row.effect_minor, row.reference, row.order) == (20_000, 20_000, claim.ref, order.number)
    assert statement.totals[0].shares["carrier"] == 20_000
