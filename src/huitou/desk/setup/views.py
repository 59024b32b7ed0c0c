"""The pages under /setup/: a door that takes the one-time link, a page per step, a last page that says what next.

Only the browser that opened the link, or the owner logged in, gets past the door. Every step saves at once.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from huitou.accounts.client import client_address
from huitou.accounts.limits import Limit, count
from huitou.accounts.models import SetupRun, Staff
from huitou.accounts.signing_in import sign_in
from huitou.core.clock import now
from huitou.core.errors import HuitouError
from huitou.desk.setup import choices, links, policy_step, steps
from huitou.desk.setup.forms import BrandForm, MailForm, OrdersForm, OwnerForm, SecretForm, ShopForm
from huitou.desk.setup.import_step import import_upload
from huitou.orders.models import ImportRun
from huitou.orders.sentences import SENTENCES

OPEN_BY_CLIENT = Limit("setup.link", times=30, window=links.LINK_LASTS)
TITLES = {
    "owner": _("Your account"),
    "shop": _("The shop"),
    "brand": _("How it looks"),
    "policy": _("Its return policy"),
    "orders": _("Its orders"),
    "mail": _("A test mail"),
}

# Steps whose page is still of use when they are done: the others made things that stay.
REVISITED = frozenset({"brand", "policy", "orders", "mail"})


@dataclass(frozen=True)
class Page:
    """What a step's page needs: its form, and what it saves when the form is sent."""

    form: Callable[[HttpRequest, SetupRun], forms.Form]
    save: Callable[[HttpRequest, SetupRun, forms.Form], None]
    more: Callable[[HttpRequest, SetupRun], dict[str, Any]] = lambda _request, _run: {}


@never_cache
@require_http_methods(["GET", "POST"])
def door(request: HttpRequest) -> HttpResponse:
    """Take the link's secret, or go on where this browser stopped."""
    run = links.run_of(request)
    form = SecretForm(_sent(request))
    if request.method == "GET" and run is not None and run.finished_at is None:
        return _onwards(run)
    if request.method == "POST" and form.is_valid():
        at = now()
        try:
            count([(OPEN_BY_CLIENT, client_address(request))], at=at)
            return _onwards(links.open_link(request, form.cleaned_data["secret"], at=at))
        except HuitouError as error:
            form.add_error(None, error.text)
            return render(request, "setup/door.html", {"form": form}, status=error.status)
    return render(request, "setup/door.html", {"form": form})


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, step: str) -> HttpResponse:
    """One step: show its form, or save it and go on to the next."""
    run = _run(request)
    if step not in PAGES:
        raise Http404
    page, first = PAGES[step], steps.next_step(run)
    already = step in run.steps_done
    if not already and step != first:
        return _onwards(run)
    if already and step not in REVISITED:
        return _onwards(run)
    form, status = page.form(request, run), 200
    if request.method == "POST" and form.is_valid():
        try:
            page.save(request, run, form)
        except HuitouError as error:
            form.add_error(None, error.text)
            status = error.status
        else:
            return _after(step, run)
    facts = {"run": run, "form": form, "step": step, "steps": _trail(run, step), "title": TITLES[step]}
    more = page.more(request, run)
    optional = step in steps.OPTIONAL and not already
    return render(request, f"setup/{step}.html", {**facts, **more, "optional": optional}, status=status)


@require_POST
def skip(request: HttpRequest, step: str) -> HttpResponse:
    """Leave an optional step for later."""
    run = _run(request)
    if step != steps.next_step(run) or step not in steps.OPTIONAL:
        raise Http404
    steps.skip(run, step)
    return _onwards(run)


@never_cache
@require_http_methods(["GET", "POST"])
def done(request: HttpRequest) -> HttpResponse:
    """What is set up and what to do next; the button closes the setting-up."""
    run = _run(request)
    if steps.next_step(run) is not None:
        return _onwards(run)
    shop = steps.shop_of(run)
    if request.method == "POST":
        if run.finished_at is None:
            steps.finish(run, at=now())
        request.session.pop(links.SESSION_KEY, None)
        return redirect(f"/desk/{shop.slug}/")
    asked = steps.import_of(run)
    facts = {
        "run": run,
        "shop": shop,
        "policy": steps.policy_of(run, at=now()),
        "mail": steps.test_mail_of(run),
        "orders": asked.report if asked is not None and asked.orders else run.notes.get("orders"),
        "importing": asked is not None and asked.ended_at is None,
        "steps": _trail(run, ""),
    }
    return render(request, "setup/done.html", facts)


def _run(request: HttpRequest) -> SetupRun:
    run = links.run_of(request)
    if run is None:
        raise Http404
    return run


def _onwards(run: SetupRun) -> HttpResponseRedirect:
    following = steps.next_step(run)
    return redirect("setup:step", step=following) if following else redirect("setup:done")


