"""Every letter that the table calls for: written in three languages, complete, and saying what the page says."""

import re
from html import unescape

import pytest
from django.utils.translation import override

from huitou.cases.letters import READERS, TOLD, letter_for
from huitou.cases.machine import CASE
from huitou.cases.models import Case
from huitou.cases.offers import open_offer
from huitou.cases.standing import case_journey
from huitou.cases.values import say_state
from huitou.cases.verbs import (
    accept_offer,
    accept_reduction,
    agree,
    agree_and_ship_first,
    decline_offer,
    merge,
    offer,
    recall_offer,
    refuse,
    revise,
    waive,
    withdraw,
)
from huitou.core.deadlines import sweep_deadlines
from huitou.core.jobs import run_pending
from huitou.core.models import Event
from huitou.core.tenancy import in_shop
from huitou.core.turning_words import in_words
from huitou.core.verbs import past
from huitou.logistics.verbs import Finding, accept_goods, contest_goods
from huitou.logistics.verbs.replace import give_up
from huitou.notifications.models import Mail
from huitou.orders.models import CustomerContact
from huitou.refunds.gateways.protocol import Outcome
from huitou.refunds.gateways.sandbox.faults import Kind, plan_fault
from huitou.refunds.models import Refund
from huitou.refunds.verbs import fail
from huitou.services.verbs import fail as fail_repair
from tests.cases.generous import ask, be_generous
from tests.cases.test_covered_elsewhere import paid_elsewhere
from tests.cases.test_lifecycle import send_back

LANGUAGES = ("zh-hans", "zh-hant", "en")


class Story:
    """One case from the application to the moment that a kind of letter tells of."""

    def __init__(self, world):
        self.world = world
        self.order = world.order()
        self.buyer = world.buyer(self.order)

    def asked(self, **wish):
        self.case = self.world.apply(self.order, **{"cups": 2, "reason": "damaged", "photo": True, **wish})
        return self

    def by(self, verb, actor, **inputs):
        verb(case=self.case, actor=actor, at=self.world.now, **inputs)
        run_pending()
        return self

    def refused(self):
        return self.asked().by(refuse, self.world.agent, reason="other", note="请拍清楚一点。")

    def offered(self):
        return self.asked().by(offer, self.world.agent, amount_minor=2_000)

    def back(self):
        self.case = send_back(self.world, self.asked(reason="no_longer_wanted", photo=False).case)
        return self

    def contested(self, **found):
        self.back()
        findings = [Finding(line=self.world.line(self.order, "cup").pk, **(found or {"good": 1, "missing": 1}))]
        contest_goods(goods_return=self.case.goods_return, findings=findings, actor=self.world.agent, at=self.world.now)
        run_pending()
        return self

    def accepted(self):
        self.back()
        accept_goods(goods_return=self.case.goods_return, actor=self.world.agent, at=self.world.now)
        run_pending()
        return self

    def covered(self, *, came_back=False):
        self.asked(cups=1)
        paid_elsewhere(self.world, self.world.refreshed(self.case), 100)
        if came_back:
            paid_elsewhere(self.world, self.world.refreshed(self.case), 100, outcome=Outcome.REFUSED)
        return self

    def merged(self):
        first = self.world.apply(self.order, cups=1, reason="damaged", photo=True)
        return self.asked(cups=1).by(merge, self.buyer, into=first.ref)

    def silence(self, **time):
        self.world.clock.forward(**time)
        sweep_deadlines(at=self.world.now)
        run_pending()
        return self

    def missed(self):
        plan_fault(str(self.world.shop.pk), Kind.REFUSE)
        self.accepted()
        with in_shop(self.world.shop):
            refund = Refund.objects.get(cause_id=self.case.pk)
        fail(refund=refund, reason="没有付。", actor=self.world.hire("manager"), at=self.world.now)
        run_pending()
        return self

    def exchanged(self):
        be_generous(self.world)
        self.order = self.world.order()
        self.buyer = self.world.buyer(self.order)
        self.case = ask(self.world, self.order, "exchange")
        return self

    def reshipped(self):
        self.exchanged().by(withdraw, self.buyer)
        self.case = ask(self.world, self.order, "reship")
        return self.by(agree, self.world.agent)

    def gives_up(self):
        case = self.world.refreshed(self.case)
        give_up(replacement=case.replacement_id, actor=self.world.agent, at=self.world.now)
        run_pending()
        return self

    def unrepaired(self):
        be_generous(self.world)
        self.order = self.world.order()
        self.buyer = self.world.buyer(self.order)
        self.case = send_back(self.world, agree(case=ask(self.world, self.order, "repair"), actor=self.world.agent,
                                                at=self.world.now))  # fmt: skip
        accept_goods(goods_return=self.case.goods_return, actor=self.world.agent, at=self.world.now)
        run_pending()
        fail_repair(repair=self.world.refreshed(self.case).repair_id, actor=self.world.agent, at=self.world.now)
        run_pending()
        return self

    def revised(self):
        lines = self.world.wish(self.order, cups=1, reason="no_longer_wanted")
        return self.refused().by(revise, self.buyer, kind="return_and_refund", lines=lines)


