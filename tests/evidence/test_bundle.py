"""The bundle: complete, for its reader, intact; and whatever is bent in it is named, the first thing first."""

import hashlib
import json
import subprocess
import sys
import zipfile
from email.message import EmailMessage

import pytest

from huitou.cases.bundle.verify import Checkpoint, check_bundle, from_mail, from_text
from huitou.cases.bundle.verify.report import RECORDS, SENTENCES, Finding
from huitou.cases.models import Message
from huitou.cases.verbs import say
from huitou.core.actors import Role
from huitou.core.jobs import run_pending
from huitou.core.personal import erase
from huitou.core.tenancy import in_shop
from huitou.notifications.models import Mail
from tests.evidence.conftest import bend, contents_of, put_rows, rows_of
from tests.evidence.videos import PLACE


def codes(path, **more):
    return [finding.code for finding in check_bundle(path, **more).wrong]


def first(path, **more):
    found = check_bundle(path, **more).wrong[0]
    return found.code, found.facts.get("seq")


def test_an_untouched_bundle_is_intact(case, export):
    report = check_bundle(export(case))
    assert (report.wrong, report.status) == ([], 0)
    assert [note.code for note in report.notes] == ["signed"]
    assert report.about["ref"] == case.ref
    assert (report.rows, report.chains, report.files) == (6, 1, 18)


def test_a_bundle_holds_everything(case, export):
    files = contents_of(export(case))
    assert set(files) == {
        "story.html", "events.jsonl", "manifest.json", "seal.json", "data/case.json", "data/messages.jsonl",
        "data/evidence.jsonl", "data/sheets.jsonl", "data/policy.json", "data/verdict.json", "data/parcels.jsonl",
        "data/mails.jsonl", "files/01-buyer-photo.webp", "files/02-buyer-video.mp4", "files/03-buyer-photo-label.webp",
        "files/04-merchant-photo.webp", "originals/01-buyer-photo.jpg", "originals/02-buyer-video.mp4",
        "originals/03-buyer-photo-label.jpg", "originals/04-merchant-photo.jpg",
    }  # fmt: skip
    story = files["story.html"].decode()
    for words in ("杯口有一道裂纹。", "请看一下照片。", "照片看不清楚", "青瓷杯", "data:image/webp;base64,"):
        assert words in story
    parcels = [json.loads(line) for line in files["data/parcels.jsonl"].splitlines()]
    assert [f"SF Express {parcel['tracking_number']}" in story for parcel in parcels] == [True]
    assert "http" not in story.replace("http-equiv", "")


@pytest.mark.parametrize(("reader", "has"), [(Role.BUYER, "buyer"), (Role.MERCHANT, "merchant")])
def test_each_side_gets_its_own_originals_and_the_copies_of_the_others(world, case, export, reader, has):
    actor = world.buyer(case) if reader == Role.BUYER else world.agent
    path = export(case, reader=reader, actor=actor)
    files = contents_of(path)
    assert check_bundle(path).intact
    originals = {name for name in files if name.startswith("originals/")}
    assert originals
    assert all(f"-{has}-" in name for name in originals)
    others = [content for name, content in files.items() if f"-{has}-" not in name]
    assert not any(PLACE in content for content in others)


def test_the_buyers_copy_holds_no_address_of_a_colleague(world, case, export):
    run_pending()
    files = contents_of(export(case, reader=Role.BUYER, actor=world.buyer(case)))
    whole = b"".join(content for name, content in files.items() if name != "manifest.json").decode(errors="replace")
    assert "agent@" not in whole
    assert "manager@" not in whole
    assert "buyer@example.com" in files["data/mails.jsonl"].decode()


def change_row(field, value):
    def change(files):
        rows = rows_of(files)
        rows[2][field] = value(rows[2][field])
        put_rows(files, rows)

    return change


