"""Putting two cases together on the desk and through the API."""

from django.urls import reverse

from huitou.core.tenancy import in_shop
from tests.api.conftest import Caller, given, problem, token_of
from tests.desk.test_actions import act, case_now


def second_of(world, asked):
    with in_shop(world.shop):
        order = type(asked).objects.select_related("order").get(pk=asked.pk).order
    return world.apply(order, pots=1, reason="damaged", photo=True)


def test_the_desk_names_the_other_case_and_puts_them_together(world, desk, asked):
    client = desk("agent")
    path = reverse("desk:case", args=[world.shop.slug, asked.ref])
    assert f"/{asked.ref}/merge/" not in client.get(path).content.decode()
    second = second_of(world, asked)
    assert f"/{asked.ref}/merge/" in client.get(path).content.decode()
    where, body = act(world, second, "merge", into=asked.ref)
    form = client.get(where).content.decode()
    # What it is about stands beside its number.
    assert all(told in form for told in (f"{asked.ref} · ", "青瓷杯", "This case ends."))
    assert client.post(where, body).status_code == 302
    assert case_now(world, second).state == "merged"
    gone = client.get(reverse("desk:case", args=[world.shop.slug, second.ref])).content.decode()
    assert path in gone


def test_a_case_that_is_not_offered_is_refused_at_its_field(world, desk, asked):
    second = second_of(world, asked)
    where, body = act(world, second, "merge", into="R-NONE-NONE")
    assert desk("agent").post(where, body).status_code == 422
    assert case_now(world, second).state == "requested"


def test_a_program_merges_and_reads_where_it_goes_on(world, asked):
    second = second_of(world, asked)
    agent = Caller(token_of(world, "agent"))
    problem(agent.post(f"/cases/{second.ref}/actions/merge", {"into": second.ref}), 409, "cannot_merge")
    done = given(agent.post(f"/cases/{second.ref}/actions/merge", {"into": asked.ref}))
    assert (done["state"], done["merged_into"], done["actions"]) == ("merged", asked.ref, [])
