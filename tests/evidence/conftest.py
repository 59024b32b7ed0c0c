"""Fixtures: files of evidence in a folder of the test's own; a case with a history; its bundle, and bundles bent."""

import json
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from huitou.cases.bundle.write import operator, write_bundle
from huitou.cases.verbs import add_evidence, refuse, say
from huitou.core.actors import Role
from huitou.core.tenancy import in_shop
from tests.evidence.videos import mp4
from tests.worlds import World

Change = Callable[[dict[str, bytes]], None]


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> Path:
    """Where this test's uploads lie."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"


def located_photo() -> BytesIO:
    """A JPEG that says where it was taken."""
    exif = Image.Exif()
    exif.get_ifd(0x8825)[1] = "N"
    exif[0x010F] = "Telephone maker"
    file = BytesIO()
    Image.new("RGB", (60, 40), "#8FB3A4").save(file, "JPEG", exif=exif)
    file.seek(0)
    return file


def told_case(world: World) -> Any:
    """A case with words, a photo and a video of both sides, and a refusal."""
    order = world.order()
    case = world.apply(order, cups=1, reason="damaged", photo=True, note="杯口有一道裂纹。")
    buyer = world.buyer(order)
    world.clock.forward(hours=1)
    add_evidence(case=case, file=BytesIO(mp4()), name="cup.mp4", actor=buyer, at=world.now)
    add_evidence(case=case, file=located_photo(), kind="photo_label", actor=buyer, at=world.now)
    say(case=case, body="请看一下照片。", actor=buyer, at=world.now)
    world.clock.forward(hours=1)
    add_evidence(case=case, file=located_photo(), actor=world.agent, at=world.now)
    refuse(case=case, actor=world.agent, at=world.now, reason="other", note="照片看不清楚,请再拍一张。")
    return world.refreshed(case)


@pytest.fixture
def case(world: World) -> Any:
    return told_case(world)


@pytest.fixture
def export(world: World, tmp_path: Path) -> Callable[..., Path]:
    """`export(case, reader=Role.BUYER, actor=…)`: the path of a bundle."""

    def write(case: Any, *, reader: Role = Role.PLATFORM, actor: Any = None, name: str = "bundle.zip") -> Path:
        path = tmp_path / name
        with in_shop(world.shop), open(path, "wb") as target:
            write_bundle(
                target,
                actor=actor or operator(world.shop),
                name=case.ref,
                shop=world.shop,
                at=world.now,
                reader=reader,
            )
        return path

    return write


def contents_of(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def bend(path: Path, change: Change) -> Path:
    """The bundle with its files changed by the function, zipped anew."""
    files = contents_of(path)
    change(files)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def rows_of(files: dict[str, bytes]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in files["events.jsonl"].splitlines()]


def put_rows(files: dict[str, bytes], rows: list[dict[str, Any]]) -> None:
    files["events.jsonl"] = b"".join(json.dumps(row, ensure_ascii=False).encode() + b"\n" for row in rows)
