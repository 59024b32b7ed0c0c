"""Pieces of the catalogue that an open exchange holds: from the application until they are sent or not wanted any more.

Called by the verbs that write a case's lines and by what comes with its states.
"""

from collections.abc import Iterable

from huitou.cases.models import Case, CaseLine
from huitou.cases.wishing import WishedLine
from huitou.orders.verbs.stock import release_stock, reserve_stock


def reserve_variants(lines: Iterable[WishedLine]) -> None:
    """Hold what the lines exchange into, in the order in which variants are locked. Raises SoldOut."""
    for line in sorted((line for line in lines if line.variant is not None), key=lambda line: str(line.variant)):
        assert line.variant is not None  # filtered above
        reserve_stock(line.variant, line.quantity)


def release_variants(case: Case, lines: Iterable[CaseLine]) -> None:
    """Give free what the case holds with its lines, as long as no replacement has taken it over."""
    if case.replacement_id is not None:
        return
    # In the order in which variants are locked.
    for line in sorted((line for line in lines if line.variant_id), key=lambda line: str(line.variant_id)):
        release_line(line, line.quantity)


def release_line(line: CaseLine, pieces: int) -> None:
    """Give some pieces of the line free."""
    if line.variant_id is not None and pieces:
        release_stock(line.variant_id, pieces)
