"""Visits handed on to Google Analytics: each once, also where a call fails; nothing of who came."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from huitou.core.credentials import CredentialInvalid
from huitou.core.errors import NotFound
from huitou.core.tenancy import in_shop
from huitou.lanes.stages import Stage
from huitou.retention.handing_on import hand_on
from huitou.retention.models import ParcelVisit
from huitou.retention.verbs import close_analytics, keep_analytics
from huitou.retention.visits import Seen, count_visits
from tests.retention.test_contacts import bought, parcel_of  # noqa: F401  (a fixture)

VALUES = {"measurement_id": "G-TEA12345", "api_secret": "s3cret-of-the-stream"}


@pytest.fixture
def google(settings):
    """What it was told; `google.fails` is how many calls are answered with an error from now on."""

    class Google(BaseHTTPRequestHandler):
        told: list = []
        fails = 0

        def do_POST(self):
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            if Google.fails:
                Google.fails -= 1
                self.send_response(503)
            else:
                Google.told.append((self.path, body))
                self.send_response(204)
            self.end_headers()

        def log_message(self, *_args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Google)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    settings.HUITOU_GA4_URL = f"http://127.0.0.1:{server.server_port}"
    yield Google
    server.shutdown()
    server.server_close()


def visit(world, parcel, times):
    for _ in range(times):
        seen = [Seen(parcel.pk, Stage.MOVING, late=True)]
        count_visits(seen=seen, actor=world.system, at=world.now)


def test_visits_are_told_once_from_the_day_on_that_it_is_set_up(bought, google):  # noqa: F811
    world, order = bought
    parcel, manager = parcel_of(world, order), world.hire("manager")
    visit(world, parcel, 3)
    assert hand_on(world.shop.pk, at=world.now) == 0
    keep_analytics(values=VALUES, actor=manager, at=world.now)
    assert hand_on(world.shop.pk, at=world.now) == 0
    visit(world, parcel, 30)
    assert hand_on(world.shop.pk, at=world.now) == 30
    assert hand_on(world.shop.pk, at=world.now) == 0
    assert [len(body["events"]) for _path, body in google.told] == [25, 5]
    path, body = google.told[0]
    assert path == "/mp/collect?measurement_id=G-TEA12345&api_secret=s3cret-of-the-stream"
    assert body["events"][0] == {
        "name": "parcel_page_view",
        "params": {"parcel_stage": "moving", "parcel_late": "yes", "engagement_time_msec": 1},
    }
    assert set(body) == {"client_id", "non_personalized_ads", "events"}
    assert google.told[0][1]["client_id"] != google.told[1][1]["client_id"]


def test_what_did_not_get_there_is_told_later(bought, google):  # noqa: F811
    world, order = bought
    parcel, manager = parcel_of(world, order), world.hire("manager")
    keep_analytics(values=VALUES, actor=manager, at=world.now)
    visit(world, parcel, 4)
    google.fails = 1
    assert hand_on(world.shop.pk, at=world.now) == 0
    with in_shop(world.shop):
        assert ParcelVisit.objects.get().handed_on == 0
    assert hand_on(world.shop.pk, at=world.now) == 4
    close_analytics(actor=manager, at=world.now)
    visit(world, parcel, 1)
    assert hand_on(world.shop.pk, at=world.now) == 0
    assert sum(len(body["events"]) for _path, body in google.told) == 4
    with pytest.raises(NotFound):
        close_analytics(actor=manager, at=world.now)


def test_what_google_gives_nobody_is_refused(bought):  # noqa: F811
    world, _order = bought
    for wrong in ({"measurement_id": "UA-1234"}, {"api_secret": "x"}, {"api_secret": "a b c d e f g h"}):
        with pytest.raises(CredentialInvalid):
            keep_analytics(values=VALUES | wrong, actor=world.hire("manager"), at=world.now)
