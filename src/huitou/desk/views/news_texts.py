"""One trigger of news: its rule, its texts in every language with their preview beside, their history, a sample.

A preview is a document of its own in a sandboxed frame; what is being written can be shown in it without being kept.
"""

from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import quote

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_POST

from huitou.accounts.models import Staff
from huitou.accounts.staff_pages import StaffVisit
from huitou.core.errors import HuitouError, NotFound
from huitou.core.models import Shop
from huitou.desk.forms.news import LANGUAGE_NAMES, MailTextForm, RuleForm, ShortTextForm
from huitou.desk.visit import desk_view, page
from huitou.news.access import EDIT, SEE, rules_of, trigger_named
from huitou.news.figures import told_lately
from huitou.news.letter import Message, message_of
from huitou.news.models import NewsText
from huitou.news.texts import FORMS, LOCALES, MAIL_FORM, current_text, history_of
from huitou.news.triggers import ROWS, Trigger
from huitou.news.usual_texts import Text
from huitou.news.verbs import restore_text, send_sample, set_rule, write_text
from huitou.news.verbs.write_about import SAMPLE_SECRET, NoOrderToShow
from huitou.news.ways import reader_of
from huitou.news.wording import VARIABLES, check_mail, check_short
from huitou.notifications.brand import Brand
from huitou.notifications.rendering import render
from huitou.orders.models import Order
from huitou.parcels.models import Parcel

MOST_ORDERS, LONGEST_TYPED = 12, 1000
# Which parcels a trigger speaks of, for the choice of what is shown; of any other, all.
STATE_OF = {
    Trigger.DELIVERED: "delivered", Trigger.ALL_DELIVERED: "delivered", Trigger.LOST: "lost",
    Trigger.RETURNED: "returned", Trigger.UNSCANNED: "announced",
}  # fmt: skip
FRAME_POLICY = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data: https:; frame-ancestors 'self'"
)  # fmt: skip


@require_http_methods(["GET", "POST"])
@desk_view(SEE)
def trigger(visit: StaffVisit, trigger: str) -> HttpResponseBase:
    """The page; a POST keeps the rule."""
    found = trigger_named(trigger)
    if visit.request.method != "POST":
        return _page(visit, found)
    visit.actor.require(EDIT)
    form = RuleForm(visit.request.POST, trigger=found, currency=visit.shop.currency)
    if form.is_valid():
        try:
            set_rule(rule=form.rule(), actor=visit.actor, at=visit.at)
        except HuitouError as error:
            form.add_error(None, error.text)
        else:
            messages.success(visit.request, _("Saved. It counts from the next report on."))
            return redirect("desk:news_trigger", visit.shop.slug, found)
    return _page(visit, found, {"rule_form": form}, 422)


@require_POST
@desk_view(EDIT)
def text(visit: StaffVisit, trigger: str) -> HttpResponseBase:
    """Keep the text, go back to the house's, or send it to oneself as it stands in the form (`what`)."""
    found, typed = trigger_named(trigger), visit.request.POST
    locale, form_code = _locale(typed), _form_code(typed)
    back = redirect("desk:news_trigger", visit.shop.slug, found)
    back["Location"] += f"?locale={locale}&form={form_code}#text"
    if typed.get("what") == "restore":
        restore_text(trigger=found, form=form_code, locale=locale, actor=visit.actor, at=visit.at)
        messages.success(visit.request, _("The usual text counts again."))
        return back
    form = _text_form(form_code)(typed)
    if form.is_valid():
        try:
            _keep_or_send(visit, found, form_code, locale, form.cleaned_data, typed)
        except NotFound:
            raise
        except HuitouError as error:
            form.add_error(_field_of(found, form.cleaned_data), error.text)
        else:
            return back
    return _page(visit, found, {"text_form": form, "locale": locale, "form_code": form_code}, 422)


def _keep_or_send(
    visit: StaffVisit, found: Trigger, form_code: str, locale: str, data: dict[str, str], typed: QueryDict
) -> None:
    if typed.get("what") == "sample":
        with visit.reading():
            order = _chosen(_orders(found), typed.get("order", ""))
            said = _as_typed(visit.shop, found, form_code, locale, data)
        check_mail(found, said.subject, said.text)
        if order is None:
            raise NoOrderToShow()
        staff: Staff = visit.staff
        send_sample(
            trigger=found, order=order.pk, locale=locale, email=staff.email, name=staff.name,
            text=said, actor=visit.actor, at=visit.at,
        )  # fmt: skip
        messages.success(visit.request, _("Sent to %(email)s.") % {"email": staff.email})
        return
    write_text(trigger=found, form=form_code, locale=locale, actor=visit.actor, at=visit.at, **data)
    messages.success(visit.request, _("Saved. It counts for the next message."))


