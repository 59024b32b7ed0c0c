"""The contacts file: how buyers are reached when the orders' source does not say. One row per customer.

Called by `imports.run`. Held on disk, so it may be as long as the shop's history.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import TracebackType

from huitou.orders.connectors.generic.headers import squeezed
from huitou.orders.connectors.protocol import ColumnsMissing
from huitou.orders.connectors.spool import Spool
from huitou.orders.connectors.table import Row, read_table
from huitou.orders.connectors.values import clean
from huitou.orders.drafts import OrderDraft, Reject

_COLUMNS = {
    "id": "id|external id|customer|customer id|customer unique id|buyer id|user id|客户编号|会员编号|顧客編號|會員編號",
    "email": "email|e-mail|mail|邮箱|电子邮箱|电子邮件|電子郵件",
    "name": "name|customer name|full name|姓名|名字|收货人",
    "phone": "phone|telephone|mobile|tel|电话|手机|手机号|電話|手機",
    "locale": "locale|language|语言|語言",
}
_FIELD_OF = {squeezed(name): field for field, names in _COLUMNS.items() for name in names.split("|")}


class ContactBook:
    """Contacts by the customer's id in the source. `with ContactBook(path) as book`."""

    def __init__(self, path: Path) -> None:
        self.rejects: list[Reject] = []
        self._spool = Spool()
        try:
            self._spool.keep("contact", self._rows(path))
        except BaseException:
            self._spool.__exit__(None, None, None)
            raise

    def __enter__(self) -> "ContactBook":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._spool.__exit__(kind, error, trace)

    def filled(self, draft: OrderDraft) -> OrderDraft:
        """The draft with the contact that the file has for its customer (or for its order, or an alias)."""
        customer = draft.customer
        for key in (customer.external_id, *customer.aliases, draft.external_id):
            if found := self._spool.get("contact", key):
                email, name, phone, locale = found
                filled = replace(
                    customer,
                    email=email or customer.email,
                    name=name or customer.name,
                    phone=phone or customer.phone,
                    locale=locale or customer.locale,
                    confirmed=True,
                )
                return replace(draft, customer=filled)
        return draft

    def _rows(self, path: Path) -> Iterator[tuple[str, list[str]]]:
        with read_table(path) as table:
            places: dict[str, int] = {}
            for index, column in enumerate(table.header):
                if field := _FIELD_OF.get(squeezed(column)):
                    places.setdefault(field, index)
            if "id" not in places or not {"email", "phone"} & places.keys():
                raise ColumnsMissing(
                    file=path.name, missing="customer id, email / phone", found=", ".join(table.header)[:300]
                )
            for row in table:
                if not isinstance(row, Row):
                    self.rejects.append(replace(row, code="contact_row_broken", value=""))
                    continue
                cells = {field: clean(row.cells[place]) for field, place in places.items()}
                if cells["id"]:
                    yield cells["id"], [cells.get(name, "") for name in ("email", "name", "phone", "locale")]
                else:
                    self.rejects.append(Reject(table.where(row.line), "contact_row_broken"))
