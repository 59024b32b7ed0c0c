"""The letters of a repair: each in three languages, and the quote and the receipt exactly as they were agreed on.

`HUITOU_GOLDENS=write` writes the goldens anew; read the difference before it is kept.
"""

import os
import re
from pathlib import Path

import pytest

from huitou.cases.repair_letters import TOLD
from huitou.core.jobs import run_pending
from huitou.core.tenancy import in_shop
from huitou.core.verbs import past
from huitou.notifications.models import Mail
from huitou.orders.models import CustomerContact
from huitou.services.machine import REPAIR
from tests.cases.generous import be_generous
from tests.services.test_repairs import do, quoted

GOLDENS = Path(__file__).parent / "goldens"
LANGUAGES = ("zh-hans", "zh-hant", "en")
CHANGING = (
    (re.compile(r"\b[RWBF]-[0-9A-Z]{4}-[0-9A-Z]{4}\b"), "R-0000-0000"),
    (re.compile(r"https?://\S+"), "https://shop.example/"),
    (re.compile(r"(?:[0-9a-f]{8} ?){8}"), "0f0f"),
    (re.compile(r"\b\d{4,5}\b(?=\s*$)", re.M), "1001"),
    (re.compile(r"\d{4}年\d{1,2}月\d{1,2}日|\d{1,2} [A-Z][a-z]{2} \d{4}|[A-Z][a-z]{2} \d{1,2}, \d{4}"), "DATE"),
    (re.compile(r"(?:\d+ (?:hours|days|小时|小時|天|minutes|分钟|分鐘))(?:[, ]+\d+ \w+)*"), "SOON"),
)


def test_every_letter_belongs_to_a_step():
    kinds = {f"services.repair.{past(step.action)}" for step in REPAIR.steps}
    assert set(TOLD) <= kinds


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_letters_of_a_paid_repair(world, language):
    be_generous(world)
    order = world.order()
    with in_shop(world.shop):
        CustomerContact.objects.update(locale=language)
    buyer = world.buyer(order)
    case = do(world, quoted(world, order), "accept_quote", buyer, seen_minor=5_000)
    case = do(world, case, "finish", note="壶盖换了新的。")
    case = do(world, case, "confirm_payment", received_by="转账")
    case = do(world, case, "send_back", tracking_number="SF3", carrier="sf")
    do(world, case, "receive", buyer)
    run_pending()
    with in_shop(world.shop):
        mails = list(Mail.objects.filter(to_email="buyer@example.com", key__contains=":buyer:").order_by("queued_at"))
        of_repair = [mail for mail in mails if any(told.subject in mail.key for rows in TOLD.values() for told in rows)]
    assert len(of_repair) == 4
    said = "\n\n=====\n\n".join(f"{mail.subject}\n\n{mail.text}" for mail in of_repair)
    for pattern, instead in CHANGING:
        said = pattern.sub(instead, said)
    golden = GOLDENS / f"repair-{language}.txt"
    if os.environ.get("HUITOU_GOLDENS") == "write":
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(said, encoding="utf-8")
    assert said == golden.read_text(encoding="utf-8")
