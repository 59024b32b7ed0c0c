"""Short messages: how each fared, and the accounts of the shop at those who carry them, with a test to oneself."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from huitou.accounts.mfa import step_up
from huitou.accounts.staff_pages import StaffVisit
from huitou.core.errors import HuitouError, NotFound
from huitou.desk.forms.channels import ChannelForm, TestForm
from huitou.desk.paging import list_page
from huitou.desk.views.mails import tabs
from huitou.desk.visit import desk_view, page
from huitou.notifications.channels.protocol import Channel
from huitou.notifications.channels.registry import channel as channel_of
from huitou.notifications.channels.registry import codes
from huitou.notifications.credentials import opened
from huitou.notifications.explanations import explain_short, explain_stalled
from huitou.notifications.masking import masked
from huitou.notifications.models import ChannelAccount, Medium, PointKind, ShortMessage, ShortState
from huitou.notifications.queries import newest_short_messages
from huitou.notifications.reach import POINT_OF
from huitou.notifications.short_jobs import hook_address
from huitou.notifications.verbs import (
    close_channel_account,
    keep_channel_account,
    resume_channel_account,
    send_test,
)

MAY = "channels.edit"
TONES = {
    ShortState.SENT: "good", ShortState.DELIVERED: "good", ShortState.QUEUED: "now", ShortState.FAILED: "harm",
    ShortState.UNKNOWN: "turn",
}  # fmt: skip
MICROS = 1_000_000


@require_safe
@desk_view("mails.view")
def short(visit: StaffVisit) -> HttpResponseBase:
    """Short messages, newest first."""
    with visit.reading():
        found = list_page(newest_short_messages(visit.shop), "queued_at", visit.request.GET.dict())
        context = {"list": found, "rows": [_row(row) for row in found.rows], "tabs": tabs(visit.shop, "short")}
        return page(visit, "desk/mails/short.html", context, here="mails")


def _row(message: ShortMessage) -> dict[str, object]:
    kind = POINT_OF.get(Medium(message.channel), PointKind.WECHAT)
    whole = kind == PointKind.PHONE
    return {
        "message": message,
        "to": message.to_address if whole or not message.to_address else masked(kind, message.to_address),
        "tone": TONES[ShortState(message.state)],
        "why": explain_short(message.last_error),
        "cost": _cost(message),
    }


def _cost(message: ShortMessage) -> str:
    """What the provider charged, to its own fraction of a cent."""
    if message.cost_micros is None:
        return ""
    whole, fraction = divmod(message.cost_micros, MICROS)
    return f"{whole}.{fraction:06d}".rstrip("0").rstrip(".") + f" {message.cost_currency}"


@require_safe
@desk_view("settings.view")
def channels(visit: StaffVisit) -> HttpResponseBase:
    """All who carry messages, those with an account first."""
    return _page(visit)


@require_POST
@desk_view(MAY)
def keep(visit: StaffVisit, channel: str) -> HttpResponseBase:
    """Enter or change an account."""
    return _keep(visit.request, visit, _adapter(channel))


@step_up
def _keep(request: HttpRequest, visit: StaffVisit, adapter: Channel) -> HttpResponseBase:
    with visit.reading():
        row = ChannelAccount.objects.filter(provider=adapter.code).first()
    form = ChannelForm(request.POST, adapter=adapter, row=row)
    if not form.is_valid():
        return _page(visit, {adapter.code: form}, status=422)
    try:
        kept = keep_channel_account(provider=adapter.code, values=form.cleaned_data, actor=visit.actor, at=visit.at)
    except NotFound:
        raise
    except HuitouError as error:
        form.refuse(error)
        return _page(visit, {adapter.code: form}, status=error.status)
    if fresh := _made_now(adapter, form, kept, had=row is not None and row.closed_at is None):
        # The plaintext is in this one answer, never in the session or a log.
        return _page(visit, fresh={adapter.code: fresh})
    messages.success(request, _("Saved. Messages can go this way from now on."))
    return redirect("desk:channels", visit.shop.slug)


def _made_now(adapter: Channel, form: ChannelForm, kept: ChannelAccount, *, had: bool) -> str:
    """The secret that we made for the shop's own system, which has to know it; shown once."""
    if adapter.medium != Medium.WEBHOOK or had or form.cleaned_data.get("secret"):
        return ""
    return opened(kept).get("secret", "")