def goodwill(story):
    story.order = story.world.order(delivered_days_ago=30)
    return story.asked(reason="no_longer_wanted", photo=False)


STORIES = {
    "cases.case.opened": lambda story: story.asked(),
    "cases.case.revised": lambda story: story.revised(),
    "cases.case.agreed": lambda story: story.asked().by(agree, story.world.agent),
    "cases.case.refused": lambda story: story.refused(),
    "cases.case.offered": lambda story: story.offered(),
    "cases.case.accepted_offer": lambda story: story.offered().by(accept_offer, story.buyer),
    "cases.case.declined_offer": lambda story: story.offered().by(decline_offer, story.buyer),
    "cases.case.recalled_offer": lambda story: (
        story.asked().by(offer, story.buyer, amount_minor=2_000).by(recall_offer, story.buyer)
    ),
    "cases.case.merged": lambda story: story.merged(),
    "cases.case.lapsed_offer": lambda story: story.offered().silence(hours=72),
    "cases.case.withdrawn": lambda story: story.asked().by(withdraw, story.buyer),
    "cases.case.contested": lambda story: story.contested(),
    "cases.case.accepted_reduction": lambda story: story.contested(missing=2).by(accept_reduction, story.buyer),
    "cases.case.waived": lambda story: story.contested().by(waive, story.world.agent),
    "cases.case.fulfilled": lambda story: story.accepted(),
    "cases.case.agreed_and_ship_first": lambda story: story.exchanged().by(agree_and_ship_first, story.world.agent),
    "cases.case.refunded_instead": lambda story: story.reshipped().gives_up(),
    "cases.case.owed_remedy": lambda story: story.unrepaired(),
    "cases.case.resolved": lambda story: story.accepted(),
    "cases.case.missed": lambda story: story.missed(),
    "cases.sheet.covered": lambda story: story.covered(),
    "cases.sheet.uncovered": lambda story: story.covered(came_back=True),
    "cases.case.lapsed": lambda story: goodwill(story).silence(hours=48),
    "cases.case.closed": lambda story: story.refused().silence(days=7),
    "cases.case.expired": lambda story: story.asked(reason="no_longer_wanted", photo=False).silence(days=7),
}


def test_every_kind_has_its_story_and_every_kind_is_an_event():
    assert set(STORIES) == set(TOLD)
    steps = {f"cases.case.{past(step.action)}" for step in CASE.steps}
    assert set(TOLD) <= steps | {"cases.case.opened", "cases.sheet.covered", "cases.sheet.uncovered"}


def read(mail):
    return unescape(re.sub(r"\s+", " ", mail.text))


