"""`huitou import variants FILE…`: what the shop sells now, with price and stock, for exchanges to choose from.

It reads arguments and shows the account; reading is `orders.connectors.variants`', writing `save_variants`'.
"""

import json
import sys
from collections import Counter
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from huitou.config.cli.import_orders import fail, mapping_of
from huitou.config.cli.installation import DataOption, opened
from huitou.config.cli.speech import spoken

if TYPE_CHECKING:
    from huitou.core.models import Shop
    from huitou.orders.drafts import Reject
    from huitou.orders.verbs.save_variants import Saved

EXAMPLES = 3


def import_variants(
    files: Annotated[list[Path], typer.Argument(help=_("CSV, JSON lines, or Shopify's products as JSON."))],
    shop: Annotated[str, typer.Option(help=_("The shop's short name."))],
    currency: Annotated[str, typer.Option(help=_("ISO 4217; the shop's own by default."))] = "",
    column: Annotated[
        list[str] | None,
        typer.Option("--map", metavar="FIELD=COLUMN", help=_("sku, product, title, name, price, stock …; repeatable.")),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help=_("Print the account as one JSON object."))] = False,
    data: DataOption = None,
) -> None:
    """Take over the catalogue. Run it again at any time: prices and stock follow the file, the rest stays."""
    mapping = mapping_of(column or [])
    with opened(data):
        from huitou.config.lookup import shop_of
        from huitou.core.errors import HuitouError

        found = shop_of(shop)
        try:
            saved, rejects = _save(found, files, (currency or found.currency).upper(), mapping)
        except HuitouError as error:
            fail(error, as_json=as_json)
        told = _told(saved, rejects)
        with spoken():
            said = json.dumps(told, ensure_ascii=False) + "\n" if as_json else account_of(told)
        sys.stdout.write(said)


def account_of(told: dict[str, object]) -> str:
    """The account for a person at a terminal."""
    from huitou.orders.sentences import SENTENCES

    counts = {"new": _("new"), "changed": _("changed"), "unchanged": _("unchanged")}
    lines = [f"{label:<14}{told[name]:,}" for name, label in counts.items()]
    held, skipped = told["held"], told["skipped"]
    if isinstance(held, list) and held:
        lines += ["", _("Fewer left than promised to open exchanges: %(skus)s") % {"skus": ", ".join(held)}]
    if isinstance(skipped, dict) and skipped:
        lines += ["", f"{_('Skipped')}:"]
        for code, one in skipped.items():
            lines.append(f"  {one['count']:>7,}  {SENTENCES[code]} [{code}]")
            lines += [f"           {example}" for example in one["examples"]]
    return "\n".join(lines) + "\n"


def _save(
    shop: "Shop", files: list[Path], currency: str, mapping: dict[str, str]
) -> "tuple[list[Saved], list[Reject]]":
    from huitou.core.actors import system_actor
    from huitou.core.clock import now
    from huitou.core.money import exponent
    from huitou.orders.connectors.variants import read_variants
    from huitou.orders.drafts import Reject
    from huitou.orders.verbs.save_variants import MOST, save_variants

    exponent(currency)
    saved, rejects, batch = [], [], []
    actor, at = system_actor(shop.pk), now()
    for path in files:
        for one in read_variants(path, currency=currency, mapping=mapping):
            if isinstance(one, Reject):
                rejects.append(one)
                continue
            batch.append(one)
            if len(batch) == MOST:
                saved.append(save_variants(drafts=batch, actor=actor, at=at))
                batch = []
    saved.append(save_variants(drafts=batch, actor=actor, at=at))
    return saved, rejects


def _told(saved: "list[Saved]", rejects: "list[Reject]") -> dict[str, object]:
    counts = Counter(reject.code for reject in rejects)
    return {
        "new": sum(one.new for one in saved),
        "changed": sum(one.changed for one in saved),
        "unchanged": sum(one.unchanged for one in saved),
        "held": [sku for one in saved for sku in one.held],
        "skipped": {
            code: {
                "count": count,
                "examples": [f"{one.where}  {one.value}".rstrip() for one in rejects if one.code == code][:EXAMPLES],
            }
            for code, count in counts.most_common()
        },
    }
