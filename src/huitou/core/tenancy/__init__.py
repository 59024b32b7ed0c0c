"""One shop at a time: `in_shop` opens the scope and the transaction in which its rows can be read and written."""

from huitou.core.tenancy.scope import current_shop_id, every_shop, in_shop, open_shop_row, reading_floor

__all__ = ["current_shop_id", "every_shop", "in_shop", "open_shop_row", "reading_floor"]
