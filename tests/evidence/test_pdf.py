"""The story as PDF, printed by the browser of this machine; skipped where there is none."""

import io
import shutil
import subprocess
import zipfile

import pytest

from huitou.cases.bundle import pdf
from huitou.cases.bundle.verify import check_bundle
from huitou.cases.bundle.write import operator, write_bundle
from huitou.core.actors import Role
from huitou.core.tenancy import in_shop

needs_browser = pytest.mark.skipif(bool(pdf.why_not()), reason=f"no PDF on this machine: {pdf.why_not()}")
needs_reader = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext is not installed")


def bundle_with_pdf(world, case):
    file = io.BytesIO()
    with in_shop(world.shop):
        write_bundle(file, actor=operator(world.shop), name=case.ref, shop=world.shop, at=world.now,
                     reader=Role.PLATFORM, with_pdf=True)  # fmt: skip
    return file


def text_of(printed: bytes) -> str:
    return subprocess.run(["pdftotext", "-", "-"], input=printed, capture_output=True, check=True).stdout.decode()


@needs_browser
def test_a_bundle_holds_the_story_as_pdf_and_is_intact(world, case, tmp_path):
    path = tmp_path / "bundle.zip"
    path.write_bytes(bundle_with_pdf(world, case).getvalue())
    with zipfile.ZipFile(path) as archive:
        printed = archive.read("story.pdf")
    assert printed.startswith(b"%PDF-")
    assert b"/Font" in printed, "there is text in it, not only a picture"
    assert check_bundle(path).wrong == []


@needs_browser
@needs_reader
def test_the_pdf_says_what_the_page_says_in_chinese_too(world, case):
    with zipfile.ZipFile(bundle_with_pdf(world, case)) as archive:
        told = text_of(archive.read("story.pdf"))
    for words in (case.ref, "杯口有一道裂纹", "照片看不清楚"):
        assert words in told.replace("\n", "")


@needs_browser
@needs_reader
def test_nothing_in_the_page_runs():
    printed = pdf.pdf_of("<!doctype html><p>kept</p><script>document.body.textContent = 'replaced'</script>")
    assert "kept" in text_of(printed)


def test_without_a_browser_the_bundle_has_no_pdf_and_doctor_says_why(world, case, monkeypatch):
    monkeypatch.setattr(pdf, "BROWSERS", ("no-such-browser",))
    assert pdf.why_not() == "no Chromium or Chrome"
    with zipfile.ZipFile(bundle_with_pdf(world, case)) as archive:
        assert "story.pdf" not in archive.namelist()
        assert "story.html" in archive.namelist()


@needs_browser
def test_a_browser_that_fails_spoils_no_bundle(world, case, monkeypatch):
    monkeypatch.setattr(pdf, "browser", lambda: "/bin/false")
    with zipfile.ZipFile(bundle_with_pdf(world, case)) as archive:
        assert "story.pdf" not in archive.namelist()
