"""How a host that a shop wants stands, in words: for the desk, the API and the letters. In the active language.

What DNS said is quoted as it was said; nothing here looks anything up.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from huitou.accounts.domains.addresses import LOCAL, origin_of
from huitou.accounts.domains.looking import TOKEN_PATH, challenge_name, challenge_value, target
from huitou.accounts.domains.names import shown_host
from huitou.accounts.domains.standing import LOST_AFTER
from huitou.accounts.models import PagesDomain
from huitou.core.when import written

State = PagesDomain.State
HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Record:
    """One record to set. `done`: it was there at the last look. `told`: what was found, in words."""

    kind: str
    name: str
    value: str
    done: bool
    told: str


def state_words(row: PagesDomain) -> tuple[str, str]:
    """The state in a word or two, and its tone."""
    if row.state == State.PROVEN:
        return (_("In use, but its records are gone"), "harm") if row.failing_since else (_("In use"), "good")
    if row.state == State.PENDING:
        return _("Waits for its records"), "turn"
    return (_("No longer leads here"), "harm") if row.state == State.LOST else (_("Expired"), "")


def sentence(row: PagesDomain, zone: ZoneInfo) -> str:
    """What is, what follows, and what to do."""
    host = shown_host(row.host)
    if row.state == State.PROVEN and row.failing_since is not None:
        return _(
            "%(host)s does not lead here any more, or its TXT record is gone. Mend the records by %(until)s; "
            "otherwise your pages go back to our address."
        ) % {"host": host, "until": written(row.failing_since + LOST_AFTER, zone, "full")}
    if row.state == State.PROVEN:
        return _("Buyers find your pages at %(url)s, and new mails lead there.") % {"url": origin_of(row.host)}
    if row.state == State.LOST:
        return _(
            "%(host)s has not led here for days. Your pages are at our address again; links to %(host)s in earlier "
            "mails do not work. Set the records again, or give the domain up."
        ) % {"host": host}
    if row.state == State.EXPIRED:
        return _("The records were not there in time. Enter the domain again to begin anew.")
    return _(
        "Set both records where you manage your domain, by %(until)s. Until both are there, your pages stay where they "
        "are."
    ) % {"until": written(row.expires_at, zone, "day")}


def looks(row: PagesDomain, at: datetime, zone: ZoneInfo) -> list[str]:
    """When we looked, when we look again, and what to do meanwhile; nothing where nobody waits for that."""
    if row.next_look_at is None or row.state == State.EXPIRED:
        return []
    said = (
        [_("We looked last on %(moment)s.") % {"moment": written(row.looked_at, zone, "full")}] if row.looked_at else []
    )
    said.append(_next(row.next_look_at, at))
    if row.state == State.PENDING:
        said.append(_("Nothing else to do until the records are there."))
    return said


def _next(moment: datetime, at: datetime) -> str:
    left = max(moment - at, timedelta(minutes=1))
    if left >= HOUR:
        count = round(left / HOUR)
        return ngettext("We look again in %(count)s hour.", "We look again in %(count)s hours.", count) % {
            "count": count
        }
    count = -(-left // timedelta(minutes=1))
    return ngettext("We look again in %(count)s minute.", "We look again in %(count)s minutes.", count) % {
        "count": count
    }


def records(row: PagesDomain) -> list[Record]:
    """The two records to set, with what was found of each; none for a name of the reader's own machine."""
    if row.host.endswith(LOCAL):
        return []
    leads, owned = (row.found.get(part) == "ok" for part in ("place", "owner"))
    return [
        Record("CNAME", row.host, f"{target()}.", leads, place_words(row)),
        Record("TXT", challenge_name(row.host), challenge_value(row.token), owned, owner_words(row)),
    ]


def file_address(row: PagesDomain) -> str:
    """Where the token may lie as a file instead of the TXT record."""
    return f"https://{row.host}{TOKEN_PATH}"


def owner_words(row: PagesDomain) -> str:
    """What was found of the owner's token."""
    found = row.found
    code = found.get("owner", "")
    if code == "ok":
        return _("The file was found.") if found.get("proof") == "http" else _("The record is there.")
    if code == "no_record":
        return _("DNS knows no TXT record at %(name)s yet.") % {"name": challenge_name(row.host)}
    if code == "other_record":
        return _("There is a TXT record, but it says: %(said)s") % {"said": _said(found, "owner_said")}
    if code == "taken":
        return _("Another shop here has proven %(host)s first. It is yours once that shop has given it up.") % {
            "host": shown_host(row.host)
        }
    return _of_servers(code, _said(found, "owner_said"))


def place_words(row: PagesDomain) -> str:
    """What was found of where the host leads."""
    found = row.found
    code = found.get("place", "")
    if code == "ok":
        return _("%(host)s leads here.") % {"host": shown_host(row.host)}
    if code == "nowhere":
        return _("DNS knows neither a CNAME nor an address of %(host)s yet.") % {"host": shown_host(row.host)}
    if code == "elsewhere":
        return _("%(host)s leads elsewhere: %(said)s") % {
            "host": shown_host(row.host), "said": _said(found, "place_said"),
        }  # fmt: skip
    return _of_servers(code, _said(found, "place_said"))


def _of_servers(code: str, said: str) -> str:
    """What goes wrong on the way to any record."""
    if code == "time_out":
        return _("The name servers did not answer in time: %(said)s") % {"said": said}
    if code == "server_failed":
        return _("The name servers answered with an error: %(said)s") % {"said": said}
    if code == "loop":
        return _("The CNAME records lead in a circle: %(said)s") % {"said": said}
    return _("We have not looked yet.")


def _said(found: dict[str, list[str]], which: str) -> str:
    return " · ".join(found.get(which) or [])
