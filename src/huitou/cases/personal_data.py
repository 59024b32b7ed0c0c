"""What cases hold of people: what was said, and what was shown as proof."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db.models import Case as Choose
from django.db.models import F, Q, When
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from huitou.cases.messages import AMONG_ARBITRATORS
from huitou.cases.models import (
    Case,
    CaseLine,
    DeclaredConflict,
    Dispute,
    Evidence,
    Message,
    MoneyDue,
    Offer,
    Precedent,
    Proposal,
    Ruling,
    RulingTemplate,
)
from huitou.core.actors import Role
from huitou.core.personal_registry import (
    YEAR_DAYS,
    Concern,
    Holding,
    Keep,
    Known,
    Obligation,
    Person,
    Proof,
    concerns,
    hold,
    known_by,
    obliges,
    plain,
    staff,
)

# Claims out of a purchase fall under limitation after three years in China (Civil Code, article 188) and in Germany
# (BGB § 195): until then both sides may need what was said and shown.
THREE_YEARS = 3 * YEAR_DAYS


@known_by
def by_cases(customer_id: UUID) -> Known:
    """Their cases."""
    rows = [
        *Case.objects.filter(customer_id=customer_id).values_list("pk", "ref"),
        *Dispute.objects.filter(case__customer_id=customer_id).values_list("pk", "ref"),
    ]
    return Known((key for key, _ref in rows), (ref for _key, ref in rows))


@obliges
def open_cases(person: Person) -> Iterable[Obligation]:
    """A case that has not ended: both sides need its words and proofs until then."""
    rows = Case.objects.filter(customer_id=person.customer_id, closed_at=None).order_by("pk")
    for ref, until in rows.values_list("ref", "deadline_at"):
        yield Obligation(gettext("Case %(ref)s is still open.") % {"ref": ref}, until)


def tell_evidence(row: Evidence) -> Mapping[str, Any]:
    """The buyer gets their own file as they sent it; of the other side's they get the copy that everybody sees."""
    return {
        "case_ref": row.case.ref if row.case else "",
        "at": row.at,
        "role": row.role,
        "media_type": row.media_type,
        "file": row.original if row.role == Role.BUYER else row.shown,
    }


hold(
    Holding(
        code="message",
        model=Message,
        fields=("body", "author_name"),
        label=_("Messages in your cases"),
        purpose=_("To agree with you, and to prove later what was agreed."),
        whose="case__customer_id",
        keep=Keep(days=THREE_YEARS, since=F("case__closed_at"), after=_("after the case was closed")),
        shown=("case__ref", "at", "role"),
        untold=("author_name",),
        # What arbitrators say to each other about a ruling that was told to nobody: not to either side.
        not_for_them=Q(with_action__in=AMONG_ARBITRATORS),
        proof=Proof("message", "digest", lambda row: str(row.body)),
    )
)
hold(
    Holding(
        code="evidence",
        model=Evidence,
        # Their digests go too: with the salt gone, the record says of nobody's picture that it was this one.
        fields=("original", "shown", "name", "sha256", "shown_sha256"),
        label=_("Photos and files in your cases"),
        purpose=_("To judge what is wrong with the goods, and to prove it later."),
        whose="order__customer_id",
        keep=Keep(
            days=THREE_YEARS,
            # A picture of an application that was never sent is counted from its upload.
            since=Choose(When(case=None, then=F("at")), default=F("case__closed_at")),
            after=_("after the case was closed"),
        ),
        tell=tell_evidence,
    )
)
concerns(
    Concern(
        "case",
        Case,
        ("ref", "order__number", "kind", "state", "opened_at", "closed_at"),
        _("Your cases"),
        "customer_id",
    )
)
concerns(
    Concern(
        "case_line",
        CaseLine,
        ("case__ref", "order_line__title", "quantity", "reason"),
        _("What your cases are about"),
        "case__customer_id",
    )
)
plain(Case, "ref kind state judged terms refusal", because="codes, sums and the rules of the policy")
plain(CaseLine, "kind reason", because="a code")
plain(
    Evidence,
    "role author_id kind media_type shown_type",
    because="ids and codes",
)
plain(Message, "role author_id with_action", because="ids and codes")
plain(MoneyDue, "ref state article counted_from workdays_of", because="codes")
plain(Offer, "state by remedy variants answered_by", because="codes, ids and the names of articles")
plain(
    Dispute,
    "ref state about called_by kind reason currency arbitrator_id appealed_by outcome",
    because="codes and ids; the words are messages of the case",
)
plain(Proposal, "state declined_by", because="codes")
plain(Precedent, "dispute_ref case_ref about kind reason currency outcome grounds", because="codes and sums")
plain(Ruling, "instance outcome grounds draft", because="codes; the words are a message of the case")
staff(Ruling, "by_id seconded_by", because="ids of arbitrators")
staff(DeclaredConflict, "actor_id", because="the id of an arbitrator")
staff(RulingTemplate, "kind reason outcome grounds texts changed_by", because="the platform's own words")
