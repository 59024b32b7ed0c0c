"""The platform's templates of rulings: the list, one to write or change in three languages, setting one aside.

Of the platform, not of a shop. Arbitrators read them; who holds `disputes.templates` changes them.
"""

from collections.abc import Callable
from functools import wraps
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from huitou.accounts.models import Staff
from huitou.accounts.permissions import PLATFORM_PERMISSIONS
from huitou.accounts.roles import PlatformRoleName
from huitou.accounts.staff_pages import to_log_in
from huitou.cases.disputes.templates import every_template
from huitou.cases.disputes.verbs.templates import TemplateIncomplete, retire_template, save_template, template_of
from huitou.cases.models import Kind, RulingTemplate
from huitou.core import clock
from huitou.core.errors import NotFound
from huitou.platform.forms import TemplateForm
from huitou.policies.rules.vocabulary import REASONS
from huitou.policies.texts import reason_label

NEW = UUID(int=0)


def _of_platform(permission: str) -> Callable[[Callable[..., HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """For people whose role on the platform has the permission; for everybody else there is nothing here."""

    def wrap(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def call(request: HttpRequest, **path: object) -> HttpResponseBase:
            if not isinstance(request.user, Staff):
                return to_log_in(request)
            roles = request.user.platform_roles.values_list("role", flat=True)
            held: frozenset[str] = frozenset().union(*(PLATFORM_PERMISSIONS[PlatformRoleName(role)] for role in roles))
            if permission not in held:
                raise Http404
            return view(request, may_change="disputes.templates" in held, **path)

        return never_cache(call)

    return wrap


@require_safe
@_of_platform("disputes.rule")
def templates(request: HttpRequest, may_change: bool) -> HttpResponseBase:
    """All templates by reason."""
    rows = [
        {"row": one, "reason": reason_label(one.reason) if one.reason else "", "text": one.text(request.LANGUAGE_CODE)}
        for one in every_template()
    ]
    return render(request, "platform/templates.html", {"rows": rows, "may_change": may_change, "new": NEW})


@require_http_methods(["GET", "POST"])
@_of_platform("disputes.templates")
def template(request: HttpRequest, template: UUID, may_change: bool) -> HttpResponseBase:
    """One template: its words in three languages. The zero id is a new one."""
    row = None if template == NEW else _found(template)
    form = _form(request, row)
    if request.method == "POST" and form.is_valid():
        try:
            by = f"staff:{request.user.pk}"
            save_template(template=row.pk if row else None, by=by, at=clock.now(), **form.inputs())
        except TemplateIncomplete as error:
            form.add_error(None, error.text)
        else:
            return redirect("platform:templates")
    status = 422 if request.method == "POST" else 200
    return _shown(request, {"form": form, "row": row, "template": template}, status)


@require_POST
@_of_platform("disputes.templates")
def retire(request: HttpRequest, template: UUID, may_change: bool) -> HttpResponseBase:
    """Offer it no longer."""
    _found(template)
    retire_template(template=template, by=f"staff:{request.user.pk}", at=clock.now())
    return redirect("platform:templates")


def _shown(request: HttpRequest, context: dict[str, object], status: int) -> HttpResponse:
    return render(request, "platform/template.html", context, status=status)


def _found(template: UUID) -> RulingTemplate:
    try:
        return template_of(template)
    except NotFound as error:
        raise Http404 from error


def _form(request: HttpRequest, row: RulingTemplate | None) -> TemplateForm:
    choices = {
        "kinds": [(value, str(label)) for value, label in Kind.choices],
        "reasons": [(code, reason_label(code)) for code in REASONS],
    }
    if request.method == "POST":
        return TemplateForm(request.POST, **choices)
    if row is None:
        return TemplateForm(**choices)
    texts = {f"text_{language.replace('-', '_')}": row.texts.get(language, "") for language in RulingTemplate.LANGUAGES}
    values = {"outcome": row.outcome, "grounds": row.grounds, "kind": row.kind, "reason": row.reason}
    return TemplateForm(initial={**values, **texts}, **choices)