def reseal(files):
    """As somebody would who wants the bundle to look whole: the list of contents fits what is there."""
    manifest = json.loads(files["manifest.json"])
    manifest["files"] = [
        {"path": name, "size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        for name, content in files.items()
        if name not in ("manifest.json", "seal.json")
    ]
    files["manifest.json"] = json.dumps(manifest).encode()


def forge(files):
    """Rewrite the third row of the case with all fingerprints after it, and the list of contents."""
    rows = rows_of(files)
    mine = [row for row in rows if row["type"] == "cases.case"]
    mine[2]["body"] = mine[2]["body"].replace('"kind":', '"kind": ')
    for before, row in zip([None, *mine], mine, strict=False):
        row["prev"] = before["hash"] if before else ""
        row["hash"] = hashlib.sha256(bytes.fromhex(row["prev"]) + row["body"].encode()).hexdigest()
    put_rows(files, rows)
    manifest = json.loads(files["manifest.json"])
    manifest["chains"][0]["head"] = mine[-1]["hash"]
    files["manifest.json"] = json.dumps(manifest).encode()
    reseal(files)


def remove_row(files):
    put_rows(files, [row for number, row in enumerate(rows_of(files)) if number != 2])


def swap_rows(files):
    rows = rows_of(files)
    rows[1], rows[2] = rows[2], rows[1]
    put_rows(files, rows)


def append_row(files):
    rows = rows_of(files)
    last = [row for row in rows if row["type"] == "cases.case"][-1]
    body = json.dumps({"seq": last["seq"] + 1, "subject": {"id": last["id"], "type": "cases.case"}, "facts": {}})
    digest = hashlib.sha256(bytes.fromhex(last["hash"]) + body.encode()).hexdigest()
    added = {**last, "seq": last["seq"] + 1, "prev": last["hash"], "hash": digest, "body": body}
    put_rows(files, [*rows, added])


def cut_end(files):
    rows = rows_of(files)
    last = max(row["seq"] for row in rows if row["type"] == "cases.case")
    put_rows(files, [row for row in rows if (row["type"], row["seq"]) != ("cases.case", last)])


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (change_row("body", lambda body: body.replace("photo", "phota", 1)), ("row_changed", 3)),
        (change_row("body", lambda body: body + " "), ("row_changed", 3)),
        (change_row("hash", lambda hash_: "0" * 64), ("row_changed", 3)),
        (remove_row, ("row_missing", 3)),
        (swap_rows, ("row_moved", 2)),
        (append_row, ("row_added", 7)),
        (cut_end, ("row_missing", 6)),
    ],
)
def test_the_first_row_that_is_not_as_it_was_is_named(case, export, change, expected):
    assert case.chain_length == 6
    path = bend(export(case), change)
    assert first(path) == expected
    assert check_bundle(path).status == 1


