"""Sends the letters of a dispute. Runs as a subscriber, once per event; a mail's key is the event and its audience.

To the platform's people it writes only where they may decide: nobody with an interest gets to read about it.
"""

from django.utils.translation import override

from huitou.accounts.access import platform_actor
from huitou.accounts.models import Staff
from huitou.cases.disputes.conflicts import conflict_of
from huitou.cases.disputes.letters import TOLD, dispute_letter
from huitou.cases.letters import Told
from huitou.cases.mailed_words import notes_of, words_for
from huitou.cases.mailing import checkpoint, tell_buyer, tell_staff
from huitou.cases.models import Case, Dispute
from huitou.core.events import subscriber
from huitou.core.models import Event, Shop
from huitou.notifications.languages import supported
from huitou.notifications.letters import Letter
from huitou.notifications.models.mail import TO_PLATFORM
from huitou.notifications.verbs import send, send_to_staff


@subscriber(*TOLD)
def tell_of_dispute(event: Event) -> None:
    """Write the letters that this kind of event calls for, as the dispute stands when they are written."""
    dispute = Dispute.objects.select_related("outcome_sheet").get(pk=event.subject_id)
    rows = Case.objects.select_related("sheet", "reduced_sheet", "goods_return", "order", "dispute", "money_due")
    case = rows.get(pk=dispute.case_id)
    shop = Shop.objects.get(pk=event.shop_id)
    for told in TOLD[event.kind]:
        if not told.states or event.facts["to"] in told.states:
            _SENDERS[told.audience](event, case, dispute, shop, told)


def _tell_buyer(event: Event, case: Case, dispute: Dispute, shop: Shop, told: Told) -> None:
    def letter(name: str, secret: str) -> Letter:
        head, words = checkpoint(event, dispute.ref), _words(event, told, shop)
        return dispute_letter(
            case, dispute, shop, told, event.at, name=name, secret=secret, checkpoint=head, words=words
        )

    tell_buyer(event, case, shop, told, letter)


def _tell_staff(event: Event, case: Case, dispute: Dispute, shop: Shop, told: Told) -> None:
    def letter() -> Letter:
        head, words = checkpoint(event, dispute.ref), _words(event, told, shop)
        return dispute_letter(case, dispute, shop, told, event.at, checkpoint=head, words=words)

    tell_staff(event, case, shop, "cases.agree", letter)


def _tell_platform(event: Event, case: Case, dispute: Dispute, shop: Shop, told: Told) -> None:
    """The arbitrators who may decide it (the senior ones where it is theirs); where the shop stands alone its owner."""
    if dispute.alone:
        send_to_staff(
            shop_id=shop.pk,
            permission="staff.remove",
            key=f"{event.pk}:platform",
            letter=lambda _: dispute_letter(case, dispute, shop, told, event.at, words=_words(event, told, shop)),
            about=("cases.case", case.pk),
            at=event.at,
        )
        return
    wanted = "disputes.lead" if dispute.state == "escalated" else "disputes.rule"
    people = Staff.objects.filter(platform_roles__role__in=("arbitrator", "senior"), is_active=True).distinct()
    for person in people.order_by("pk"):
        actor = platform_actor(person, shop)
        if not actor.may(wanted) or conflict_of(actor, dispute) is not None:
            continue
        locale = supported(person.locale, shop.locale)
        with override(locale):
            letter = dispute_letter(case, dispute, shop, told, event.at, words=_words(event, told, shop))
        send(
            shop_id=shop.pk,
            key=f"{event.pk}{TO_PLATFORM}{person.pk}",
            to_email=person.email,
            to_name=person.name,
            locale=locale,
            letter=letter,
            about=("cases.case", case.pk),
            at=event.at,
        )


def _words(event: Event, told: Told, shop: Shop) -> list[str]:
    return words_for(event, notes_of([event]), told.audience, shop)


_SENDERS = {"buyer": _tell_buyer, "staff": _tell_staff, "platform": _tell_platform}
