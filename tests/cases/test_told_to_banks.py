"""The story of a case goes to the buyer's bank with the shop's evidence: as PDF, else in words."""

import hashlib
from datetime import timedelta
from urllib.parse import parse_qs

import pytest

from huitou.cases import told_to_banks
from huitou.core.jobs import run_pending
from huitou.core.money import Money
from huitou.core.tenancy import in_shop
from huitou.orders.models import Payment
from huitou.refunds import defending
from huitou.refunds.case_stories import Story
from huitou.refunds.defending import hand_in_evidence
from huitou.refunds.gateway_calls import gateway_actor
from huitou.refunds.gateways.notices import ChargebackNews, Stage
from huitou.refunds.models import Chargeback
from huitou.refunds.verbs import hear_chargeback
from huitou.refunds.verbs.chargebacks import send_evidence
from tests.refunds.providers.plug import plug_stripe, plugged, stripe_values  # noqa: F401  (a fixture)

PDF = b"%PDF-1.7\r\n--huitou\r\n\x00\xff\r\n%%EOF"


@pytest.fixture
def handed_in(world, plugged, monkeypatch):  # noqa: F811
    """`handed_in(pdf)`: the dispute as Stripe has it, with the files of the account."""

    def hand_in(pdf):
        monkeypatch.setattr(told_to_banks, "pdf_of", lambda story: pdf)
        provider = plug_stripe(plugged, (world.shop,))
        books = provider.accounts[stripe_values(world.shop)["secret_key"]]
        order = world.order(gateway="stripe")
        case = world.apply(order, kind="refund_only", pots=1, reason="damaged", photo=True, note="壶嘴碎了。")
        with in_shop(world.shop):
            name = Payment.objects.get(order=order).external_id
        books.disputes["dp_1"] = provider.dispute(name, 80_200, "needs_response")
        news = ChargebackNews("dp_1", (name,), Money(80_200, "CNY"), Stage.OPEN, world.now,
                              evidence_due=world.now + timedelta(days=7))  # fmt: skip
        hear_chargeback(actor=gateway_actor(world.shop.pk, "stripe"), at=world.now, gateway="stripe", news=news)
        with in_shop(world.shop):
            row = Chargeback.objects.get()
        send_evidence(actor=world.agent, at=world.now, chargeback=row.pk, words="Delivered on Monday.")
        run_pending()
        with in_shop(world.shop):
            assert Chargeback.objects.get().state == "evidence_sent"
        return case, books.disputes["dp_1"]["evidence"], books.files, provider

    return hand_in


def test_the_story_is_uploaded_as_pdf(handed_in):
    _case, evidence, files, provider = handed_in(PDF)
    assert files == {evidence["uncategorized_file"]: PDF}
    assert evidence["uncategorized_text"] == "Delivered on Monday."
    posts = [asked for asked in provider.asked if asked.method == "POST" and "refunds" not in asked.path]
    assert [asked.path for asked in posts] == ["/v1/files", "/v1/disputes/dp_1"]
    assert posts[0].headers["idempotency-key"] == hashlib.sha256(PDF).hexdigest()[:48] + "-file"
    assert parse_qs(posts[1].body.decode())["submit"] == ["true"]


def test_only_the_story_that_is_sent_is_printed(handed_in, world, monkeypatch):
    """The first that the bank takes; printing takes seconds."""
    handed_in(PDF)
    with in_shop(world.shop):
        row = Chargeback.objects.get()
    printed = []

    def story(name, pdf):
        return Story(name, name, lambda: printed.append(name) or pdf)

    told = [story("too large", PDF + b"x" * 5_000_000), story("sent", PDF), story("older", PDF)]
    monkeypatch.setattr(defending, "stories_of", lambda *_: told)
    assert defending._evidence(row, world.now).document == PDF
    assert printed == ["too large", "sent"]


def test_without_a_printer_it_goes_in_words(handed_in):
    case, evidence, files, _provider = handed_in(None)
    assert files == {}
    assert "uncategorized_file" not in evidence
    told = evidence["uncategorized_text"]
    assert told.startswith("Delivered on Monday.\n\n" + case.ref)
    assert "壶嘴碎了" in told
    assert "<" not in told


def test_one_that_is_too_large_goes_in_words(handed_in):
    _case, evidence, files, _provider = handed_in(PDF + b"x" * 5_000_000)
    assert files == {}
    assert len(evidence["uncategorized_text"]) > 100


@pytest.mark.parametrize("arrived", [True, False])
def test_what_was_lost_is_asked_for_before_another_print_is_handed_in(handed_in, world, monkeypatch, arrived):
    """Each print carries its time: under the key of the one before Stripe would refuse it."""
    _case, _evidence, files, provider = handed_in(PDF)
    (books,) = [found for found in provider.accounts.values() if found.disputes]
    if not arrived:
        books.disputes["dp_1"]["status"] = "needs_response"
    monkeypatch.setattr(told_to_banks, "pdf_of", lambda story: PDF + b"later")
    with in_shop(world.shop):
        Chargeback.objects.update(state="sending")
        row = Chargeback.objects.get()
    hand_in_evidence(shop_id=world.shop.pk, chargeback_id=row.pk, at=world.now)
    with in_shop(world.shop):
        assert Chargeback.objects.get().state == "evidence_sent"
    keys = [asked.headers["idempotency-key"] for asked in provider.asked if asked.method == "POST"]
    assert (len(files), len(keys), len(set(keys))) == ((1, 2, 2) if arrived else (2, 4, 4))
