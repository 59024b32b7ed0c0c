"""What the style guide shows: a tea-ware shop's return, told with the words that real pages use.

Called by the styleguide view only. Values are built per request so that countdowns stay in the future.
"""

from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

from django.utils.translation import gettext as _

from huitou.core.money import Money
from huitou.core.turning_line import Coin, Journey, Mark, Stop

D, N, A, T = Mark.DONE, Mark.NOW, Mark.AHEAD, Mark.TROUBLE
ICONS = (
    "alert info check clock close plus minus left right down search copy camera parcel truck store home pin money "
    "chat mail phone person people gear document list scales return swap wrench shield upload external print eye "
    "bell lock"
).split()
COLOURS = (
    "paper raised sunk ink ink-soft hairline edge ahead accent accent-ink accent-soft turn turn-soft harm harm-soft"
).split()


def samples(at: datetime) -> dict[str, Any]:
    """Everything the page needs, in the active language, as of `at`."""
    return {
        "shop": SimpleNamespace(name=_("Clay Cup Society"), timezone="Asia/Shanghai"),
        "icons": ICONS,
        "colours": COLOURS,
        "sizes": (34, 26, 20, 17, 15, 13),
        "at": SimpleNamespace(
            soon=at + timedelta(hours=2, minutes=14, seconds=30),
            hours=at + timedelta(hours=31, minutes=5),
            days=at + timedelta(days=5, hours=4),
            past=at - timedelta(minutes=20),
            yesterday=at - timedelta(days=1, hours=3),
            before=at - timedelta(days=2, hours=1),
        ),
        "journeys": _journeys(),
        "sums": SimpleNamespace(
            refund=Money(12_800, "CNY"), small=Money(2_000, "CNY"), loss=Money(-1_200, "CNY"), yen=Money(4_980, "JPY")
        ),
        "bill": _bill(),
        "choices": _choices(),
        "reasons": [
            {"value": "broken", "label": _("It arrived broken")},
            {"value": "size", "label": _("It does not fit")},
            {"value": "unwanted", "label": _("I no longer want it")},
            {"value": "late", "label": _("It came too late"), "more": _("Not for this item"), "disabled": True},
        ],
        "carriers": [("", _("Choose")), ("sf", "SF Express"), ("zto", "ZTO"), ("post", "China Post")],
        "steps": [
            {"label": _("What"), "mark": "done", "url": "#steps"},
            {"label": _("Why"), "mark": "now"},
            {"label": _("How"), "mark": "ahead"},
        ],
        "tabs": [
            {"label": _("Queue"), "url": "#tabs", "here": True, "count": 6},
            {"label": _("Orders"), "url": "#tabs"},
            {"label": _("Returns"), "url": "#tabs", "count": 12},
            {"label": _("Refunds"), "url": "#tabs"},
            {"label": _("Policies"), "url": "#tabs"},
            {"label": _("Settings"), "url": "#tabs"},
        ],
        "trail": [(_("Orders"), "#breadcrumbs"), ("4F7Q", "#breadcrumbs")],
        "facts": [
            (_("Order"), "4F7Q-2025-118"),
            (_("Buyer"), _("Mei Lin")),
            (_("Return to"), _("12 Kiln Road, Jingdezhen")),
        ],
        "evidence": [
            {"url": "#evidence", "thumb": "", "name": _("break.jpg")},
            {"url": "#evidence", "thumb": "", "name": _("the whole parcel, from above.jpg")},
        ],
        "errors": [("id_email", _("Write the whole address, for example mei@example.com."))],
        "keys": [("a", _("agree")), ("o", _("make an offer")), ("r", _("refuse"))],
        "queue": _queue(at),
    }


