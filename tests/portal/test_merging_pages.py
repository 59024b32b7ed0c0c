"""Putting two cases together from the buyer's page: one tap, and the page of the case that goes on."""

from tests.portal.reading import words
from tests.portal.test_case_page import asked, client, order, page_of, state_of  # noqa: F401  (fixtures)


def test_one_tap_puts_this_case_into_the_other(world, order, client, asked):  # noqa: F811
    assert "Also open for this order" not in words(client.get(page_of(asked)))
    second = world.apply(order, pots=1, kind="refund_only", reason="damaged", photo=True, note="The pot too.")
    page = client.get(page_of(second))
    assert f"Put together with {asked.ref}" in words(page)
    answer = client.post(page_of(second) + "merge/", {"into": asked.ref})
    assert (answer.status_code, answer["Location"]) == (302, page_of(asked))
    kept = words(client.get(page_of(asked)))
    assert "The pot too." in kept
    assert f"You put {second.ref} into this case. Together it is" in kept
    gone = client.get(page_of(second))
    assert f"This goes on in case {asked.ref}" in words(gone)
    assert f'href="{page_of(asked)}"' in gone.content.decode()


def test_what_cannot_go_together_is_said_and_nothing_is_done(world, order, client, asked):  # noqa: F811
    second = world.apply(order, cups=1, kind="exchange", reason="damaged", photo=True)
    answer = client.post(page_of(second) + "merge/", {"into": asked.ref})
    assert answer.status_code == 409
    assert state_of(world, asked) == "requested"
