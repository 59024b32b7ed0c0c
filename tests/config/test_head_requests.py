"""HEAD gets what GET gets, without the body; and whoever asks so has not looked."""

import pytest
from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.test import Client, RequestFactory

from huitou.accounts.buyers import open_demo_session
from huitou.config.head_requests import HeadRequests
from huitou.core.tenancy import in_shop
from huitou.portal.session import SESSION
from huitou.retention.models import ParcelVisit


def asked(answer, method="HEAD"):
    """What the middleware makes of the answer; and how the view saw the request."""
    seen = []

    def view(request):
        seen.append((request.method, request.META["REQUEST_METHOD"]))
        return answer

    request = getattr(RequestFactory(), method.lower())("/")
    found = HeadRequests(view)(request)
    assert request.method == method  # as the log has it
    return found, *seen


def test_the_view_sees_a_get_and_the_body_stays_here() -> None:
    page, seen = asked(HttpResponse("a page", status=404, headers={"X-A": "b"}))
    assert (page.status_code, page["X-A"], page["Content-Length"], page.content) == (404, "b", "6", b"")
    assert seen == ("GET", "HEAD")
    empty, _seen = asked(HttpResponse(status=204))
    assert not empty.has_header("Content-Length")
    same, seen = asked(HttpResponse("a page"), "GET")
    assert (same.content, seen) == (b"a page", ("GET", "GET"))
    posted, seen = asked(HttpResponse("done"), "POST")
    assert (posted.content, seen) == (b"done", ("POST", "POST"))


def test_a_stream_is_not_read_and_is_closed(tmp_path, database) -> None:
    (tmp_path / "a.csv").write_text("1,2")
    file = (tmp_path / "a.csv").open("rb")
    kept, _seen = asked(FileResponse(file))
    assert (list(kept), kept["Content-Length"]) == ([], "3")
    kept.close()
    assert file.closed
    endless, _seen = asked(StreamingHttpResponse(iter(lambda: b"x", b"")))
    assert list(endless) == []


@pytest.mark.parametrize("path", ["/s/{shop}/", "/healthz", "/s/nobody/"])
def test_every_address_answers_as_for_get(world, client, path) -> None:
    address = path.format(shop=world.shop.slug)
    whole, head = client.get(address), client.head(address)
    assert (head.status_code, head["Content-Type"]) == (whole.status_code, whole["Content-Type"])
    assert head.content == b""


def test_what_takes_no_get_takes_no_head(client, database) -> None:
    assert client.head("/api/v1/cases/preview").status_code == client.get("/api/v1/cases/preview").status_code == 405


def test_who_asks_so_has_not_looked(world) -> None:
    order = world.order()
    _grant, session = open_demo_session(shop_id=world.shop.pk, customer_id=order.customer_id, at=world.now)
    buyer = Client(headers={"User-Agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/604.1"})
    buyer.cookies[SESSION] = session
    counted = []
    for ask in (buyer.head, buyer.get):
        assert ask(f"/s/{world.shop.slug}/orders/{order.number}/parcels/").status_code == 200
        with in_shop(world.shop):
            counted.append(ParcelVisit.objects.count())
    assert counted == [0, 1]
