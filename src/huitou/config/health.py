"""What `huitou doctor` looks at. Each finding is a level (`ok`, `warn`, `fail`) and a sentence that says what to do.

It changes nothing except that the embedded database is started.
"""

import os
import platform
from collections.abc import Iterator
from gettext import gettext as _
from pathlib import Path

Finding = tuple[str, str]
OLDEST_POSTGRES = 15
LITTLE_SPACE_BYTES = 1024**3
CJK_FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "/System/Library/Fonts", "/Library/Fonts")
CJK_FONT_NAMES = ("notosanscjk", "notoserifcjk", "sourcehansans", "pingfang", "wqy", "msyh", "stheiti", "hiragino")


def before_the_database() -> Iterator[Finding]:
    """The machine, the data folder and the settings."""
    from huitou.config import room, settings
    from huitou.config.embedded_place import place_of

    yield (
        "ok",
        _("Python %(version)s on %(system)s %(machine)s")
        % {"version": platform.python_version(), "system": platform.system(), "machine": platform.machine()},
    )
    data = settings.HUITOU_DATA
    free = room.free_bytes(data)
    told = _("data folder %(folder)s, %(free)s GiB free") % {"folder": data, "free": f"{free / 1024**3:.1f}"}
    if free < room.START_BYTES:
        yield "fail", str(room.disk_full(data))
    elif free < LITTLE_SPACE_BYTES:
        yield "warn", _("%(room)s: make room before the disk is full") % {"room": told}
    else:
        yield "ok", told
    if not settings.HUITOU_EMBEDDED:
        yield "ok", _("database: the server of DATABASE_URL")
    elif user := place_of(data).user:
        yield (
            "warn",
            _("run as root: allowed; PostgreSQL runs as %(name)s. An ordinary account is better") % {"name": user.name},
        )
    else:
        yield "ok", _("database: embedded PostgreSQL")
    if settings.HUITOU_CLOCK_MOVABLE and not settings.HUITOU_DEMO:
        yield "fail", _("HUITOU_CLOCK_MOVABLE is set: deadlines could be moved. Unset it outside the demo")
    if settings.DEBUG:
        yield "warn", _("HUITOU_DEBUG is set: errors show the program's inside to everybody. Unset it in production")
    yield from _mail(settings.HUITOU_EMAIL_URL)
    yield from _address(settings.HUITOU_PUBLIC_URL)
    yield from _fonts()
    yield from _pdf()


def with_the_database() -> Iterator[Finding]:
    """The server, the schema, the application's rights, the texts, the providers' accounts and the flow tables."""
    from huitou.config import schema, surroundings

    missing = schema.pending()
    yield _server()
    yield from surroundings.clock()
    yield from surroundings.proxy()
    yield from surroundings.mail()
    yield _migrations(missing)
    yield from _schema()
    yield _texts()
    if not missing:
        yield from surroundings.workers()
        yield from _gateways()
        yield from _carriers()
        yield from _channels()
        yield from _domains()
    yield _flows()


def _server() -> Finding:
    from django.db import connections

    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version_num')::int / 10000")
        major = cursor.fetchone()[0]
    if major >= OLDEST_POSTGRES:
        return "ok", _("PostgreSQL %(major)s answers") % {"major": major}
    return (
        "fail",
        _("PostgreSQL %(major)s is too old; %(oldest_postgres)s or newer is needed")
        % {"major": major, "oldest_postgres": OLDEST_POSTGRES},
    )


def _migrations(missing: list[str]) -> Finding:
    from huitou.config import settings

    if not missing:
        return "ok", _("the database is up to date")
    if settings.HUITOU_EMBEDDED:
        return "ok", _("%(count)s migrations will be applied at the next start") % {"count": len(missing)}
    return (
        "fail",
        _("%(count)s migrations are missing (%(missing)s first); run ./huitou migrate")
        % {"count": len(missing), "missing": missing[0]},
    )


def _schema() -> Iterator[Finding]:
    """What must hold before anything is written: a database of this version, a role that is bound."""
    from huitou.config import schema
    from huitou.config.failures import StartUpFailed

    for refuse, fine in (
        (schema.refuse_unknown, _("every migration of the database is known")),
        (schema.refuse_powerful_role, _("row-level security binds the application's role")),
    ):
        try:
            refuse()
            yield "ok", fine
        except StartUpFailed as failure:
            yield "fail", str(failure)


def _texts() -> Finding:
    from huitou.config import translations

    texts = sum(len(translations.problems(area)) for area in translations.areas())
    if not texts:
        return "ok", _("every text is there in three languages")
    return (
        "warn",
        _("%(texts)s texts are not translated; see python -m huitou.config.translations check") % {"texts": texts},
    )