def _field_of(found: Trigger, data: dict[str, str]) -> str:
    """Which field the text is refused for."""
    if "subject" in data:
        try:
            check_mail(found, data["subject"], "{days}\n{order}" if found == Trigger.NEW_DATE else "{order}")
        except HuitouError:
            return "subject"
    return "text"


@require_http_methods(["GET", "POST"])
@xframe_options_sameorigin
@desk_view(SEE)
def preview(visit: StaffVisit, trigger: str) -> HttpResponseBase:
    """The message as one of the shop's own orders would get it; a POST shows what stands in the form."""
    found = trigger_named(trigger)
    asked = visit.request.POST if visit.request.method == "POST" else visit.request.GET
    locale, form_code = _locale(asked), _form_code(asked)
    with visit.reading():
        order = _chosen(_orders(found), asked.get("order", ""))
        said = None
        refused = ""
        if visit.request.method == "POST":
            said = _as_typed(
                visit.shop, found, form_code, locale, {key: asked.get(key, "") for key in ("subject", "text")}
            )
            refused = _refusal(found, form_code, said)
        if order is None or refused:
            words = refused or _("As soon as there is an order with a parcel, it is shown here.")
            response = HttpResponse(
                f'<!doctype html><title>–</title><p style="font:16px sans-serif">{escape(words)}</p>'
            )
        else:
            message = _message(visit.shop, found, order, locale, visit.at, said)
            if said is not None and form_code != MAIL_FORM:
                return _framed(_plain_page(message.short.text))
            response = HttpResponse(render(message.letter, brand=Brand.of(visit.shop), locale=locale).html)
    return _framed(response)


@require_POST
@desk_view(SEE)
def length(visit: StaffVisit, trigger: str) -> HttpResponseBase:
    """How long the text is that is being typed, with its variables filled and its link behind it."""
    found, asked = trigger_named(trigger), visit.request.POST
    locale = _locale(asked)
    with visit.reading():
        order = _chosen(_orders(found), asked.get("order", ""))
        said = _as_typed(visit.shop, found, "short", locale, {"text": asked.get("text", "")[:LONGEST_TYPED]})
        whole = _message(visit.shop, found, order, locale, visit.at, said).short.whole if order else None
    return visit.render("desk/news/length.html", {"length": whole})


def _plain_page(words: str) -> HttpResponse:
    return HttpResponse(f'<!doctype html><title>–</title><p style="font:16px/1.5 sans-serif">{escape(words)}</p>')


def _framed(response: HttpResponse) -> HttpResponse:
    response["Content-Security-Policy"] = FRAME_POLICY
    return response


def _refusal(found: Trigger, form_code: str, said: Text) -> str:
    try:
        if form_code == MAIL_FORM:
            check_mail(found, said.subject, said.text)
        else:
            check_short(found, said.short)
    except HuitouError as error:
        return error.text
    return ""


def _page(visit: StaffVisit, found: Trigger, more: dict[str, Any] | None = None, status: int = 200) -> HttpResponse:
    asked, more = visit.request.GET, more or {}
    locale = more.get("locale") or _locale(asked, visit.shop.locale)
    form_code = more.get("form_code") or _form_code(asked)
    with visit.reading():
        currency = visit.shop.currency
        rule = rules_of(visit.shop.pk)[found]
        orders = _orders(found)
        order = _chosen(orders, asked.get("order", ""))
        now = current_text(visit.shop.pk, found, locale)
        mail = form_code == MAIL_FORM
        initial = {"subject": now.text.subject, "text": now.text.text if mail else now.text.short}
        context = {
            "trigger": found,
            "name": _(ROWS[found].name),
            "meaning": _(ROWS[found].meaning),
            "important": ROWS[found].important,
            "told": told_lately(at=visit.at)[found],
            "rule_form": RuleForm(initial=RuleForm.initial_of(rule, currency), trigger=found, currency=currency),
            "text_form": _text_form(form_code)(initial=initial),
            "typed": None
            if mail or order is None
            else _message(visit.shop, found, order, locale, visit.at).short.whole,
            "own": now.own if mail else now.own_short,
            "tabs": _tabs(locale, form_code, order),
            "chips": [(f"{{{one.name}}}", _(one.meaning)) for one in VARIABLES.values()],
            "locale": locale,
            "form_code": form_code,
            "orders": orders,
            "order": order,
            "shorts": _shorts(visit.shop, found, order, visit.at) if order else [],
            "others": [(code, LANGUAGE_NAMES[code]) for code in LOCALES if code != locale],
            "shown_language": LANGUAGE_NAMES[locale],
            "history": _history(history_of(visit.shop.pk, found)),
            "part": "news",
            **more,
        }
        return page(visit, "desk/news/trigger.html", context, here="settings", status=status)


