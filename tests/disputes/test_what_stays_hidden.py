"""What neither side learns of the people who decide, and what those people do not see of their own cases."""

import io
import json
import zipfile
from uuid import uuid4

import pytest

from huitou.accounts.access import actor_for_token
from huitou.accounts.models import Staff
from huitou.accounts.roles import TokenRole
from huitou.accounts.verbs import create_token
from huitou.cases.access import access_case, visible_cases
from huitou.cases.bundle.write import write_bundle
from huitou.cases.disputes.access import visible_disputes
from huitou.cases.disputes.verbs.assign import hand_over_dispute, take_dispute
from huitou.core.actors import Role
from huitou.core.errors import NotFound
from huitou.core.jobs import run_pending
from huitou.core.models import Event
from huitou.core.personal_export import collect
from huitou.core.personal_registry import Person
from huitou.core.pseudonyms import pseudonym
from huitou.core.tenancy import in_shop
from huitou.notifications.access import access_mail
from huitou.notifications.models import Mail
from huitou.notifications.models.mail import TO_PLATFORM
from huitou.notifications.queries import failed_mails, mails_about, newest_mails

SECRET_WORDS = "照片看得很清楚，我不同意。"


def dissented(court):
    court.order = court.world.order(cups=60)
    court.disputed(cups=60).both_rest()
    court.do("rule", court.arbitrator("anna"), **court.ruling(outcome="nothing", grounds="not_shown"))
    court.do("dissent", court.arbitrator("bert"), note=SECRET_WORDS)
    return court


def test_the_buyers_own_export_holds_no_word_between_arbitrators(court):
    dissented(court)
    world = court.world
    with in_shop(world.shop):
        person = Person(world.shop.pk, court.order.customer_id, frozenset(), frozenset())
        told = json.dumps(collect(person, world.now).document, ensure_ascii=False, default=str)
    assert "请看杯底" in told, "their own words are there"
    assert SECRET_WORDS not in told


def test_both_sides_hear_that_the_last_instance_decides_and_no_word_of_why(court):
    dissented(court)
    run_pending()
    with in_shop(court.world.shop):
        dissent = Event.objects.get(kind="cases.dispute.dissented")
        told = Mail.objects.filter(key__startswith=f"{dissent.pk}:").exclude(key__contains=TO_PLATFORM)
        both = {mail.to_email.split("@")[0]: mail for mail in told}
    assert set(both) == {"buyer", "agent", "manager"}
    for mail in both.values():
        assert "最后一级" in mail.subject or "The last instance decides now" in mail.subject
        assert SECRET_WORDS not in mail.text


def test_the_arbitrators_mails_are_not_the_shops_to_read(court):
    court.person("anna")
    world, owner = court.world, court.world.hire("owner")
    court.disputed().both_rest()
    run_pending()
    with in_shop(world.shop):
        theirs = Mail.objects.filter(key__contains=TO_PLATFORM)
        addresses = set(theirs.values_list("to_email", flat=True))
        assert addresses, "they were written to"
        shown = [*newest_mails(world.shop), *failed_mails(world.shop), *mails_about("cases.case", court.case.pk)]
        assert shown
        assert not addresses & {mail.to_email for mail in shown}
        with pytest.raises(NotFound):
            access_mail(owner, theirs[0].pk)
        whole = io.BytesIO()
        write_bundle(whole, actor=owner, name=court.case.ref, shop=world.shop, at=world.now)
    with zipfile.ZipFile(whole) as bundle:
        everything = b"".join(bundle.read(name) for name in bundle.namelist())
    assert not [address for address in addresses if address.encode() in everything]


def bodies_of(world):
    with in_shop(world.shop):
        return [(event.actor_role, event.body) for event in Event.objects.order_by("at")]


def test_no_event_names_an_arbitrator_and_one_person_stays_one_person_within_a_case(court):
    dissented(court)
    world = court.world
    people = {name: str(court.person(name).pk) for name in ("anna", "bert", "carl")}
    take_dispute(dispute=court.dispute, actor=court.arbitrator("carl"), at=world.now)
    hand_over_dispute(dispute=court.dispute, actor=court.arbitrator("carl"), at=world.now)
    told = bodies_of(world)
    by_platform = [json.loads(body)["actor"]["id"] for role, body in told if role == Role.PLATFORM]
    assert len(by_platform) >= 4
    for _role, body in told:
        for key in people.values():
            assert key not in body
    known = {name: pseudonym(court.case.pk, f"staff:{key}") for name, key in people.items()}
    assert set(by_platform) == set(known.values())
    other = uuid4()
    assert not {pseudonym(other, f"staff:{key}") for key in people.values()} & set(by_platform)


@pytest.mark.parametrize("side", [Role.BUYER, Role.MERCHANT])
def test_a_sides_bundle_neither_names_nor_numbers_the_arbitrators(court, side):
    court.disputed().ruled("anna")
    world = court.world
    actor = court.buyer if side == Role.BUYER else world.hire("manager")
    with in_shop(world.shop):
        file = io.BytesIO()
        write_bundle(file, actor=actor, name=court.case.ref, shop=world.shop, at=world.now)
    with zipfile.ZipFile(file) as archive:
        texts = [archive.read(name).decode(errors="replace") for name in archive.namelist() if "files/" not in name]
    for text in texts:
        assert str(court.person("anna").pk) not in text
        assert "Anna" not in text


def test_an_arbitrator_who_is_the_buyer_reaches_nothing_of_the_case_with_a_token_either(court):
    court.disputed()
    world = court.world
    anna, bert = court.person("anna"), court.person("bert")
    tokens = {
        person.name: create_token(shop=world.shop, role=TokenRole.PLATFORM, label="", staff=person, at=world.now)[1]
        for person in (anna, bert)
    }
    Staff.objects.filter(pk=anna.pk).update(email="buyer@example.com")
    actors = {name: actor_for_token(plaintext, at=world.now) for name, plaintext in tokens.items()}
    with in_shop(world.shop):
        assert list(visible_cases(actors["Bert"])) == [court.read_inside()]
        assert list(visible_cases(actors["Anna"])) == []
        assert list(visible_disputes(actors["Anna"])) == []
        assert list(visible_disputes(actors["Bert"])) == [court.dispute_row()]
        with pytest.raises(NotFound):
            access_case(actors["Anna"], court.case.ref)
        with pytest.raises(NotFound):
            access_case(court.arbitrator("anna"), court.case.ref)