def _after(step: str, run: SetupRun) -> HttpResponseRedirect:
    # The import's page shows its report first, the mail's page whether the mail went out.
    return redirect("setup:step", step=step) if step in ("orders", "mail") else _onwards(run)


def _trail(run: SetupRun, here: str) -> list[dict[str, Any]]:
    """For components/steps.html: what is done, what is now, what is ahead."""
    return [
        {
            "label": TITLES[name],
            "mark": "now" if name == here else "done" if name in run.steps_done else "ahead",
            "url": reverse("setup:step", args=[name]) if name in run.steps_done and name in REVISITED else "",
        }
        for name in steps.STEPS
    ]


def _sent(request: HttpRequest) -> QueryDict | None:
    # An empty form that was sent is sent: `request.POST or None` would take it for a first look at the page.
    return request.POST if request.method == "POST" else None


def _sent_with_files(request: HttpRequest) -> tuple[Any, Any]:
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def _owner_form(request: HttpRequest, _run: SetupRun) -> forms.Form:
    if "as_me" in request.POST and isinstance(request.user, Staff):
        return forms.Form(request.POST)
    return OwnerForm(_sent(request))


def _save_owner(request: HttpRequest, run: SetupRun, form: forms.Form) -> None:
    if not form.fields:
        assert isinstance(request.user, Staff)
        steps.use_owner(run, request.user)
        return
    staff = steps.create_owner(run, **form.cleaned_data, locale=get_language() or "en", at=now())
    sign_in(request, staff, method="setup")


def _shop_form(request: HttpRequest, _run: SetupRun) -> forms.Form:
    language = get_language() or "en"
    country = {"zh-hans": "CN", "zh-hant": "TW"}.get(language, "US")
    currency, timezone = choices.usual_for(country)
    usual = {"country": country, "currency": currency, "timezone": timezone, "locale": language}
    return ShopForm(_sent(request), initial=usual)


def _save_shop(_request: HttpRequest, run: SetupRun, form: forms.Form) -> None:
    steps.create_shop(run, steps.ShopFacts(**form.cleaned_data), at=now())


def _usual(_request: HttpRequest, _run: SetupRun) -> dict[str, Any]:
    return {"usual": {code: choices.usual_for(code) for code, _name in choices.countries()}}


def _brand_form(request: HttpRequest, run: SetupRun) -> forms.Form:
    return BrandForm(*_sent_with_files(request), initial={"accent": steps.shop_of(run).accent})


def _save_brand(_request: HttpRequest, run: SetupRun, form: forms.Form) -> None:
    steps.save_brand(run, accent=form.cleaned_data["accent"], logo=form.cleaned_data["logo"], at=now())


def _plain_form(request: HttpRequest, _run: SetupRun) -> forms.Form:
    return forms.Form(_sent(request))


def _save_policy(_request: HttpRequest, run: SetupRun, _form: forms.Form) -> None:
    steps.publish_preset(run, at=now())


def _orders_form(request: HttpRequest, _run: SetupRun) -> forms.Form:
    return OrdersForm(*_sent_with_files(request))


def _save_orders(_request: HttpRequest, run: SetupRun, form: forms.Form) -> None:
    steps.note_asked_import(run, import_upload(steps.owner_actor(run), form.cleaned_data["orders"], at=now()))


def _import_report(_request: HttpRequest, run: SetupRun) -> dict[str, Any]:
    """What the terminal's import left as a note, or the worker's as it stands."""
    asked = steps.import_of(run)
    if asked is None:
        report = run.notes.get("orders")
        return {"report": _in_words(report), "saved": True} if report else {}
    under_way = asked.state in (ImportRun.State.WAITING, ImportRun.State.RUNNING)
    report = _in_words(asked.report) if asked.state == ImportRun.State.DONE else None
    return {"asked": asked, "under_way": under_way, "report": report, "saved": True}


def _in_words(report: dict[str, Any]) -> dict[str, Any]:
    skipped = [{**tally, "meaning": str(SENTENCES[code])} for code, tally in report["skipped"].items()]
    return {**report, "skipped": skipped}


def _mail_form(request: HttpRequest, run: SetupRun) -> forms.Form:
    owner = run.owner
    return MailForm(_sent(request), initial={"email": owner.email if owner else ""})


def _save_mail(_request: HttpRequest, run: SetupRun, form: forms.Form) -> None:
    steps.send_test_mail(run, to=form.cleaned_data["email"], at=now())


def _mail_state(_request: HttpRequest, run: SetupRun) -> dict[str, Any]:
    mail = steps.test_mail_of(run)
    return {"mail": mail, "saved": mail is not None}


PAGES = {
    "owner": Page(_owner_form, _save_owner),
    "shop": Page(_shop_form, _save_shop, _usual),
    "brand": Page(_brand_form, _save_brand),
    "policy": Page(_plain_form, _save_policy, policy_step.preview),
    "orders": Page(_orders_form, _save_orders, _import_report),
    "mail": Page(_mail_form, _save_mail, _mail_state),
}