def _flows() -> Finding:
    from huitou.config.flow_proof import findings

    gaps = findings()
    if not gaps:
        return "ok", _("the flow tables are complete")
    return "fail", _("the flow tables have %(count)s gaps; see ./huitou flows check") % {"count": len(gaps)}


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
                yield (
                    "fail",
                    _("%(shop)s: the payment provider %(gateway)s is not part of this installation")
                    % {"shop": shop.slug, "gateway": row.gateway},
                )
                continue
            for fault in faults(row, adapter.fields):
                yield (
                    "fail",
                    _("%(shop)s: %(fault)s; the owner enters it under Settings, Payments")
                    % {"shop": shop.slug, "fault": fault},
                )
    yield "ok", _("%(found)s accounts at payment providers") % {"found": found}


def _carriers() -> Iterator[Finding]:
    """Accounts at those who tell of parcels that cannot work."""
    from huitou.core.models import Shop
    from huitou.core.tenancy import in_shop
    from huitou.parcels.carriers.registry import codes, source
    from huitou.parcels.credentials import faults
    from huitou.parcels.models import CarrierAccount

    found = 0
    for shop in Shop.objects.order_by("slug"):
        with in_shop(shop):
            rows = list(CarrierAccount.objects.filter(closed_at__isnull=True))
        found += len(rows)
        for row in rows:
            for fault in faults(row, source(row.source).fields if row.source in codes() else ()):
                yield (
                    "fail",
                    _("%(shop)s: %(fault)s; the owner enters it under Settings, Tracking")
                    % {"shop": shop.slug, "fault": fault},
                )
    yield "ok", _("%(found)s accounts at carriers") % {"found": found}


def _channels() -> Iterator[Finding]:
    """Accounts at those who carry messages that cannot work."""
    from huitou.core.models import Shop
    from huitou.core.tenancy import in_shop
    from huitou.notifications.channels.registry import channel, codes
    from huitou.notifications.credentials import faults
    from huitou.notifications.models import ChannelAccount

    found = 0
    for shop in Shop.objects.order_by("slug"):
        with in_shop(shop):
            rows = list(ChannelAccount.objects.filter(closed_at__isnull=True))
        found += len(rows)
        for row in rows:
            for fault in faults(row, channel(row.provider).fields if row.provider in codes() else ()):
                yield (
                    "fail",
                    _("%(shop)s: %(fault)s; the owner enters it under Settings, Short messages")
                    % {"shop": shop.slug, "fault": fault},
                )
    yield "ok", _("%(found)s accounts at those who carry messages") % {"found": found}


def _domains() -> Iterator[Finding]:
    """Hosts of shops that do not lead here any more, as DNS says it now."""
    from huitou.accounts.domains.look_now import look_only
    from huitou.accounts.domains.telling import owner_words, place_words
    from huitou.accounts.models import PagesDomain
    from huitou.core.models import Shop
    from huitou.core.tenancy import in_shop

    shops = Shop.objects.exclude(pages_host="").order_by("slug")
    for shop in shops:
        with in_shop(shop):
            row = PagesDomain.objects.filter(host=shop.pages_host).first()
        if row is None:
            yield "fail", _("%(shop)s: nothing proves %(host)s") % {"shop": shop.slug, "host": shop.pages_host}
            continue
        row.found = look_only(row).as_json()
        for code, said in (("owner", owner_words(row)), ("place", place_words(row))):
            if row.found[code] != "ok":
                yield "warn", _("%(shop)s: %(host)s: %(said)s") % {"shop": shop.slug, "host": row.host, "said": said}
    yield "ok", _("%(found)s domains of shops") % {"found": len(shops)}


def _mail(url: str) -> Iterator[Finding]:
    if url.startswith(("console:", "file:", "memory:")):
        yield (
            "warn",
            _("mails go to %(url)s, not to people; set HUITOU_EMAIL_URL for real ones") % {"url": url.split(":")[0]},
        )
    else:
        yield "ok", _("mails are sent by %(url)s") % {"url": url.split(":")[0]}


def _address(url: str) -> Iterator[Finding]:
    from huitou.config.addresses import is_loopback

    if is_loopback(url):
        yield (
            "warn",
            _("links in mails lead to %(url)s, which only this machine can open; set HUITOU_PUBLIC_URL") % {"url": url},
        )
    elif not url.startswith("https://"):
        yield (
            "fail",
            _("%(url)s is not encrypted, so browsers refuse the sign-in; use https in HUITOU_PUBLIC_URL")
            % {"url": url},
        )
    else:
        yield "ok", _("public address %(url)s") % {"url": url}


def _pdf() -> Iterator[Finding]:
    from huitou.cases.bundle.pdf import why_not

    missing = why_not()
    if not missing:
        yield "ok", _("evidence bundles hold their story as PDF too")
    else:
        yield "ok", _("evidence bundles hold printable HTML and no PDF (%(missing)s)") % {"missing": missing}


def _fonts() -> Iterator[Finding]:
    folders = [*map(Path, CJK_FONT_FOLDERS), Path.home() / ".fonts", Path.home() / ".local/share/fonts"]
    for folder in folders:
        for _path, _folders, names in os.walk(folder):
            if any(name.lower().replace("-", "").startswith(CJK_FONT_NAMES) for name in names):
                yield "ok", _("a font with Chinese characters is installed")
                return
    yield "warn", _("no Chinese font on this machine: pages are fine, printing here is not; install fonts-noto-cjk")
