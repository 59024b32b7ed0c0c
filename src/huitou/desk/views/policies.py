"""The return policy: its versions, the page as buyers see it, differences, putting the draft in force, now or later.

The draft itself is written in `policy_editor`.
"""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from huitou.accounts.domains.addresses import page_url
from huitou.accounts.mfa import step_up
from huitou.accounts.staff_pages import StaffVisit
from huitou.cases.dossier import names_of
from huitou.core.errors import HuitouError, NotFound
from huitou.desk.policy_words import Reach, in_words
from huitou.desk.views.policy_editor import draft_page
from huitou.desk.visit import desk_view, page
from huitou.policies.access import access_policy_version
from huitou.policies.errors import PolicyRefused, ScheduleOutOfBounds
from huitou.policies.models import PolicyVersion
from huitou.policies.pages import difference, render_policy
from huitou.policies.queries import document_of, draft_of, scheduled_of, version_in_force, versions
from huitou.policies.verbs import publish as put_in_force
from huitou.policies.verbs import schedule
from huitou.policies.verbs import withdraw as taken_back

MOST_VERSIONS = 100


@require_safe
@desk_view("policies.view")
def policies(visit: StaffVisit) -> HttpResponseBase:
    """All versions, and the page that is in force."""
    with visit.reading():
        rows = list(versions(visit.shop)[:MOST_VERSIONS])
        current = version_in_force(visit.shop, visit.at)
        context = {
            "versions": [row for row in rows if row.state != PolicyVersion.State.DRAFT or visit.may("policies.edit")],
            "current": current,
            "scheduled": scheduled_of(visit.shop),
            "policy": render_policy(current, _language()) if current is not None else None,
            "reach": Reach.of(document_of(current)) if current is not None else None,
            "who": names_of(row.published_by for row in rows),
            **(_embed_tags(visit) if current is not None else {}),
        }
        return page(visit, "desk/policies/list.html", context, here="policies")


def _embed_tags(visit: StaffVisit) -> dict[str, str]:
    """The script tags for the shop's own pages: the short form and the whole."""
    script = page_url(visit.shop, reverse("portal:policy_embed_script", args=[visit.shop.slug]))
    tag = f'<script src="{script}"{{part}} data-lang="{visit.shop.locale}"></script>'
    return {"embed_tag": tag.format(part=' data-part="summary"'), "embed_tag_whole": tag.format(part="")}


@require_safe
@desk_view("policies.view")
def policy(visit: StaffVisit, number: int) -> HttpResponseBase:
    """One version as buyers see it."""
    with visit.reading():
        version = _seen(visit, number)
        context = {"version": version, "policy": render_policy(version, _language())}
        return page(visit, "desk/policies/version.html", context, here="policies")


@require_safe
@desk_view("policies.view")
def changes(visit: StaffVisit, number: int) -> HttpResponseBase:
    """What differs between a version and the one before it, or the one that `?against=` names, in words."""
    with visit.reading():
        version = _seen(visit, number)
        others = [row for row in versions(visit.shop)[:MOST_VERSIONS] if row.number != number]
        if not visit.may("policies.edit"):
            others = [row for row in others if row.state != PolicyVersion.State.DRAFT]
        asked = visit.request.GET.get("against", "")
        against = next((row for row in others if str(row.number) == asked), None)
        if against is None:
            earlier = [row for row in others if row.number < number and row.in_force_from is not None]
            against = next(iter(earlier or others), None)
        found = difference(against, version, _language()) if against is not None else ()
        context = {
            "version": version,
            "against": against,
            "others": others,
            "changes": [(change, in_words(change)) for change in found],
        }
        return page(visit, "desk/policies/changes.html", context, here="policies")


@require_POST
@desk_view("policies.publish")
def publish(visit: StaffVisit) -> HttpResponseBase:
    """Put the draft in force at once, or from the beginning of a day. `digest` is that of the draft that was seen."""
    return _publish(visit.request, visit)


@step_up
def _publish(request: HttpRequest, visit: StaffVisit) -> HttpResponseBase:
    sent = request.POST
    with visit.reading():
        saved = draft_of(visit.shop)
    if saved is None:
        raise NotFound()
    if sent.get("digest") != saved.digest:
        messages.warning(request, _("Somebody changed the draft in the meantime. Look at it again."))
        return redirect("desk:policy_draft", visit.shop.slug)
    try:
        if sent.get("when") == "day":
            version = schedule(version=saved.pk, from_at=_morning(visit, sent), actor=visit.actor, at=visit.at)
            said = _("Version %(number)s waits for its day. You can withdraw it until then.")
        else:
            version = put_in_force(version=saved.pk, actor=visit.actor, at=visit.at)
            said = _("Version %(number)s is in force for orders from now on. Earlier orders keep theirs.")
    except PolicyRefused as refused:
        with visit.reading():
            return draft_page(visit, problems=refused.sentences, law=True, status=refused.status)
    except HuitouError as error:
        messages.error(request, error.text)
        return redirect("desk:policy_draft", visit.shop.slug)
    messages.success(request, said % {"number": version.number})
    return redirect("desk:policies", visit.shop.slug)


@require_POST
@desk_view("policies.publish")
def withdraw(visit: StaffVisit, number: int) -> HttpResponseBase:
    """Take back a version that waits for its day."""
    return _withdraw(visit.request, visit, number)


@step_up
def _withdraw(request: HttpRequest, visit: StaffVisit, number: int) -> HttpResponseBase:
    with visit.reading():
        version = _seen(visit, number)
    try:
        taken_back(version=version.pk, actor=visit.actor, at=visit.at)
    except HuitouError as error:
        messages.error(request, error.text)
    else:
        messages.success(request, _("Version %(number)s does not come into force.") % {"number": number})
    return redirect("desk:policies", visit.shop.slug)


def _seen(visit: StaffVisit, number: int) -> PolicyVersion:
    """The version of this number that the person may see. Raises NotFound."""
    found = versions(visit.shop).filter(number=number).first()
    if found is None:
        raise NotFound()
    return access_policy_version(visit.actor, found)


def _morning(visit: StaffVisit, sent: QueryDict) -> datetime:
    """The beginning of the day in the shop's time zone. Raises ScheduleOutOfBounds for what is no day."""
    try:
        day = date.fromisoformat(sent.get("day", ""))
    except ValueError as error:
        raise ScheduleOutOfBounds() from error
    return datetime.combine(day, time(), ZoneInfo(visit.shop.timezone))


def _language() -> str:
    return get_language() or "en"
