"""Files of scans: CSV with a heading, UTF-8 or GB18030, one scan in a row. A bad row never loses a good one."""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from huitou.parcels.carriers.adapting import LONGEST_CODE, Adapter, country_of, place_of, text_of
from huitou.parcels.carriers.file.mapping import MEANINGS
from huitou.parcels.carriers.moments import moment
from huitou.parcels.carriers.protocol import Report, Tracking, Unreadable
from huitou.parcels.numbers import TrackingNumberMalformed, TrackingNumberMissing, number_in

# What files call each column.
COLUMNS: Final[Mapping[str, str]] = {
    "number": "number", "tracking_number": "number", "运单号": "number", "快递单号": "number", "物流单号": "number",
    "carrier": "carrier", "快递公司": "carrier", "物流公司": "carrier",
    "status": "status", "code": "status", "状态": "status", "物流状态": "status",
    "occurred_at": "occurred_at", "time": "occurred_at", "时间": "occurred_at", "操作时间": "occurred_at",
    "text": "text", "message": "text", "描述": "text", "轨迹": "text",
    "place": "place", "location": "place", "地点": "place", "country": "country", "国家": "country",
}  # fmt: skip
NEEDED: Final = ("number", "status", "occurred_at")


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row that says nothing, with the number of its line and why."""

    line: int
    why: str


class FileOfScans(Adapter):
    """What a person brings; nobody calls and nobody is asked."""

    code = "file"
    title = _("File")
    mapping = MEANINGS


def read_file(content: bytes, zone: ZoneInfo) -> Iterator[Tracking | Skipped]:
    """The scans of the file, row by row. Raises Unreadable for a file without the columns that are needed."""
    rows = csv.reader(io.StringIO(_text(content), newline=""))
    names = [COLUMNS.get(name.strip().lower(), "") for name in next(rows, [])]
    if any(name not in names for name in NEEDED):
        raise Unreadable("columns")
    for line, cells in enumerate(rows, start=2):
        if any(cell.strip() for cell in cells):
            yield _row(line, dict(zip(names, cells, strict=False)), zone)


def _row(line: int, cells: Mapping[str, str], zone: ZoneInfo) -> Tracking | Skipped:
    try:
        number = number_in(cells.get("number", ""))
        found, sure = moment(cells.get("occurred_at", ""), zone)
    except (TrackingNumberMissing, TrackingNumberMalformed):
        return Skipped(line, "number")
    except Unreadable:
        return Skipped(line, "occurred_at")
    report = Report(
        code=text_of(cells.get("status"), LONGEST_CODE), occurred_at=found, zone=sure, text=text_of(cells.get("text")),
        place=place_of(cells.get("place")), country=country_of(cells.get("country")),
    )  # fmt: skip
    return Tracking(number=number, carrier=text_of(cells.get("carrier"), 60), reports=(report,))


def _text(content: bytes) -> str:
    """Raises Unreadable."""
    for charset in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(charset)
        except UnicodeDecodeError:
            continue
    raise Unreadable("charset")