@pytest.mark.parametrize("kind", STORIES)
def test_the_letters_of_a_kind(world, kind):
    world.hire("owner")
    story = STORIES[kind](Story(world))
    run_pending()
    with in_shop(world.shop):
        case = Case.objects.select_related("sheet", "reduced_sheet", "goods_return", "order").get(pk=story.case.pk)
        event = Event.objects.get(subject_id=case.pk, kind=kind)
        mails = list(Mail.objects.filter(key__startswith=str(event.pk)))
        due = [told for told in TOLD[kind] if told.is_for(event.facts.get("from", ""), event.facts.get("to", ""))]
        audiences = {told.audience for told in due}
        assert {mail.key.split(":")[1] for mail in mails} == audiences
        for mail in mails:
            assert case.ref in mail.subject
            assert not re.search(r"%\(|\{\{|\{%|None", mail.subject + mail.text), mail.text
        for told in due:
            assert_in_every_language(case, world, told)


def assert_in_every_language(case, world, told):
    subjects = {}
    for language in LANGUAGES:
        with override(language):
            letter = letter_for(case, world.shop, told, world.now, name="陈小暖", secret="s" * 40)
            page = say_state(case, READERS[told.audience], world.shop, world.now, open_offer(case))
            line = case_journey(case)
            words = in_words(line)
        subjects[language] = letter.subject
        assert letter.sentence == page
        assert letter.journey == words
        assert [stop.label for stop in letter.stops] == [stop.label for stop in (*line.out, *line.lower)]
        assert len([stop for stop in letter.stops if stop.run == "back"]) == len(line.lower)
        assert all("%(" not in text for text in (letter.subject, letter.sentence, letter.journey, letter.why))
        # The secret travels in the fragment only, which no server ever sees.
        assert ("s" * 40 in letter.button.url.partition("#")[0]) is False
    # Some words are written alike in both scripts.
    assert subjects["en"] not in (subjects["zh-hans"], subjects["zh-hant"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_sent_is_in_the_readers_language_and_draws_the_line(world, language):
    order = world.order()
    with in_shop(world.shop):
        CustomerContact.objects.filter(customer_id=order.customer_id).update(locale=language)
    case = world.apply(order, cups=1, reason="damaged", photo=True)
    run_pending()
    with in_shop(world.shop):
        case = Case.objects.select_related("sheet", "goods_return").get(pk=case.pk)
        mail = Mail.objects.get(about_id=case.pk, to_email="buyer@example.com")
        event = Event.objects.get(subject_id=case.pk)
        with override(language):
            sentence = say_state(case, READERS["buyer"], world.shop, event.at)
            words = in_words(case_journey(case))
    assert mail.locale == language
    assert re.sub(r"\s+", "", sentence) in re.sub(r"\s+", "", mail.text)
    assert re.sub(r"\s+", "", words) in re.sub(r"\s+", "", mail.text)
    assert 'role="img"' in mail.html


def mail_to_buyer(world, case, kind):
    run_pending()
    with in_shop(world.shop):
        event = Event.objects.get(subject_id=case.pk, kind=f"cases.case.{kind}")
        return Mail.objects.get(key__startswith=f"{event.pk}:buyer")


def test_a_refusal_is_mailed_with_its_reason_and_its_words(world):
    case = world.apply(world.order(), cups=1, reason="damaged", photo=True)
    refuse(case=case, reason="used", note="杯里有茶渍，已经用过。", actor=world.agent, at=world.now)
    text = mail_to_buyer(world, case, "refused").text
    assert f"商品已使用，超出试用的程度\n\n{world.agent.name}：\n杯里有茶渍，已经用过。" in text
    with in_shop(world.shop):
        own = Mail.objects.filter(about_id=case.pk, text__contains="杯里有茶渍").exclude(to_email="buyer@example.com")
    assert not own.exists()


def test_an_offer_is_mailed_with_what_it_comes_to(world):
    case = world.apply(world.order(), cups=1, reason="damaged", photo=True)
    offer(case=case, amount_minor=2_000, note="杯子您留着。", actor=world.agent, at=world.now)
    text = mail_to_buyer(world, case, "offered").text
    assert "杯子您留着。" in text
    assert re.search(r"退款\s+¥20\.00", text)
    assert not re.search(r"退款\s+¥99\.34", text)