def _journeys() -> dict[str, Journey]:
    shipped = Stop(_("Shipped"), D, _("12 Nov"))
    delivered = Stop(_("Delivered"), D, _("15 Nov"))
    paid = Stop(_("¥128.00 to you"), A)
    return {
        "parcel": Journey((Stop(_("Packed"), D), shipped, Stop(_("On the road"), N, _("Thu 14–18")), Stop(_("Delivered"), A))),
        "asked": Journey(
            (shipped, delivered),
            (Stop(_("Shop decides"), N, _("31 hours")), Stop(_("Hand over"), A), Stop(_("Inspected"), A)),
            coin=Coin.AHEAD,
            home=paid,
        ),
        "back": Journey(
            (shipped, delivered),
            (Stop(_("Agreed"), D, _("17 Nov")), Stop(_("On the way back"), N), Stop(_("Inspected"), A)),
            coin=Coin.AHEAD,
            home=paid,
        ),
        "paying": Journey(
            (shipped, delivered),
            (Stop(_("Agreed"), D), Stop(_("Handed over"), D), Stop(_("Inspected"), D, _("22 Nov"))),
            coin=Coin.TRAVELLING,
            home=Stop(_("¥128.00 to you"), N, _("by 25 Nov")),
        ),
        "home": Journey(
            (shipped, delivered),
            (Stop(_("Agreed"), D), Stop(_("Handed over"), D), Stop(_("Inspected"), D, _("22 Nov"))),
            coin=Coin.HOME,
            home=Stop(_("¥128.00 arrived"), D, _("23 Nov")),
        ),
        "refund_only": Journey(
            (shipped, Stop(_("Lost on the way"), T, _("14 Nov"))), coin=Coin.TRAVELLING, home=Stop(_("¥128.00 to you"), N)
        ),
        "exchange": Journey(
            (shipped, delivered),
            (Stop(_("Agreed"), D), Stop(_("Handed over"), D), Stop(_("At the shop"), D)),
            (Stop(_("New one packed"), D), Stop(_("On the road"), N, _("Fri 10–12")), Stop(_("Delivered"), A)),
        ),
    }


def _bill() -> dict[str, Any]:
    rows = [
        {"label": _("Celadon cup × 2"), "why": _("as paid on 11 Nov"), "amount": Money(15_600, "CNY")},
        {"label": _("Share of the coupon"), "why": _("¥40 off ¥300, by value"), "amount": Money(-2_080, "CNY")},
        {"label": _("Return shipping"), "why": _("you pay: no longer wanted, rule 3.2"), "amount": Money(-720, "CNY")},
    ]
    return {"rows": rows, "total": Money(12_800, "CNY")}


def _choices() -> list[dict[str, Any]]:
    return [
        {
            "value": "keep",
            "label": _("Keep it, get money back"),
            "result": "¥20.00",
            "best": _("Nothing to send"),
            "more": _("In your account by Thu 20 Nov."),
        },
        {
            "value": "return",
            "label": _("Send it back"),
            "result": "¥128.00",
            "more": _("The shop pays the way back. Money 3 days after it arrives."),
        },
        {
            "value": "exchange",
            "label": _("Exchange for the same"),
            "more": _("Not in stock until 2 December."),
            "disabled": True,
        },
    ]


def _queue(at: datetime) -> list[dict[str, Any]]:
    journeys = _journeys()
    return [
        {
            "deadline": at + timedelta(hours=2, minutes=14, seconds=30),
            "journey": journeys["asked"],
            "kind": _("Return and refund"),
            "ref": "R-7F3K-Q2MX",
            "item": _("Celadon cup, arrived broken, two photos"),
            "why": _("Rule 3.2; the photo shows the break; buyer for 4 years"),
            "sum": Money(12_800, "CNY"),
            "action": _("Agree"),
        },
        {
            "deadline": at + timedelta(hours=5, minutes=40, seconds=30),
            "journey": journeys["refund_only"],
            "kind": _("Refund only"),
            "ref": "R-9M2C-84TD",
            "item": _("Tea strainer, fine mesh, with wooden stand and a rather long name that has to end somewhere"),
            "why": _("Would keep it for ¥20.00; a return would cost you ¥31.50"),
            "sum": Money(2_000, "CNY"),
            "action": _("Accept"),
        },
        {
            "deadline": at + timedelta(hours=30),
            "journey": journeys["back"],
            "kind": _("Exchange"),
            "ref": "R-2K8P-11AV",
            "item": _("Teapot, 350 ml, the lid does not fit"),
            "sum": Money(36_900, "CNY"),
            "action": _("Ship the new one"),
        },
        {
            "deadline": at - timedelta(minutes=20),
            "journey": journeys["home"],
            "kind": _("Return and refund"),
            "ref": "R-5HWW-90QE",
            "item": _("Bowl, glaze as described; parcel is with you"),
            "sum": Money(8_900, "CNY"),
            "action": _("Inspect"),
        },
    ]
