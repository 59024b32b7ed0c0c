"""The buyer opens the credit note of their own refund from the case, once it was issued; nobody else's."""

from django.urls import reverse

from huitou.core.jobs import run_pending
from huitou.refunds.verbs import issue_notes


def test_the_note_stands_on_the_case_once_it_is_issued_and_is_theirs_alone(world, sign_in):
    order = world.order(shipped=False, delivered_days_ago=None)
    stranger = world.order(email="else@example.com", customer="else", shipped=False, delivered_days_ago=None)
    case, other = (world.apply(one, kind="refund_only", cups=1) for one in (order, stranger))
    run_pending()
    buyer, case_page = sign_in(order), reverse("portal:case", args=[world.shop.slug, case.ref])
    assert "Credit note" not in buyer.get(case_page).content.decode()

    notes = {note.content["order"]: note for note in issue_notes(actor=world.system, at=world.now)}
    note, theirs = notes[order.number], notes[stranger.number]
    address = reverse("portal:credit_note", args=[world.shop.slug, case.ref, note.year, note.number])
    assert f'<a href="{address}">Credit note {note.name}</a>' in buyer.get(case_page).content.decode()
    shown = buyer.get(address).content.decode()
    for word in (note.name, order.number, "青瓷杯"):
        assert word in shown
    for ref, number in ((case.ref, theirs.number), (other.ref, theirs.number), (other.ref, note.number)):
        wrong = reverse("portal:credit_note", args=[world.shop.slug, ref, note.year, number])
        assert buyer.get(wrong).status_code == 404