@require_POST
@desk_view(MAY)
def test(visit: StaffVisit, channel: str) -> HttpResponseBase:
    """A message to an address of one's own."""
    adapter = _adapter(channel)
    form = TestForm(visit.request.POST, adapter=adapter)
    if not form.is_valid():
        return _page(visit, tried={adapter.code: form}, status=422)
    try:
        send_test(
            provider=adapter.code, address=form.cleaned_data.get("address", ""),
            language=get_language() or visit.shop.locale, actor=visit.actor, at=visit.at,
        )  # fmt: skip
    except NotFound:
        raise
    except HuitouError as error:
        form.add_error("address" if "address" in form.fields else None, error.text)
        return _page(visit, tried={adapter.code: form}, status=error.status)
    messages.success(visit.request, _("The test is on its way. Below you see how it fares."))
    return redirect("desk:short_messages", visit.shop.slug)


@require_POST
@desk_view(MAY)
def resume(visit: StaffVisit, channel: str) -> HttpResponseBase:
    """An account that stood still is said to send again."""
    resume_channel_account(provider=_adapter(channel).code, actor=visit.actor, at=visit.at)
    messages.success(visit.request, _("Messages go this way again. Should it still send nothing, it is stopped anew."))
    return redirect("desk:channels", visit.shop.slug)


@require_POST
@desk_view(MAY)
def close(visit: StaffVisit, channel: str) -> HttpResponseBase:
    """Forget an account."""
    return _close(visit.request, visit, _adapter(channel))


@step_up
def _close(request: HttpRequest, visit: StaffVisit, adapter: Channel) -> HttpResponseBase:
    close_channel_account(provider=adapter.code, actor=visit.actor, at=visit.at)
    messages.success(request, _("Closed. What was entered is forgotten."))
    return redirect("desk:channels", visit.shop.slug)


def _adapter(code: str) -> Channel:
    if code not in codes():
        raise NotFound()
    return channel_of(code)


def _page(
    visit: StaffVisit,
    refused: dict[str, ChannelForm] | None = None,
    *,
    tried: dict[str, TestForm] | None = None,
    fresh: dict[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    with visit.reading():
        rows = {row.provider: row for row in ChannelAccount.objects.all()}
        shown = []
        for code in codes():
            one = _shown(visit, channel_of(code), rows.get(code))
            one |= {"fresh": (fresh or {}).get(code, "")}
            if refused and code in refused:
                one |= {"form": refused[code], "open": True}
            if tried and code in tried:
                one |= {"test": tried[code], "test_open": True}
            shown.append(one)
        context = {"part": "channels", "carriers": sorted(shown, key=lambda one: not one["set_up"])}
        return page(visit, "desk/settings/messages.html", context, here="settings", status=status)


def _shown(visit: StaffVisit, adapter: Channel, row: ChannelAccount | None) -> dict[str, Any]:
    return {
        "code": adapter.code,
        "title": adapter.title,
        "medium": Medium(adapter.medium).label,
        "row": row,
        "set_up": row is not None and row.closed_at is None,
        "stalled": explain_stalled(row.stalled_why) if row is not None and row.stalled_at else "",
        "hook": hook_address(visit.shop.slug, adapter.code) if adapter.calls else "",
        "keyed": any(one.name == "hook_key" for one in adapter.fields),
        "asks": bool(adapter.fields),
        "form": ChannelForm(adapter=adapter, row=row),
        "open": False,
        "test": TestForm(adapter=adapter),
        "testable": adapter.medium != Medium.PUSH,
        "test_open": False,
    }
