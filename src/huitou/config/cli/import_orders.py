"""`huitou import orders FILE…`: the shop's history from files, streamed, with an account of what was skipped and why.

The only place that names the connectors. It reads arguments and shows the report; the work is `orders.imports`'.
"""

import json
import sys
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import typer

from huitou.config.cli.installation import DataOption, opened
from huitou.config.cli.speech import spoken

if TYPE_CHECKING:
    from huitou.core.models import Shop
    from huitou.orders.connectors.protocol import Connector
    from huitou.orders.imports import ImportReport, Job

FORMATS = "auto, olist, online_retail, shopify or generic"


def import_orders(
    files: Annotated[list[Path], typer.Argument(help=_("Files, or a folder in the Olist layout."))],
    shop: Annotated[str, typer.Option(help=_("The shop's short name."))],
    format_: Annotated[str, typer.Option("--format", help=f"{FORMATS}.")] = "auto",
    currency: Annotated[str, typer.Option(help=_("ISO 4217; the shop's own by default."))] = "",
    timezone: Annotated[str, typer.Option(help=_("IANA name, for times that carry no zone."))] = "",
    contacts: Annotated[
        Path | None, typer.Option(help=_("CSV with customer id, email, name, phone, for orders without contacts."))
    ] = None,
    column: Annotated[
        list[str] | None, typer.Option("--map", metavar="FIELD=COLUMN", help=_("Which column is which; repeatable."))
    ] = None,
    dates: Annotated[str, typer.Option(help=_("dmy or mdy, where a file writes 3/4/2026."))] = "",
    shift_to_today: Annotated[
        bool, typer.Option("--shift-to-today", help=_("Move all dates together so that the input ends today."))
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help=_("Print the report as one JSON object."))] = False,
    data: DataOption = None,
) -> None:
    """Bring in orders. Run it again at any time: what is known stays as it is, what is new comes in."""
    mapping = mapping_of(column or [])
    if dates not in ("", "dmy", "mdy"):
        raise typer.BadParameter(_("--dates is dmy or mdy"))
    with opened(data):
        from huitou.config.lookup import shop_of
        from huitou.core.errors import HuitouError

        found = shop_of(shop)
        try:
            job = _job(found, files, format_, currency, timezone, mapping, dates)
            job.contacts, job.shift_to_today = contacts, shift_to_today
            report = _run(job, found, quiet=as_json)
        except HuitouError as error:
            fail(error, as_json=as_json)
        except KeyboardInterrupt:
            said = _("Interrupted. What was written stays; run the same command again to go on.")
            sys.stderr.write(f"\n{said}\n")
            raise typer.Exit(130) from None
        with spoken():
            said = json.dumps(report.to_json(), ensure_ascii=False) + "\n" if as_json else account_of(report)
        sys.stdout.write(said)


def connectors() -> "list[Connector]":
    """Every connector there is, the most particular first."""
    from huitou.orders.connectors.generic.adapter import Generic
    from huitou.orders.connectors.olist.adapter import OlistFolder
    from huitou.orders.connectors.online_retail.adapter import OnlineRetail
    from huitou.orders.connectors.shopify.adapter import Shopify

    return [OlistFolder(), OnlineRetail(), Shopify(), Generic()]


def account_of(report: "ImportReport") -> str:
    """The report for a person at a terminal."""
    from huitou.orders.sentences import SENTENCES

    shares = _("%(new)s new, %(updated)s updated, %(unchanged)s unchanged") % {
        "new": f"{report.new:,}",
        "updated": f"{report.updated:,}",
        "unchanged": f"{report.unchanged:,}",
    }
    rows = [
        (_("orders"), f"{report.orders:,} ({shares})"),
        (_("lines"), f"{report.lines:,}"),
        (_("payments"), f"{report.payments:,}"),
        (_("customers"), _("%(count)s new") % {"count": f"{report.customers:,}"}),
        (_("contacts"), f"{report.contacts:,}"),
        (_("parcels"), f"{report.parcels:,}"),
    ]
    if report.cancellations_matched or report.cancellations_waiting or report.cancellations_matched_in_part:
        whole, part = report.cancellations_matched, report.cancellations_matched_in_part
        waiting = report.cancellations_waiting
        rows.append(
            (
                _("cancellations"),
                _("%(whole)s matched, %(part)s matched in part, %(waiting)s waiting")
                % {"whole": whole, "part": part, "waiting": waiting},
            )
        )
    if report.moved_by_days:
        rows.append((_("moved by"), _("%(count)s days") % {"count": report.moved_by_days}))
    rows.append((_("time"), f"{report.seconds:,.1f} s, {report.orders_per_second:,.0f} orders/s"))
    lines = [f"{name:<14}{value}" for name, value in rows]
    for title, tallies in ((_("Skipped"), report.skipped), (_("Taken, with a remark"), report.remarks)):
        if not tallies:
            continue
        lines += ["", f"{title}:"]
        for code, tally in sorted(tallies.items(), key=lambda item: -item[1].count):
            lines.append(f"  {tally.count:>7,}  {SENTENCES[code]} [{code}]")
            lines += [f"           {one.where}  {one.value}".rstrip() for one in tally.examples]
    return "\n".join(lines) + "\n"


def mapping_of(pairs: list[str]) -> dict[str, str]:
    """`--map field=column` as given on the command line."""
    mapping = {}
    for pair in pairs:
        field, sign, name = pair.partition("=")
        if not (sign and field.strip() and name.strip()):
            raise typer.BadParameter(_("--map takes field=column, not %(pair)s") % {"pair": repr(pair)})
        mapping[field.strip()] = name.strip()
    return mapping


def _job(
    shop: "Shop", files: list[Path], name: str, currency: str, timezone: str, mapping: dict[str, str], dates: str
) -> "Job":
    from huitou.core.money import exponent
    from huitou.orders.connectors.protocol import ReadOptions
    from huitou.orders.imports import Job, choose
    from huitou.parcels.imports import write

    try:
        zone = ZoneInfo(timezone) if timezone else None
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise typer.BadParameter(
            _("%(timezone)s is no time zone; write it like America/Sao_Paulo") % {"timezone": repr(timezone)}
        ) from error
    code = (currency or shop.currency).upper()
    exponent(code)
    options = ReadOptions(currency=code, timezone=zone, mapping=mapping, dates=dates)
    return Job(choose(connectors(), name, files), files, options, then=write)


def _run(job: "Job", shop: "Shop", *, quiet: bool) -> "ImportReport":
    from huitou.core.actors import system_actor
    from huitou.core.clock import now
    from huitou.orders.imports import run

    def progress(report: "ImportReport") -> None:
        counts = {"orders": report.orders, "lines": report.lines, "skipped": report.skipped_total}
        told = _("%(orders)s orders  %(lines)s lines  %(skipped)s skipped") % {
            name: f"{count:>9,}" for name, count in counts.items()
        }
        sys.stderr.write(f"\r{told}")
        sys.stderr.flush()

    report = run(job, actor=system_actor(shop.pk), at=now(), progress=None if quiet else progress)
    if not quiet:
        sys.stderr.write("\n")
    return report


def fail(error: "Exception", *, as_json: bool) -> NoReturn:
    """Say what went wrong and end with 1."""
    from huitou.core.errors import HuitouError

    assert isinstance(error, HuitouError)
    if as_json:
        sys.stdout.write(json.dumps({"error": error.code, "detail": error.text}, ensure_ascii=False) + "\n")
    with spoken():
        sys.stderr.write(f"huitou import: {error.text}\n")
    raise typer.Exit(1)
