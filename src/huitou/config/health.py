"""What `huitou doctor` looks at. Each finding is a level (`ok`, `warn`, `fail`) and a sentence that says what to do.

It changes nothing except that the embedded database is started.
"""

import os
import platform
import shutil
from collections.abc import Iterator
from pathlib import Path

Finding = tuple[str, str]
OLDEST_POSTGRES = 15
LITTLE_SPACE_BYTES = 1024**3
CJK_FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "/System/Library/Fonts", "/Library/Fonts")
CJK_FONT_NAMES = ("notosanscjk", "notoserifcjk", "sourcehansans", "pingfang", "wqy", "msyh", "stheiti", "hiragino")


def before_the_database() -> Iterator[Finding]:
    """The machine, the data folder and the settings."""
    from huitou.config import settings
    from huitou.config.embedded_place import place_of

    yield "ok", f"Python {platform.python_version()} on {platform.system()} {platform.machine()}"
    data = settings.HUITOU_DATA
    free = shutil.disk_usage(data).free
    room = f"data folder {data}, {free / 1024**3:.1f} GiB free"
    yield ("ok", room) if free >= LITTLE_SPACE_BYTES else ("warn", f"{room}: make room before the disk is full")
    if not settings.HUITOU_EMBEDDED:
        yield "ok", "database: the server of DATABASE_URL"
    elif user := place_of(data).user:
        yield "warn", f"run as root: allowed; PostgreSQL runs as {user.name}. An ordinary account is better"
    else:
        yield "ok", "database: embedded PostgreSQL"
    if settings.HUITOU_CLOCK_MOVABLE and not settings.HUITOU_DEMO:
        yield "fail", "HUITOU_CLOCK_MOVABLE is set: deadlines could be moved. Unset it outside the demo"
    if settings.DEBUG:
        yield "warn", "HUITOU_DEBUG is set: errors show the program's inside to everybody. Unset it in production"
    yield from _mail(settings.HUITOU_EMAIL_URL)
    yield from _address(settings.HUITOU_PUBLIC_URL)
    yield from _fonts()
    yield from _pdf()


def with_the_database() -> Iterator[Finding]:
    """The server, the schema, the application's rights, the texts and the tables of the flows."""
    from django.db import connections

    from huitou.config import schema, settings, translations
    from huitou.config.failures import StartUpFailed
    from huitou.config.flow_proof import findings

    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version_num')::int / 10000")
        major = cursor.fetchone()[0]
    if major < OLDEST_POSTGRES:
        yield "fail", f"PostgreSQL {major} is too old; {OLDEST_POSTGRES} or newer is needed"
    else:
        yield "ok", f"PostgreSQL {major} answers"
    missing = schema.pending()
    if missing and settings.HUITOU_EMBEDDED:
        yield "ok", f"{len(missing)} migrations will be applied at the next start"
    elif missing:
        yield "fail", f"{len(missing)} migrations are missing ({missing[0]} first); run ./huitou migrate"
    else:
        yield "ok", "the database is up to date"
    for refuse, fine in (
        (schema.refuse_unknown, "every migration of the database is known"),
        (schema.refuse_powerful_role, "row-level security binds the application's role"),
    ):
        try:
            refuse()
            yield "ok", fine
        except StartUpFailed as failure:
            yield "fail", str(failure)
    if texts := sum(len(translations.problems(area)) for area in translations.areas()):
        yield "warn", f"{texts} texts are not translated; see python -m huitou.config.translations check"
    else:
        yield "ok", "every text is there in three languages"
    yield from _gateways()
    if gaps := findings():
        yield "fail", f"the flow tables have {len(gaps)} gaps; see ./huitou flows check"
    else:
        yield "ok", "the flow tables are complete"


def _gateways() -> Iterator[Finding]:
    """Accounts at payment providers that cannot work, shop by shop."""
    from huitou.core.models import Shop
    from huitou.core.tenancy import in_shop
    from huitou.refunds.credentials import faults
    from huitou.refunds.gateways.notices import WithAccount
    from huitou.refunds.gateways.registry import codes, gateway
    from huitou.refunds.models import GatewayAccount

    found = 0
    for shop in Shop.objects.order_by("slug"):
        with in_shop(shop):
            rows = list(GatewayAccount.objects.filter(closed_at__isnull=True))
        found += len(rows)
        for row in rows:
            adapter = gateway(row.gateway) if row.gateway in codes() else None
            if not isinstance(adapter, WithAccount):
                yield "fail", f"{shop.slug}: the payment provider {row.gateway} is not part of this installation"
                continue
            for fault in faults(row, adapter.fields):
                yield "fail", f"{shop.slug}: {fault}; the owner enters it under Settings, Payments"
    yield "ok", f"{found} accounts at payment providers"


def _mail(url: str) -> Iterator[Finding]:
    if url.startswith(("console:", "file:", "memory:")):
        yield "warn", f"mails go to {url.split(':')[0]}, not to people; set HUITOU_EMAIL_URL for real ones"
    else:
        yield "ok", f"mails are sent by {url.split(':')[0]}"


def _address(url: str) -> Iterator[Finding]:
    from huitou.config.addresses import is_loopback

    if is_loopback(url):
        yield "warn", f"links in mails lead to {url}, which only this machine can open; set HUITOU_PUBLIC_URL"
    elif not url.startswith("https://"):
        yield "fail", f"{url} is not encrypted, so browsers refuse the sign-in; use https in HUITOU_PUBLIC_URL"
    else:
        yield "ok", f"public address {url}"


def _pdf() -> Iterator[Finding]:
    from huitou.cases.bundle.pdf import why_not

    missing = why_not()
    if not missing:
        yield "ok", "evidence bundles hold their story as PDF too"
    else:
        yield "ok", f"evidence bundles hold printable HTML and no PDF ({missing})"


def _fonts() -> Iterator[Finding]:
    folders = [*map(Path, CJK_FONT_FOLDERS), Path.home() / ".fonts", Path.home() / ".local/share/fonts"]
    for folder in folders:
        for _path, _folders, names in os.walk(folder):
            if any(name.lower().replace("-", "").startswith(CJK_FONT_NAMES) for name in names):
                yield "ok", "a font with Chinese characters is installed"
                return
    yield "warn", "no Chinese font on this machine: pages are fine, printing here is not; install fonts-noto-cjk"
