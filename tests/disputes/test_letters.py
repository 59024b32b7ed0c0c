"""Every letter of a dispute: the table names only events that are, and each is written in three languages."""

import re

import pytest
from django.utils.translation import override

from huitou.cases.disputes.letters import TOLD, dispute_letter
from huitou.cases.disputes.machine import DISPUTE
from huitou.core.tenancy import in_shop
from huitou.core.verbs import past
from huitou.notifications.models import Mail

LANGUAGES = ("zh-hans", "zh-hant", "en")


def test_the_table_names_events_and_states_that_are():
    kinds = {f"cases.dispute.{past(step.action)}" for step in DISPUTE.steps} | {"cases.dispute.opened"}
    assert set(TOLD) <= kinds
    for letters in TOLD.values():
        for told in letters:
            assert set(told.states) <= set(DISPUTE.states)


@pytest.mark.parametrize("kind", TOLD)
def test_every_letter_in_every_language(court, kind):
    court.disputed().ruled()
    with in_shop(court.world.shop):
        case, dispute = court.read_inside(), court.dispute_row()
        for told in TOLD[kind]:
            subjects = {}
            for language in LANGUAGES:
                with override(language):
                    letter = dispute_letter(case, dispute, court.world.shop, told, court.world.now, name="陈小暖")
                subjects[language] = letter.subject
                assert case.ref in letter.subject
                said = " ".join([letter.subject, letter.sentence, *letter.paragraphs])
                assert not re.search(r"%\(|None", said), said
            assert subjects["en"] not in (subjects["zh-hans"], subjects["zh-hant"])


def test_a_ruling_is_told_to_both_with_its_sum_and_grounds(court):
    court.disputed(kind="refund_only").ruled(outcome="sum", amount_minor=3_000, grounds="both_share")
    with in_shop(court.world.shop):
        about = Mail.objects.filter(about_id=court.case.pk, text__contains="30.00")
        readers = {mail.to_email.split("@")[0] for mail in about}
    assert {"buyer", "agent"} <= readers
