"""The demo's doors for buyers: one click in, and the mails that the demo has written. On this very machine only."""

import email
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Count
from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from huitou.accounts.buyers import open_demo_session
from huitou.accounts.views.demo import OWN_WAYS
from huitou.core.errors import NotFound
from huitou.core.tenancy import in_shop
from huitou.orders.models import Customer
from huitou.portal import session
from huitou.portal.views.accounts.look_up import is_demo
from huitou.portal.visit import Visit, portal_view

MAILS_SHOWN = 20


@require_http_methods(["GET"])
@portal_view
def demo(visit: Visit) -> HttpResponseBase:
    """Sign in as the demo shop's most active buyer. Raises NotFound anywhere else."""
    if not is_demo(visit) or visit.request.headers.get("Sec-Fetch-Site", "none") not in OWN_WAYS:
        raise NotFound()
    with in_shop(visit.shop):
        known = Customer.objects.exclude(contact__email="").annotate(bought=Count("orders"))
        buyer = known.order_by("-bought", "created_at", "pk").first()
    if buyer is None:
        raise NotFound()
    grant, token = open_demo_session(shop_id=visit.shop.pk, customer_id=buyer.pk, at=visit.at)
    response = redirect("portal:orders", visit.shop.slug)
    session.sign_in(visit.request, response, visit.shop, grant, token)
    return response


@require_safe
@portal_view
def mails(visit: Visit) -> HttpResponseBase:
    """The newest mails of the demo, as they lie in its folder. Raises NotFound anywhere else."""
    folder = getattr(settings, "EMAIL_FILE_PATH", "")
    if not is_demo(visit) or not folder:
        raise NotFound()
    files = sorted(Path(folder).glob("*.eml"), key=lambda file: file.stat().st_mtime_ns, reverse=True)
    shown = [_read(file) for file in files[:MAILS_SHOWN]]
    return visit.render("portal/accounts/demo_mails.html", {"mails": shown})


def _read(file: Path) -> dict[str, Any]:
    message = email.message_from_bytes(file.read_bytes(), policy=default)
    assert isinstance(message, EmailMessage)  # the policy makes it one
    body = message.get_body(preferencelist=("plain",))
    return {
        "subject": str(message["subject"] or ""),
        "to": str(message["to"] or ""),
        "date": _moment(message),
        "text": body.get_content() if body else "",
    }


def _moment(message: EmailMessage) -> datetime | None:
    """When it was written. `-0000` says UTC of a place unknown, and is read without a zone."""
    written = message["date"].datetime if message["date"] else None
    return written.replace(tzinfo=UTC) if written is not None and written.tzinfo is None else written
