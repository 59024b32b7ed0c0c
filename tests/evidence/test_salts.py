"""What the record says of a file: nothing that lets somebody with a picture try whether it is the one."""

import hashlib

from huitou.cases.bundle.verify import check_bundle
from huitou.cases.models import Evidence
from huitou.core.models import Event
from huitou.core.tenancy import in_shop
from tests.evidence.conftest import bend, contents_of


def digests(world):
    with in_shop(world.shop):
        return [(row.sha256, row.shown_sha256, bytes(row.salt)) for row in Evidence.objects.all()]


def test_no_event_holds_a_digest_that_can_be_made_from_the_file_alone(world, case):
    with in_shop(world.shop):
        bodies = " ".join(Event.objects.values_list("body", flat=True))
    known = digests(world)
    assert len(known) == 4
    for original, shown, salt in known:
        assert original not in bodies
        assert shown not in bodies
        assert hashlib.sha256(salt + original.encode()).hexdigest() in bodies


def test_with_the_salt_the_bundle_still_proves_each_file_and_another_salt_proves_nothing(case, export):
    path = export(case)
    assert check_bundle(path).wrong == []
    rows = contents_of(path)["data/evidence.jsonl"]
    bent = rows.replace(b'"salt":"', b'"salt":"00', 1)
    assert bent != rows
    found = check_bundle(bend(path, lambda files: files.update({"data/evidence.jsonl": bent}))).wrong
    assert "evidence_changed" in [finding.code for finding in found]


def test_a_record_from_before_the_salts_is_checked_by_its_plain_digests():
    from huitou.cases.bundle.verify.records import _is_the_file

    plain = hashlib.sha256(b"picture").hexdigest()
    before = {"evidence": "1", "sha256": plain, "shown_sha256": ""}
    assert _is_the_file(plain, "original", before, {})
    assert not _is_the_file(hashlib.sha256(b"other").hexdigest(), "original", before, {})
    assert _is_the_file("whatever", "shown", before, {}), "its copy was not kept track of then"
