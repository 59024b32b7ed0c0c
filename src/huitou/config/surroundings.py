"""What `huitou doctor` looks at around the installation: the proxy before it, its clock, its mail server, its workers.

Called by `health`, whose findings these are. It sends nothing and changes nothing.
"""

import http.client
import ssl
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from gettext import gettext as _
from urllib.parse import urlsplit

Finding = tuple[str, str]
PATIENCE_SECONDS = 5
SILENT_SECONDS = 60
CLOCK_OFF_SECONDS = 5


def proxy() -> Iterator[Finding]:
    """Whether what stands before us is told of, and whether the public address leads here."""
    from huitou.config import settings
    from huitou.config.addresses import is_loopback

    url = settings.HUITOU_PUBLIC_URL
    if is_loopback(url) or not url.startswith("https://"):
        return
    if not settings.HUITOU_TRUSTED_PROXIES or not hasattr(settings, "SECURE_PROXY_SSL_HEADER"):
        yield (
            "fail",
            _(
                "%(url)s is ended by a proxy that HUITOU_BEHIND_PROXY does not tell of: everybody would count as one "
                "client, and forms on shops' own hosts be refused; set HUITOU_BEHIND_PROXY=yes"
            )
            % {"url": url},
        )
    yield _leads_here(url)


def _leads_here(url: str) -> Finding:
    from huitou.accounts.domains.looking import TOKEN_PATH, mark_of

    facts = {"url": url, "reason": ""}
    try:
        with urllib.request.urlopen(url + TOKEN_PATH, timeout=PATIENCE_SECONDS) as answer:
            # What came first and no more: who answers letter by letter would keep us.
            said = answer.read1(1000).decode("utf-8", "replace").strip()
    except urllib.error.HTTPError as error:
        with error:
            facts["reason"] = f"HTTP {error.code}"
    except (OSError, ssl.SSLError, http.client.HTTPException) as error:
        facts["reason"] = _as_said(getattr(error, "reason", error))
    else:
        if said == mark_of(urlsplit(url).hostname or ""):
            return "ok", _("%(url)s leads here") % facts
        return (
            "fail",
            _("%(url)s leads somewhere else, or its proxy does not pass the name on as it came (Host)") % facts,
        )
    return (
        "warn",
        _("%(url)s does not answer from here (%(reason)s); see that ./huitou serve runs and the proxy leads to it")
        % facts,
    )


def _as_said(error: object) -> str:
    """What went wrong, in signs that a terminal only shows: a server that is not ours may have written it."""
    return "".join(sign if sign.isprintable() else " " for sign in str(error))[:200]


def mail() -> Iterator[Finding]:
    """Whether the mail server lets us in."""
    from django.core.mail import get_connection

    from huitou.config import settings

    if not settings.HUITOU_EMAIL_URL.startswith(("smtp:", "smtps:")):
        return
    connection = get_connection(timeout=PATIENCE_SECONDS)
    try:
        connection.open()
        yield "ok", _("the mail server lets us in")
    # What smtplib raises is an OSError too; a certificate that is wrong and a name that is unknown as well.
    except OSError as error:
        yield "fail", _("no mail goes out: %(reason)s; see HUITOU_EMAIL_URL") % {"reason": _as_said(error)}
    finally:
        connection.close()


def clock() -> Iterator[Finding]:
    """Whether this machine and the database's agree on the time; on one machine they do."""
    from django.db import connections

    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        theirs = cursor.fetchone()[0]
    off = (datetime.now(UTC) - theirs).total_seconds()
    if abs(off) > CLOCK_OFF_SECONDS:
        yield (
            "fail",
            _("the clock of this machine is %(seconds)s s away from the database's; let both be set by NTP")
            % {"seconds": round(off)},
        )


def workers() -> Iterator[Finding]:
    """Whether anybody does the jobs."""
    from django.db import connections

    with connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > now() - make_interval(secs => %s)",
            [SILENT_SECONDS],
        )
        alive = cursor.fetchone()[0]
        cursor.execute(
            "SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo' AND "
            "coalesce(scheduled_at, '-infinity') < now()"
        )
        due = cursor.fetchone()[0]
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE status = 'failed'")
        failed = cursor.fetchone()[0]
    if alive:
        yield "ok", _("%(alive)s workers, %(due)s jobs due") % {"alive": alive, "due": due}
    else:
        yield (
            "warn",
            _("no worker runs, %(due)s jobs are due: no mail, refund or deadline goes on; start ./huitou worker")
            % {"due": due},
        )
    if failed:
        yield "warn", _("%(failed)s jobs were given up; the worker's log says why") % {"failed": failed}
