"""A difference between the books is closed from the desk: explained by one person, looked at again by another."""

import pytest

from huitou.core.errors import Forbidden, NotFound
from huitou.core.events import verify_chain
from huitou.core.models import Event
from huitou.core.tenancy import in_shop
from huitou.refunds.models import Discrepancy
from huitou.refunds.verbs import close_discrepancy, explain_discrepancy, record_discrepancy
from huitou.refunds.verbs.close_discrepancy import NotExplained, SecondLookNeeded
from huitou.refunds.verbs.succeed import ReasonMissing
from tests.desk.conftest import client_of

WORDS = "A test of the provider, number 4711"


@pytest.fixture(autouse=True)
def static_folder(settings):
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)


@pytest.fixture
def found(world):
    with in_shop(world.shop):
        return Discrepancy.objects.create(
            shop=world.shop, gateway="sandbox", kind="missing_here", key="unknown", currency="CNY", ours_minor=0,
            theirs_minor=500, gateway_reference="re_1", found_at=world.now,
        )  # fmt: skip


def chain(world, row):
    with in_shop(world.shop):
        events = list(Event.objects.filter(subject_id=row.pk).order_by("seq"))
    verify_chain(events)
    return [
        (event.kind.removeprefix("refunds.discrepancy."), event.actor_id, event.facts.get("alone")) for event in events
    ]


def test_one_explains_and_another_closes(world, found):
    manager, owner = world.hire("manager"), world.hire("owner")
    with pytest.raises(NotExplained):
        close_discrepancy(discrepancy_id=found.pk, actor=owner, at=world.now)
    explain_discrepancy(discrepancy_id=found.pk, note=WORDS, actor=manager, at=world.now)
    with pytest.raises(SecondLookNeeded):
        close_discrepancy(discrepancy_id=found.pk, actor=manager, at=world.now)
    assert world.refreshed(found).closed_at is None
    close_discrepancy(discrepancy_id=found.pk, actor=owner, at=world.now)
    row = world.refreshed(found)
    assert (row.closing_note, row.explained_by, row.closed_by) == (WORDS, manager.id, owner.id)
    assert chain(world, found) == [("explained", manager.id, None), ("closed", owner.id, False)]
    with pytest.raises(NotFound):
        explain_discrepancy(discrepancy_id=found.pk, note=WORDS, actor=manager, at=world.now)


def test_where_nobody_else_may_look_the_same_person_looks_twice_and_the_event_says_so(world, found):
    manager = world.hire("manager")
    world.hire("agent")
    explain_discrepancy(discrepancy_id=found.pk, note=WORDS, actor=manager, at=world.now)
    close_discrepancy(discrepancy_id=found.pk, actor=manager, at=world.now)
    assert chain(world, found)[-1] == ("closed", manager.id, True)


def test_agents_and_empty_words_change_nothing(world, found):
    with pytest.raises(Forbidden):
        explain_discrepancy(discrepancy_id=found.pk, note=WORDS, actor=world.agent, at=world.now)
    with pytest.raises(ReasonMissing):
        explain_discrepancy(discrepancy_id=found.pk, note=" ", actor=world.hire("manager"), at=world.now)
    row = world.refreshed(found)
    assert (row.explained_at, row.chain_length) == (None, 0)


def test_the_page_of_the_desk_does_the_same(world, found):
    world.hire("manager"), world.hire("owner")
    manager, owner = client_of(world.staff["manager"]), client_of(world.staff["owner"])
    listed = manager.get("/desk/teahouse/refunds/").content.decode()
    assert "The provider paid something that we do not know" in listed
    page = f"/desk/teahouse/refunds/differences/{found.pk}/"
    assert page in listed
    empty = manager.post(page, {"note": ""})
    assert (empty.status_code, "field-error" in empty.content.decode()) == (422, True)
    assert manager.post(page, {"note": WORDS}).status_code == 302
    for client, may_close in ((manager, False), (owner, True)):
        assert (f'action="{page}close/"' in client.get(page).content.decode()) is may_close
    assert "Needs a second look" in owner.get("/desk/teahouse/refunds/").content.decode()
    refused = manager.post(page + "close/", follow=True)
    assert "Somebody else who may settle refunds closes it." in refused.content.decode()
    assert owner.post(page + "close/")["Location"] == "/desk/teahouse/refunds/"
    assert "Closed after a second look" in owner.get(page).content.decode()
    assert page not in manager.get("/desk/teahouse/refunds/").content.decode()
    told = {"gateway": "sandbox", "kind": "missing_here", "currency": "CNY", "actor": world.system, "at": world.now}
    record_discrepancy(key="unknown", ours_minor=0, theirs_minor=500, **told)
    assert "/refunds/differences/" not in manager.get("/desk/teahouse/refunds/").content.decode()
    again = record_discrepancy(key="unknown", ours_minor=0, theirs_minor=700, gateway_reference="re_1", **told)
    anew = owner.get(f"/desk/teahouse/refunds/differences/{again.pk}/").content.decode()
    assert all(words in anew for words in ("Explained before, with other sums", WORDS, page, "5.00", "7.00"))
    rest = record_discrepancy(key="k:rest", ours_minor=3900, theirs_minor=12, **told)
    assert "the rest of CN¥38.88" in owner.get(f"/desk/teahouse/refunds/differences/{rest.pk}/").content.decode()


def test_it_asks_for_the_password_again_after_a_while(world, found):
    world.hire("manager")
    client = client_of(world.staff["manager"])
    session = client.session
    records = session["account_authentication_methods"]
    session["account_authentication_methods"] = [{**one, "at": one["at"] - 3600} for one in records]
    session.save()
    answer = client.post(f"/desk/teahouse/refunds/differences/{found.pk}/", {"note": WORDS})
    assert answer["Location"].startswith("/staff/reauthenticate/")
    assert world.refreshed(found).explained_at is None
