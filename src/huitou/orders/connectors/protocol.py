"""What every connector is: it recognises a file by its content and reads it as a stream of drafts and rejects.

Called by `orders.imports`. A connector never writes, never holds the whole input in memory, and never stops at a
bad row: that one becomes a Reject.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import tzinfo
from pathlib import Path
from typing import Protocol, runtime_checkable

from django.utils.translation import gettext_lazy as _

from huitou.core.errors import Invalid
from huitou.orders.drafts import Record


class FileMissing(Invalid):
    """The path names nothing that can be read."""

    code = "import_file_missing"
    message = _("There is no file or folder “%(path)s” that can be read. Check the path and its permissions.")


class FileDamaged(Invalid):
    """A compressed file that breaks off or does not unpack."""

    code = "import_file_damaged"
    message = _("“%(path)s” is damaged: it does not unpack to its end. Fetch or export it again.")


class FormatUnknown(Invalid):
    """No connector recognises the content."""

    code = "import_format_unknown"
    message = _(
        "This file is not in a form we know (%(formats)s). Export it from the shop again, or save it as CSV with a "
        "header row."
    )


class FilesMissing(Invalid):
    """A folder lacks a file that its kind needs."""

    code = "import_files_missing"
    message = _("The folder “%(path)s” lacks %(files)s. Put the missing files beside the others and start again.")


class ColumnsMissing(Invalid):
    """A table lacks columns that an order cannot do without."""

    code = "import_columns_missing"
    message = _(
        "“%(file)s” has no column for: %(missing)s. Its columns are: %(found)s. Say which is which with "
        "--map field=column."
    )


class TimezoneMissing(Invalid):
    """The times of this source carry no zone."""

    code = "import_timezone_missing"
    message = _("The times in “%(file)s” carry no time zone. Give --timezone, for instance --timezone Asia/Shanghai.")


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What the caller says of the input.

    `currency` is the one that amounts are in (and that a stated currency must match); `timezone` applies to times
    without zone; `mapping` is field → column; `dates` is the order of day and month where a file writes 3/4/2024.
    """

    currency: str
    timezone: tzinfo | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    dates: str = ""


@runtime_checkable
class Explaining(Protocol):
    """A connector that can say why it does not recognise what it nearly does."""

    def lacks(self, path: Path) -> Invalid | None:
        """The error that names what is missing; None where the content is of another kind altogether."""
        ...


class Connector(Protocol):
    """One kind of source. `name` is what `--format` says and what `Order.source` keeps."""

    @property
    def name(self) -> str: ...

    def recognises(self, path: Path) -> bool:
        """Whether the file or folder at `path` looks like this kind, judged by its content."""
        ...

    def read(self, paths: Sequence[Path], options: ReadOptions) -> Iterator[Record]:
        """Stream what the input holds. Raises an `Invalid` only where nothing at all can be read."""
        ...