def _tabs(locale: str, form_code: str, order: Order | None) -> list[dict[str, Any]]:
    names = {MAIL_FORM: _("Mail"), "short": _("Short message")}
    chosen = f"&order={quote(order.number, safe='')}" if order else ""
    return [
        {
            "label": f"{LANGUAGE_NAMES[code]} · {names[form]}", "here": (code, form) == (locale, form_code),
            "url": f"?locale={code}&form={form}{chosen}#text",
        }
        for code in LOCALES for form in FORMS
    ]  # fmt: skip


def _shorts(shop: Shop, found: Trigger, order: Order, at: datetime) -> list[dict[str, Any]]:
    """The short message in every language, with its length."""
    rows = []
    for code in LOCALES:
        said = _message(shop, found, order, code, at).short
        rows.append({"language": LANGUAGE_NAMES[code], "lang": code, "text": said.text, "length": said.whole})
    return rows


def _history(rows: list[NewsText]) -> list[dict[str, Any]]:
    wrote = {row.written_by.partition(":")[2] for row in rows if row.written_by.startswith("staff:")}
    people = (
        {str(pk): name for pk, name in Staff.objects.filter(pk__in=wrote).values_list("pk", "name")} if wrote else {}
    )
    return [
        {
            "row": row, "language": LANGUAGE_NAMES.get(row.locale, row.locale), "mail": row.form == MAIL_FORM,
            "who": people.get(row.written_by.partition(":")[2], row.written_by),
        }
        for row in rows[:40]
    ]  # fmt: skip


def _message(shop: Shop, found: Trigger, order: Order, locale: str, at: datetime, said: Text | None = None) -> Message:
    parcels = Parcel.objects.filter(order=order).exclude(direction=Parcel.Direction.RETURN).order_by("created_at")
    reader = replace(reader_of(order, shop), language=locale)
    return message_of(
        found, list(parcels[:1]), order, shop, reader, ref="sample", secret=SAMPLE_SECRET, at=at, text=said, sample=True
    )


def _orders(found: Trigger) -> list[Order]:
    """The newest orders that have a parcel; those whose parcel stands as the trigger says, where there are some."""
    sent = Parcel.objects.exclude(direction=Parcel.Direction.RETURN)
    like_it = sent.filter(state=STATE_OF[found]) if found in STATE_OF else sent
    rows = Order.objects.order_by("-placed_at", "-pk")
    near = list(rows.filter(pk__in=like_it.values("order_id"))[:MOST_ORDERS])
    return near or list(rows.filter(pk__in=sent.values("order_id"))[:MOST_ORDERS])


def _chosen(orders: list[Order], number: str) -> Order | None:
    return next((order for order in orders if order.number == number), orders[0] if orders else None)


def _as_typed(shop: Shop, found: Trigger, form_code: str, locale: str, data: dict[str, str]) -> Text:
    now = current_text(shop.pk, found, locale).text
    if form_code == MAIL_FORM:
        return Text(data["subject"].strip(), data["text"].strip(), now.short)
    return Text(now.subject, now.text, data["text"].strip())


def _text_form(form_code: str) -> type[forms.Form]:
    return MailTextForm if form_code == MAIL_FORM else ShortTextForm


def _locale(asked: QueryDict, usual: str = "en") -> str:
    given = asked.get("locale", usual)
    return given if given in LOCALES else LOCALES[0]


def _form_code(asked: QueryDict) -> str:
    given = asked.get("form", MAIL_FORM)
    return given if given in FORMS else MAIL_FORM
