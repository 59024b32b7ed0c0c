"""How the shop takes goods back: ways, addresses, stores and drop-off points, and who checks goods for it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from huitou.accounts.roles import TokenRole
from huitou.accounts.staff_pages import StaffVisit
from huitou.accounts.verbs import create_token
from huitou.core.errors import HuitouError, NotFound
from huitou.core.money import Money, format_money
from huitou.desk.forms.return_settings import (
    AddressForm,
    KeyForm,
    PlaceForm,
    ProviderForm,
    WayForm,
    refuse,
    stored,
)
from huitou.desk.visit import desk_view, page
from huitou.logistics.models import ReturnAddress, ReturnPlace, ReturnsProvider, ReturnWay, Way
from huitou.logistics.verbs import return_settings as verbs

DROPS: Mapping[str, tuple[str, Callable[..., Any]]] = {
    "drop-address": ("address", verbs.drop_address),
    "close-place": ("place", verbs.close_place),
    "retire-provider": ("provider", verbs.retire_provider),
}
KEEPS: Mapping[str, Callable[..., Any]] = {
    "way": verbs.keep_way,
    "address": verbs.add_address,
    "place": verbs.add_place,
    "provider": verbs.add_provider,
}


@require_safe
@desk_view("settings.view")
def return_settings(visit: StaffVisit) -> HttpResponseBase:
    """Everything that is set."""
    return _page(visit)


@require_POST
@desk_view("settings.edit")
def change(visit: StaffVisit, what: str) -> HttpResponseBase:
    """Add, change or drop one thing, or make a token for a company that checks goods."""
    if what in DROPS or what == "token":
        key = KeyForm(visit.request.POST)
        if not key.is_valid():
            raise NotFound()
        if what == "token":
            return _new_token(visit, key.cleaned_data["key"])
        name, drop = DROPS[what]
        drop(**{name: key.cleaned_data["key"]}, actor=visit.actor, at=visit.at)
        return redirect("desk:return_settings", visit.shop.slug)
    if what == "drop-way":
        if visit.request.POST.get("way") in Way.values:
            verbs.drop_way(way=Way(visit.request.POST["way"]), actor=visit.actor, at=visit.at)
        return redirect("desk:return_settings", visit.shop.slug)
    if what not in KEEPS:
        raise NotFound()
    form = _form(visit, what)
    if form.is_valid():
        try:
            KEEPS[what](**form.inputs(), actor=visit.actor, at=visit.at)  # type: ignore[attr-defined]
        except HuitouError as error:
            refuse(form, error)
        else:
            messages.success(visit.request, _("Saved. It counts for returns that are agreed from now on."))
            return redirect("desk:return_settings", visit.shop.slug)
    return _page(visit, {what: form}, 422)


def _form(visit: StaffVisit, what: str) -> forms.Form:
    data = visit.request.POST
    if what == "way":
        with visit.reading():
            return WayForm(data, shop=visit.shop, couriers=verbs.courier_services(), labellers=verbs.label_services())
    if what == "address":
        with visit.reading():
            return AddressForm(
                data, providers=list(ReturnsProvider.objects.filter(retired_at=None)), country=visit.shop.country
            )
    return PlaceForm(data) if what == "place" else ProviderForm(data)


def _new_token(visit: StaffVisit, provider: Any) -> HttpResponse:
    """Shown once. It opens the returns that go to this company, and nothing else of the shop."""
    visit.actor.require("tokens.create")
    with visit.reading():
        found = ReturnsProvider.objects.filter(pk=provider, retired_at=None).first()
        if found is None:
            raise NotFound()
    _row, plaintext = create_token(
        shop=visit.shop, role=TokenRole.RETURNS_PROVIDER, label=found.name, provider_id=found.pk, staff=visit.staff,
        at=visit.at,
    )  # fmt: skip
    return _page(visit, {"token": plaintext, "token_for": found.name})


def _page(visit: StaffVisit, more: Mapping[str, Any] | None = None, status: int = 200) -> HttpResponse:
    given = dict(more or {})
    refused = given.pop("way", None)
    with visit.reading():
        rows = {row.way: row for row in ReturnWay.objects.all()}
        couriers, labellers = verbs.courier_services(), verbs.label_services()
        providers = list(ReturnsProvider.objects.filter(retired_at=None).order_by("name"))
        context = {
            "part": "return_ways",
            "ways": [_way(visit, way, rows.get(way), refused, couriers, labellers) for way in Way],
            "nothing_set": not rows,
            "addresses": ReturnAddress.objects.select_related("provider").order_by("created_at", "pk"),
            "places": ReturnPlace.objects.filter(closed_at=None).order_by("kind", "name", "pk"),
            "providers": providers,
            "address_form": given.pop("address", None)
            or AddressForm(providers=providers, country=visit.shop.country, auto_id="address_%s"),
            "place_form": given.pop("place", None) or PlaceForm(auto_id="place_%s"),
            "provider_form": given.pop("provider", None) or ProviderForm(auto_id="provider_%s"),
            **given,
        }
        return page(visit, "desk/settings/return_ways.html", context, here="settings", status=status)


def _way(
    visit: StaffVisit,
    way: Way,
    row: ReturnWay | None,
    refused: forms.Form | None,
    couriers: Sequence[str],
    labellers: Sequence[str],
) -> dict[str, Any]:
    mine = refused is not None and refused.data.get("way") == way
    initial = stored(row, visit.shop) if row is not None else {"way": way}
    form = (
        refused
        if mine
        else WayForm(
            initial=initial, shop=visit.shop, way=way, couriers=couriers, labellers=labellers, auto_id=f"{way}_%s"
        )
    )
    cost = format_money(Money(row.cost_minor, visit.shop.currency)) if row is not None and row.cost_minor else ""
    return {"way": way, "row": row, "form": form, "open": mine, "cost": cost}
