"""Draft, publication, and which version binds: once published, a version never changes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.utils import translation
from django_scopes import scopes_disabled

from huitou.accounts.roles import StaffRole
from huitou.core.errors import Forbidden
from huitou.core.events import verify_chain
from huitou.core.models import Event
from huitou.core.tenancy import in_shop
from huitou.policies import presets, queries
from huitou.policies.access import access_policy_version
from huitou.policies.errors import (
    AlreadyPublished,
    PolicyBelowLaw,
    PolicyRefused,
    PolicyVersionNotFound,
    PublishedLater,
    refusal,
)
from huitou.policies.models import Policy, PolicyVersion
from huitou.policies.pages import render_policy
from huitou.policies.rules.writing import canonical, digest_of
from huitou.policies.verbs import publish, save_draft

from .builders import bare
from .conftest import member

CN = presets.load("cn")


def longer(days: int):
    """The Chinese preset with another window for returns without reason."""
    document = presets.load("cn")
    document["rules"][2]["offers"][0]["window"]["days"] = days
    return document


def events_of(shop):
    with in_shop(shop):
        return list(Event.objects.filter(subject_type="policies.policy").order_by("seq"))


def test_a_draft_is_published_and_binds_from_then_on(shop, manager, at) -> None:
    draft = save_draft(actor=manager, at=at, document=CN)
    assert (draft.number, draft.state, draft.created_by) == (1, "draft", manager.id)
    with in_shop(shop):
        assert queries.version_in_force(shop, at) is None
    published = publish(actor=manager, at=at, version=draft)
    assert (published.state, published.in_force_from, published.published_by) == ("in_force", at, manager.id)
    with in_shop(shop):
        found = queries.version_in_force(shop, at)
        assert found == published
        assert queries.document_of(found).rules[2].rule_id == "no-reason"
        assert queries.draft_of(shop) is None
    kinds = [event.kind for event in events_of(shop)]
    assert kinds == ["policies.policy.drafted", "policies.policy.published"]
    assert events_of(shop)[1].facts["digest"] == published.digest
    verify_chain(events_of(shop))


def test_the_version_in_force_at_purchase_binds(shop, manager, at) -> None:
    first = publish(actor=manager, at=at, version=save_draft(actor=manager, at=at, document=longer(7)).pk)
    later = at + timedelta(days=10)
    second = publish(actor=manager, at=later, version=save_draft(actor=manager, at=later, document=longer(14)).pk)
    moment = timedelta(microseconds=1)
    with in_shop(shop):
        first.refresh_from_db()
        assert (first.state, first.in_force_until) == ("superseded", later)
        assert queries.version_in_force(shop, at - moment) is None
        assert queries.version_in_force(shop, at) == first
        assert queries.version_in_force(shop, later - moment) == first
        assert queries.version_in_force(shop, later) == second
        assert [version.number for version in queries.versions(shop)] == [2, 1]
        # An order that is older than the first policy is bound by the first one.
        assert queries.version_binding(shop, at - timedelta(days=900)) == first
        assert queries.version_binding(shop, later - moment) == first
        assert queries.version_binding(shop, later + moment) == second
        published = list(queries.published_versions(shop))
        for day in range(-2, 15):
            placed = at + timedelta(days=day)
            assert queries.binding(published, placed) == queries.version_binding(shop, placed)
        assert queries.binding([], at) is None


def test_saving_again_replaces_the_draft_but_not_what_is_published(shop, manager, at) -> None:
    first = save_draft(actor=manager, at=at, document=longer(7))
    again = save_draft(actor=manager, at=at, document=longer(9))
    assert (again.pk, again.number) == (first.pk, 1)
    assert again.digest != first.digest
    published = publish(actor=manager, at=at, version=again)
    next_draft = save_draft(actor=manager, at=at, document=longer(30))
    assert (next_draft.number, next_draft.pk != published.pk) == (2, True)
    with in_shop(shop):
        published.refresh_from_db()
        assert published.digest == again.digest
        assert PolicyVersion.objects.count() == 2


def test_a_published_version_cannot_be_published_again(shop, manager, at) -> None:
    published = publish(actor=manager, at=at, version=save_draft(actor=manager, at=at, document=CN))
    with pytest.raises(AlreadyPublished) as error:
        publish(actor=manager, at=at + timedelta(days=1), version=published)
    with translation.override("en"):
        assert error.value.text == "Version 1 is already published and cannot change. Save a new draft instead."
    assert len(events_of(shop)) == 2


def test_the_database_refuses_a_text_that_does_not_match_its_digest(shop, manager, at) -> None:
    published = publish(actor=manager, at=at, version=save_draft(actor=manager, at=at, document=CN))
    forged = canonical(longer(3))
    with pytest.raises(IntegrityError, match="policies_version_digest"), in_shop(shop):
        PolicyVersion.objects.filter(pk=published.pk).update(text=forged)
    # Who forges the digest too is found out by the chained event.
    with in_shop(shop):
        PolicyVersion.objects.filter(pk=published.pk).update(text=forged, digest=digest_of(forged))
        told = Event.objects.get(kind="policies.policy.published").facts["digest"]
        assert PolicyVersion.objects.get(pk=published.pk).digest != told


def test_a_version_does_not_start_before_the_one_it_replaces(shop, manager, at) -> None:
    publish(actor=manager, at=at, version=save_draft(actor=manager, at=at, document=longer(7)))
    draft = save_draft(actor=manager, at=at, document=longer(14))
    with pytest.raises(PublishedLater):
        publish(actor=manager, at=at, version=draft)
    with in_shop(shop):
        draft.refresh_from_db()
        assert draft.state == "draft"
        assert queries.version_in_force(shop, at).number == 1


def test_a_contradictory_document_is_refused_and_nothing_is_kept(shop, manager, at) -> None:
    with pytest.raises(PolicyRefused) as error:
        save_draft(actor=manager, at=at, document=bare(rules=[]))
    with translation.override("en"):
        assert error.value.text == (
            "The policy cannot be used as it is. Please mend this: "
            'document: "rules" is an empty list; leave it out or fill it.'
        )
    with translation.override("zh-hans"):
        assert "空列表" in error.value.text
    assert (error.value.code, error.value.status) == ("policy_refused", 422)
    assert refusal(error.value.problems) == {
        "problems": [{"code": "empty", "where": "document", "params": {"name": "rules"}}]
    }
    with in_shop(shop):
        assert not Policy.objects.exists()
        assert not PolicyVersion.objects.exists()


def test_a_policy_below_the_law_can_be_drafted_but_not_published(shop, manager, at) -> None:
    draft = save_draft(actor=manager, at=at, document=longer(6))
    with pytest.raises(PolicyBelowLaw) as error:
        publish(actor=manager, at=at, version=draft)
    with translation.override("en"):
        assert error.value.text == (
            "The policy gives less than the law. Please raise it: 2.3 no-reason: the window is shorter than 7 days: "
            "Consumer Protection Law of the PRC, Article 25 (China)."
        )
    with in_shop(shop):
        draft.refresh_from_db()
        assert draft.state == "draft"
    assert [event.kind for event in events_of(shop)] == ["policies.policy.drafted"]


@pytest.mark.parametrize(("field", "value"), [("country", "US"), ("currency", "USD"), ("timezone", "America/New_York")])
def test_a_policy_for_another_country_currency_or_zone_is_not_published(shop, manager, at, field, value) -> None:
    draft = save_draft(actor=manager, at=at, document=presets.load("cn") | {field: value})
    with pytest.raises(PolicyRefused) as error:
        publish(actor=manager, at=at, version=draft)
    assert [(problem.code, problem.where) for problem in error.value.problems] == [("not_this_shop", field)]


def test_only_those_who_run_the_shop_change_its_promises(shop, manager, agent, at) -> None:
    with pytest.raises(Forbidden):
        save_draft(actor=agent, at=at, document=CN)
    draft = save_draft(actor=manager, at=at, document=CN)
    with pytest.raises(Forbidden):
        publish(actor=agent, at=at, version=draft)
    with in_shop(shop):
        draft.refresh_from_db()
        assert draft.state == "draft"


def test_another_shops_version_does_not_exist(shop, other_shop, manager, at) -> None:
    draft = save_draft(actor=manager, at=at, document=CN)
    stranger = member(other_shop, StaffRole.OWNER)
    with pytest.raises(PolicyVersionNotFound):
        publish(actor=stranger, at=at, version=draft.pk)
    with in_shop(other_shop):
        assert queries.draft_of(other_shop) is None
        assert queries.version_binding(other_shop, at) is None
        with scopes_disabled():
            assert PolicyVersion.objects.count() == 0, "row-level security hides other shops"


def test_a_buyer_sees_what_is_in_force_and_no_draft(shop, manager, at) -> None:
    from huitou.accounts.permissions import BUYER_PERMISSIONS
    from huitou.core.actors import Actor, Role

    buyer = Actor(Role.BUYER, shop.pk, "buyer:1", permissions=BUYER_PERMISSIONS)
    published = publish(actor=manager, at=at, version=save_draft(actor=manager, at=at, document=CN))
    draft = save_draft(actor=manager, at=at, document=longer(9))
    with in_shop(shop):
        assert access_policy_version(buyer, published) == published
        with pytest.raises(PolicyVersionNotFound):
            access_policy_version(buyer, draft)


def test_the_page_of_a_version_carries_its_number_and_digest(shop, manager, at) -> None:
    published = publish(actor=manager, at=at, version=save_draft(actor=manager, at=at, document=CN))
    with in_shop(shop):
        page = render_policy(published, "zh-hans")
    assert (page.number, page.digest, page.in_force_from) == (1, published.digest, at)


def test_the_database_keeps_one_draft(shop, manager, at) -> None:
    """The unique constraint stands behind the lock."""
    first = save_draft(actor=manager, at=at, document=CN)
    second = PolicyVersion(
        shop=shop, policy_id=first.policy_id, number=2, text=first.text, digest=first.digest, created_by="x"
    )
    with pytest.raises(IntegrityError, match="policies_version_one_draft"), in_shop(shop):
        second.save(force_insert=True)


@pytest.mark.race
def test_of_two_publications_at_once_one_is_too_late(shop, manager, at) -> None:
    from concurrent.futures import ThreadPoolExecutor
    from threading import Barrier

    from django.db import connection

    draft = save_draft(actor=manager, at=at, document=CN)
    together = Barrier(2)

    def publish_together(seconds: int) -> str:
        try:
            together.wait()
            publish(actor=manager, at=at + timedelta(seconds=seconds), version=draft.pk)
        except AlreadyPublished as error:
            return error.code
        finally:
            connection.close()
        return "published"

    with ThreadPoolExecutor(2) as pool:
        results = sorted(pool.map(publish_together, (1, 2)))
    assert results == ["policy_already_published", "published"]
    assert len(events_of(shop)) == 2
