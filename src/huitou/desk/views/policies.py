"""The return policy: its versions, the page as buyers see it, the draft with what would change, putting it in force."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from huitou.accounts.staff_pages import StaffVisit
from huitou.cases.dossier import names_of
from huitou.core.errors import HuitouError, NotFound
from huitou.desk.forms.policy import PolicyForm
from huitou.desk.visit import desk_view, page
from huitou.policies.access import access_policy_version
from huitou.policies.errors import PolicyRefused
from huitou.policies.models import PolicyVersion
from huitou.policies.pages import difference, render_policy
from huitou.policies.presets import preset_for
from huitou.policies.queries import draft_of, version_in_force, versions
from huitou.policies.verbs import publish as put_in_force
from huitou.policies.verbs import save_draft

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
            "policy": render_policy(current, _language()) if current is not None else None,
            "who": names_of(row.published_by for row in rows),
        }
        return page(visit, "desk/policies/list.html", context, here="policies")


@require_safe
@desk_view("policies.view")
def policy(visit: StaffVisit, number: int) -> HttpResponseBase:
    """One version as buyers see it."""
    with visit.reading():
        found = versions(visit.shop).filter(number=number).first()
        if found is None:
            raise NotFound()
        version = access_policy_version(visit.actor, found)
        context = {"version": version, "policy": render_policy(version, _language())}
        return page(visit, "desk/policies/version.html", context, here="policies")


@require_http_methods(["GET", "POST"])
@desk_view("policies.edit")
def draft(visit: StaffVisit) -> HttpResponseBase:
    """Change the numbers, save them as the draft, see what buyers would find changed."""
    with visit.reading():
        document = _document(visit)
        form = PolicyForm(visit.request.POST or None, document=document)
        if visit.request.method == "GET" or not form.is_valid():
            return _draft_page(visit, form, status=200 if visit.request.method == "GET" else 422)
    try:
        save_draft(document=form.result(), actor=visit.actor, at=visit.at)
    except PolicyRefused as refused:
        with visit.reading():
            return _draft_page(visit, form, problems=refused.sentences, status=refused.status)
    messages.success(visit.request, _("The draft is saved. Nothing changes for buyers until you put it in force."))
    return redirect("desk:policy_draft", visit.shop.slug)


@require_POST
@desk_view("policies.publish")
def publish(visit: StaffVisit) -> HttpResponseBase:
    """Put the draft in force for orders from now on. `digest` is that of the draft that was looked at."""
    with visit.reading():
        saved = draft_of(visit.shop)
    if saved is None:
        raise NotFound()
    if visit.request.POST.get("digest") != saved.digest:
        messages.warning(visit.request, _("Somebody changed the draft in the meantime. Look at it again."))
        return redirect("desk:policy_draft", visit.shop.slug)
    try:
        version = put_in_force(version=saved.pk, actor=visit.actor, at=visit.at)
    except PolicyRefused as refused:
        with visit.reading():
            form = PolicyForm(document=_document(visit))
            return _draft_page(visit, form, problems=refused.sentences, law=True, status=refused.status)
    except HuitouError as error:
        messages.error(visit.request, error.text)
        return redirect("desk:policy_draft", visit.shop.slug)
    said = _("Version %(number)s is in force for orders from now on. Earlier orders keep theirs.")
    messages.success(visit.request, said % {"number": version.number})
    return redirect("desk:policies", visit.shop.slug)


def _document(visit: StaffVisit) -> dict[str, Any]:
    """The draft, else what is in force, else the ready policy of the country."""
    shop = visit.shop
    version = draft_of(shop) or version_in_force(shop, visit.at)
    if version is not None:
        return version.document
    return preset_for(shop.country, currency=shop.currency, timezone=shop.timezone)


def _draft_page(
    visit: StaffVisit, form: PolicyForm, *, problems: list[str] | None = None, law: bool = False, status: int = 200
) -> HttpResponse:
    saved, current = draft_of(visit.shop), version_in_force(visit.shop, visit.at)
    language = _language()
    context = {
        "form": form,
        "saved": saved,
        "current": current,
        "changes": difference(current, saved, language) if saved is not None and current is not None else (),
        "problems": problems or [],
        "law": law,
    }
    return page(visit, "desk/policies/draft.html", context, here="policies", status=status)


def _language() -> str:
    return get_language() or "en"
