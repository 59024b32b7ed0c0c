"""`./huitou evidence`: checks a bundle without a database, in the reader's language, with a status for the shell."""

import os
import subprocess
import sys

import pytest

from huitou.config.lookup import NoSuchCase, case_named
from tests.evidence.conftest import bend


def huitou(*arguments, **environment):
    """The command with a data folder that nobody can make and a database that is nowhere."""
    nowhere = {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none", "HUITOU_DATA": "/proc/none"}
    return subprocess.run(
        [sys.executable, "-m", "huitou", "evidence", "verify", *map(str, arguments)],
        capture_output=True, text=True, check=False,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": "src", **nowhere, **environment},
    )  # fmt: skip


def test_an_intact_bundle_is_said_to_be_one(case, export):
    done = huitou(export(case), "--lang", "en", "--checkpoint", bytes(case.chain_head).hex())
    assert (done.returncode, done.stderr) == (0, "")
    assert "Intact: 6 rows in 1 records, 18 files. Nothing was changed." in done.stdout
    assert f"is row 6 of the case {case.ref}, unchanged." in done.stdout


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh-hans", "文件被改动或替换：data/mails.jsonl"),
        ("zh-hant", "檔案被改動或替換：data/mails.jsonl"),
        ("en", "A file was changed or replaced: data/mails.jsonl"),
    ],
)
def test_what_is_wrong_is_said_in_the_readers_language(case, export, language, words):
    path = bend(export(case), lambda files: files.update({"data/mails.jsonl": b"{}\n"}))
    done = huitou(path, "--lang", language)
    assert done.returncode == 1
    assert words in done.stdout


def test_the_terminal_says_the_language(case, export):
    assert "完整：1 份紀錄共 6 筆" in huitou(export(case), LANG="zh_TW.UTF-8").stdout


def test_what_is_no_bundle_has_a_status_of_its_own(tmp_path):
    (tmp_path / "x.zip").write_bytes(b"PK")
    assert huitou(tmp_path / "x.zip").returncode == 2


def test_a_checkpoint_that_is_not_there_is_said(case, export):
    done = huitou(export(case), "--lang", "en", "--checkpoint", "0" * 64)
    assert done.returncode == 1
    assert "the record was set back or rewritten since" in done.stdout


def test_a_case_is_found_by_its_reference_or_as_the_latest(world, case):
    assert case_named(case.ref.lower()) == (world.shop, case.pk)
    assert case_named("latest", "teahouse") == (world.shop, case.pk)
    with pytest.raises(NoSuchCase):
        case_named("R-0000-0000")