def test_one_byte_of_any_file_is_noticed(case, export):
    run_pending()
    path = export(case)
    for name in contents_of(path):
        export(case)

        def flip(files, name=name):
            raw = bytearray(files[name])
            raw[len(raw) // 2] ^= 1
            files[name] = bytes(raw)

        assert check_bundle(bend(path, flip)).status != 0, name


def test_a_replaced_photo_is_named_even_where_the_list_of_contents_was_mended(case, export):
    def replace(files):
        files["files/01-buyer-photo.webp"] = files["files/04-merchant-photo.webp"] + b"x"
        reseal(files)

    found = codes(bend(export(case), replace))
    assert "evidence_changed" in found
    assert "manifest_wrong" in found


def test_a_replaced_photo_alone_is_named_with_its_path(case, export):
    def replace(files):
        files["files/01-buyer-photo.webp"] = files["files/04-merchant-photo.webp"] + b"x"

    found = check_bundle(bend(export(case), replace)).wrong
    assert found == [
        Finding("evidence_changed", {"path": "files/01-buyer-photo.webp", "seq": 1}),
        Finding("file_replaced", {"path": "files/01-buyer-photo.webp"}),
    ]


@pytest.mark.parametrize(
    ("name", "change", "expected"),
    [
        ("data/messages.jsonl", lambda raw: raw.replace("裂纹".encode(), "花纹".encode()), "message_changed"),
        ("data/messages.jsonl", lambda raw: b"", "message_missing"),
        ("data/sheets.jsonl", lambda raw: raw.replace(b'"total_minor":', b'"total_minor":1'), "sheet_changed"),
        ("data/sheets.jsonl", lambda raw: b"", "sheet_missing"),
        ("data/policy.json", lambda raw: raw.replace(b'"number":1', b'"number":1,"digest":"0"'), "data_unreadable"),
        ("data/policy.json", lambda raw: raw.replace(b"damaged", b"dameged"), "policy_changed"),
        ("data/verdict.json", lambda raw: raw.replace(b"true", b"false", 1), "verdict_changed"),
        ("data/evidence.jsonl", lambda raw: b"\n".join(raw.splitlines()[1:]), "evidence_missing"),
        ("data/evidence.jsonl", lambda raw: raw + raw.replace(b'"sha256":"', b'"sha256":"00'), "evidence_unknown"),
        ("events.jsonl", lambda raw: raw[:-40], "data_unreadable"),
        ("events.jsonl", lambda raw: b"[" * 100_000, "data_unreadable"),
        ("manifest.json", lambda raw: raw + b" ", "manifest_wrong"),
        ("manifest.json", lambda raw: b"{}", "manifest_unreadable"),
    ],
)
def test_what_lies_beside_the_chain_is_checked_against_it(case, export, name, change, expected):
    path = export(case)
    before = contents_of(path)[name]
    assert change(before) != before
    assert codes(bend(path, lambda files: files.update({name: change(before)})))[0] == expected


def test_files_that_are_missing_or_added_are_named(case, export):
    def change(files):
        del files["files/02-buyer-video.mp4"]
        files["more.txt"] = b"more"

    found = check_bundle(bend(export(case), change)).wrong
    assert Finding("file_missing", {"path": "files/02-buyer-video.mp4"}) in found
    assert Finding("file_added", {"path": "more.txt"}) in found


def test_a_forged_bundle_betrays_itself_by_its_seal_and_by_a_checkpoint(case, export):
    path = export(case)
    head = bytes(case.chain_head).hex()
    forged = bend(path, forge)
    assert codes(forged) == ["manifest_wrong"]
    assert "checkpoint_unknown" in codes(forged, checkpoints=[Checkpoint(head, case.chain_length)])


def resigned(files):
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    key = Ed25519PrivateKey.generate()
    files["seal.json"] = json.dumps({
        "algorithm": "ed25519", "manifest_sha256": hashlib.sha256(files["manifest.json"]).hexdigest(),
        "public_key": key.public_key().public_bytes_raw().hex(), "signature": key.sign(files["manifest.json"]).hex(),
    }).encode()  # fmt: skip


def test_a_forgery_sealed_anew_is_found_by_the_known_key_and_by_the_checkpoint(case, export):
    path = export(case)
    known = json.loads(contents_of(path)["seal.json"])["public_key"]
    assert codes(path, key=known) == []
    forged = bend(path, lambda files: (forge(files), resigned(files)))
    assert codes(forged) == []
    assert codes(forged, key=known) == ["key_foreign"]
    assert codes(forged, checkpoints=[from_text(bytes(case.chain_head).hex()[:16])]) == ["checkpoint_unknown"]


def test_a_chain_that_was_set_back_is_found_by_the_checkpoint(world, case, export):
    """An operator who drops the end of the record and writes a bundle that is whole in itself."""
    earlier = export(case, name="earlier.zip")
    world.clock.forward(hours=1)
    say(case=case, body="第二张照片更清楚。", actor=world.buyer(case), at=world.now)
    later = world.refreshed(case)
    checkpoint = Checkpoint(bytes(later.chain_head).hex(), later.chain_length, later.ref)
    assert codes(earlier) == []
    assert codes(earlier, checkpoints=[checkpoint]) == ["checkpoint_unknown"]
    report = check_bundle(export(later), checkpoints=[checkpoint])
    assert report.intact
    assert "checkpoint_found" in [note.code for note in report.notes]


def test_a_return_that_was_set_back_is_found_by_the_case(world, export):
    case = world.apply(world.order(), cups=1, reason="no_longer_wanted")
    from huitou.logistics.verbs import arrive, hand_over

    goods = world.refreshed(case).goods_return
    buyer = world.buyer(case)
    hand_over(goods_return=goods, way="own_parcel", carrier="sf", tracking_number="SF77001122", actor=buyer,
              at=world.now)  # fmt: skip
    say(case=case, body="已寄出。", actor=buyer, at=world.now)

    def set_back(files):
        rows = [row for row in rows_of(files) if (row["type"], row["seq"]) != ("logistics.goodsreturn", 2)]
        put_rows(files, rows)
        manifest = json.loads(files["manifest.json"])
        chain = next(one for one in manifest["chains"] if one["type"] == "logistics.goodsreturn")
        chain["length"] = 1
        chain["head"] = next(row for row in rows if row["type"] == "logistics.goodsreturn")["hash"]
        files["manifest.json"] = json.dumps(manifest).encode()
        reseal(files)
        resigned(files)

    path = export(case)
    assert codes(path) == []
    assert codes(bend(path, set_back)) == ["rolled_back"]
    assert arrive


def test_what_was_erased_leaves_the_chain_intact(world, case, export):
    with in_shop(world.shop):
        erase(Message.objects.get(with_action="open"), world.now, "body")
    report = check_bundle(export(case))
    assert report.intact
    assert Finding("erased", {"seq": 1}) in report.notes


# The zip itself


def test_a_truncated_bundle_is_told_apart_from_a_changed_one(case, export):
    path = export(case)
    path.write_bytes(path.read_bytes()[:-200])
    report = check_bundle(path)
    assert (report.wrong[0].code, report.status) == ("not_a_bundle", 2)


@pytest.mark.parametrize("content", [b"", b"PK", b"%PDF-1.7", b"PK\x05\x06" + b"\0" * 18])
def test_what_is_no_bundle_is_said_to_be_none(tmp_path, content):
    path = tmp_path / "x.zip"
    path.write_bytes(content)
    assert check_bundle(path).status == 2


@pytest.mark.parametrize(
    "name",
    ["../evil", "/etc/passwd", "a/../../b", "C:\\evil", "a\\b", ".hidden", "data/", "a//b", "x\0.html", "照片.jpg"],
)
def test_names_that_lead_elsewhere_are_refused(case, export, name):
    path = export(case)
    with zipfile.ZipFile(path, "a") as archive:
        info = zipfile.ZipInfo("x" * len(name))
        info.filename = info.orig_filename = name
        archive.writestr(info, b"x")
    assert codes(path) == ["name_forbidden"]
    assert check_bundle(path).status == 2


def test_a_name_twice_and_a_link_are_refused(case, export):
    path = export(case)
    with pytest.warns(UserWarning, match="Duplicate name"), zipfile.ZipFile(path, "a") as archive:
        archive.writestr("story.html", b"another")
    assert codes(path) == ["name_forbidden"]
    path = export(case)
    with zipfile.ZipFile(path, "a") as archive:
        link = zipfile.ZipInfo("link")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    assert codes(path) == ["name_forbidden"]


def test_a_bomb_is_refused_before_it_unpacks(case, export):
    path = export(case)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bomb.txt", b"\0" * 20_000_000)
    assert path.stat().st_size < 1_000_000
    assert codes(path) == ["too_large"]


# Mails


def test_each_mail_carries_the_checkpoint_of_its_moment(world, case, export, tmp_path):
    run_pending()
    with in_shop(world.shop):
        mails = list(Mail.objects.filter(about_id=case.pk).order_by("queued_at", "pk"))
    assert {mail.to_email.partition("@")[0] for mail in mails} >= {"buyer", "agent"}
    path = export(case)
    for number, mail in enumerate(mails):
        saved = tmp_path / f"{number}.eml"
        message = EmailMessage()
        message["Subject"] = mail.subject
        message.set_content(mail.text)
        message.add_alternative(mail.html, subtype="html")
        saved.write_bytes(message.as_bytes())
        (checkpoint,) = from_mail(saved)
        assert checkpoint.ref == case.ref
        report = check_bundle(path, checkpoints=[checkpoint])
        assert report.intact
        html = EmailMessage()
        html.set_content(mail.html, subtype="html")
        saved.write_bytes(html.as_bytes())
        assert from_mail(saved) == [checkpoint]
    assert codes(bend(path, lambda files: (forge(files), resigned(files))), checkpoints=[checkpoint]) == [
        "checkpoint_unknown"
    ]


def test_a_checkpoint_of_another_case_is_said_to_be_one(case, export):
    checkpoint = Checkpoint(bytes(case.chain_head).hex(), case.chain_length, "R-AAAA-AAAA")
    assert codes(export(case), checkpoints=[checkpoint]) == ["checkpoint_foreign"]


@pytest.mark.parametrize("typed", ["", "zz", "12345", "0" * 65, "R-7F3K-Q2MX/3"])
def test_what_is_no_checkpoint_is_refused(typed):
    with pytest.raises(ValueError):
        from_text(typed)


def test_a_checkpoint_may_be_typed_as_it_stands_in_the_mail():
    digits = "9f86d081 884c7d65 9a2feaa0 c55ad015 a3bf4f1b 2b0b822c d15d6c15 b0f00a08"
    assert from_text(f"r-7f3k-q2mx/12: {digits}") == Checkpoint(digits.replace(" ", ""), 12, "R-7F3K-Q2MX")
    assert from_text(digits[:17]) == Checkpoint("9f86d081884c7d65")


# Words


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant", "en"])
def test_every_finding_has_its_sentence_in_each_language(language):
    facts = dict.fromkeys(
        ("seq", "chain", "path", "why", "name", "key", "length", "by", "digest", "checkpoint", "ref", "line", "rows",
         "chains", "files", "shop", "made_at"), "7"
    )  # fmt: skip
    for code in SENTENCES:
        said = Finding(code, facts).say(language)
        assert "%(" not in said
        assert (language == "en") == (said == SENTENCES[code] % facts)
    for record in RECORDS:
        assert record not in Finding("row_missing", {**facts, "chain": f"{record} R-1"}).say(language)


def test_the_check_needs_no_django(case, export):
    path = export(case)
    code = (
        "import sys; from pathlib import Path; from huitou.cases.bundle.verify import check_bundle;"
        "report = check_bundle(Path(sys.argv[1]));"
        "print(report.status, 'django' in sys.modules, 'psycopg' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True,
                          env={"PYTHONPATH": "src"})  # fmt: skip
    assert done.stdout.split() == ["0", "False", "False"]


def test_two_cases_that_were_put_together_are_intact_in_both_bundles(world, export):
    from huitou.cases.verbs import merge

    order = world.order()
    one = world.apply(order, cups=1, reason="damaged", photo=True, note="一只。")
    two = world.apply(order, pots=1, reason="damaged", photo=True, note="还有壶。")
    merge(case=two, into=one.ref, actor=world.buyer(order), at=world.now)
    kept = check_bundle(export(one, name="kept.zip"))
    assert (kept.wrong, kept.status) == ([], 0)
    assert b"\xe8\xbf\x98\xe6\x9c\x89\xe5\xa3\xb6" in contents_of(export(one))["data/messages.jsonl"]
    gone = check_bundle(export(two, name="gone.zip"))
    assert gone.wrong == []
    assert {note.code for note in gone.notes} == {"signed", "moved"}
