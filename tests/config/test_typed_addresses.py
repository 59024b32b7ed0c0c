"""No address, however odd, makes a page fail."""

import pytest

from tests.desk.conftest import client_of, static_folder  # noqa: F401  (a fixture that stands by itself)


@pytest.mark.parametrize("rest", ["orders/%00/", "orders/?q=%00", "orders/?after=%00", "parcels/%00/", "cases/a%00b/"])
def test_a_zero_in_an_address_leads_nowhere(world, rest):
    client = client_of(_owner(world))
    assert client.get(f"/desk/{world.shop.slug}/{rest}").status_code == 404


def test_a_buyers_address_with_a_zero_leads_nowhere(world, client):
    assert client.get(f"/s/{world.shop.slug}/orders/%00/").status_code == 404
    assert client.get(f"/s/{world.shop.slug}/rights/?country=%00").status_code == 404


def test_other_odd_words_are_read_as_words(world):
    client = client_of(_owner(world))
    for odd in ("<script>alert(1)</script>", "' OR 1=1 --", "%F0%28", "9" * 40, "A" * 3000):
        answer = client.get(f"/desk/{world.shop.slug}/orders/", {"q": odd})
        assert answer.status_code == 200
        assert "<script>alert(1)" not in answer.content.decode()


def _owner(world):
    world.hire("owner")
    return world.staff["owner"]
