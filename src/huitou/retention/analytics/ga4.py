"""Google Analytics 4 by its Measurement Protocol: `POST /mp/collect?measurement_id=…&api_secret=…`, at most 25 events.

https://developers.google.com/analytics/devguides/collection/protocol/ga4/reference. It answers 204 to whatever it
gets, also to a wrong secret: that an event was taken says nothing of whether it was counted.
"""

import json
import re
import secrets
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final
from urllib.parse import urlencode

import httpx
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from huitou.core import outgoing
from huitou.core.credentials import CredentialField, CredentialInvalid

CODE: Final = "ga4"
MOST_EVENTS = 25
LIMITS = httpx.Timeout(10, connect=5)
MEASUREMENT_ID = re.compile(r"G-[A-Z0-9]{4,16}")
SECRET = re.compile(r"[A-Za-z0-9_-]{10,80}")


class GoogleAnalytics:
    """What the shop enters, and the calls."""

    fields = (
        CredentialField("measurement_id", _("Measurement ID"), help=_("Admin, Data streams: it begins with G-.")),
        CredentialField(
            "api_secret", _("API secret"), secret=True,
            help=_("Of the same data stream, under Measurement Protocol API secrets."),
        ),
    )  # fmt: skip

    def check(self, values: Mapping[str, str]) -> None:
        """Their shapes; Google tells nobody whether a secret is right. Raises CredentialInvalid."""
        for name, shape in (("measurement_id", MEASUREMENT_ID), ("api_secret", SECRET)):
            if not shape.fullmatch(values[name]):
                label = next(one.label for one in self.fields if one.name == name)
                raise CredentialInvalid(field=str(label), name=name)

    def send(self, values: Mapping[str, str], events: Sequence[Mapping[str, Any]]) -> int:
        """Send all; how many got there before the first call that failed. Raises nothing."""
        query = urlencode({"measurement_id": values["measurement_id"], "api_secret": values["api_secret"]})
        done = 0
        for part in _parts(events):
            try:
                outgoing.call(
                    "POST", f"{settings.HUITOU_GA4_URL}/mp/collect?{query}",
                    headers={"Content-Type": "application/json"}, content=_body(part), limits=LIMITS,
                )  # fmt: skip
            except outgoing.CallFailed:
                return done
            done += len(part)
        return done


def visit_event(stage: str, *, late: bool) -> dict[str, Any]:
    """One visit: where the parcel stood, nothing of who came."""
    params = {"parcel_stage": stage, "parcel_late": "yes" if late else "no", "engagement_time_msec": 1}
    return {"name": "parcel_page_view", "params": params}


def _parts(events: Sequence[Mapping[str, Any]]) -> Iterator[Sequence[Mapping[str, Any]]]:
    for start in range(0, len(events), MOST_EVENTS):
        yield events[start : start + MOST_EVENTS]


def _body(events: Sequence[Mapping[str, Any]]) -> bytes:
    # A client is demanded, and we know none: another one each time, so that nobody is ever recognised.
    client = f"{secrets.randbelow(10**10)}.{secrets.randbelow(10**10)}"
    told = {"client_id": client, "non_personalized_ads": True, "events": list(events)}
    return json.dumps(told, separators=(",", ":")).encode()
