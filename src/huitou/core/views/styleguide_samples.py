"""What the style guide shows: a tea-ware shop's return, told with the words that real pages use.

Called by the styleguide view only. Values are built per request so that countdowns stay in the future.
"""

from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

from django.utils.translation import pgettext

from huitou.core.money import Money
from huitou.core.turning_line import Coin, Journey, Mark, Stop

D, N, A, T = Mark.DONE, Mark.NOW, Mark.AHEAD, Mark.TROUBLE
ICONS = [
    "alert",
    "info",
    "check",
    "clock",
    "close",
    "plus",
    "minus",
    "left",
    "right",
    "down",
    "search",
    "copy",
    "camera",
    "parcel",
    "truck",
    "store",
    "home",
    "pin",
    "money",
    "chat",
    "mail",
    "phone",
    "person",
    "people",
    "gear",
    "document",
    "list",
    "scales",
    "return",
    "swap",
    "wrench",
    "shield",
    "upload",
    "external",
    "print",
    "eye",
    "bell",
    "lock",
]
COLOURS = [
    "paper",
    "raised",
    "sunk",
    "ink",
    "ink-soft",
    "hairline",
    "edge",
    "ahead",
    "accent",
    "accent-ink",
    "accent-soft",
    "turn",
    "turn-soft",
    "harm",
    "harm-soft",
]


def samples(at: datetime) -> dict[str, Any]:
    """Everything the page needs, in the active language, as of `at`."""
    return {
        "shop": SimpleNamespace(name=pgettext("sample", "Clay Cup Society"), timezone="Asia/Shanghai"),
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
            {"value": "broken", "label": pgettext("sample", "It arrived broken")},
            {"value": "size", "label": pgettext("sample", "It does not fit")},
            {"value": "unwanted", "label": pgettext("sample", "I no longer want it")},
            {
                "value": "late",
                "label": pgettext("sample", "It came too late"),
                "more": pgettext("sample", "Not for this item"),
                "disabled": True,
            },
        ],
        "carriers": [("", pgettext("sample", "Choose")), ("sf", "SF Express"), ("zto", "ZTO"), ("post", "China Post")],
        "steps": [
            {"label": pgettext("sample", "What"), "mark": "done", "url": "#steps"},
            {"label": pgettext("sample", "Why"), "mark": "now"},
            {"label": pgettext("sample", "How"), "mark": "ahead"},
        ],
        "tabs": [
            {"label": pgettext("sample", "Queue"), "url": "#tabs", "here": True, "count": 6},
            {"label": pgettext("sample", "Orders"), "url": "#tabs"},
            {"label": pgettext("sample", "Returns"), "url": "#tabs", "count": 12},
            {"label": pgettext("sample", "Refunds"), "url": "#tabs"},
            {"label": pgettext("sample", "Policies"), "url": "#tabs"},
            {"label": pgettext("sample", "Settings"), "url": "#tabs"},
        ],
        "trail": [(pgettext("sample", "Orders"), "#breadcrumbs"), ("4F7Q", "#breadcrumbs")],
        "facts": [
            (pgettext("sample", "Order"), "4F7Q-2025-118"),
            (pgettext("sample", "Buyer"), pgettext("sample", "Mei Lin")),
            (pgettext("sample", "Return to"), pgettext("sample", "12 Kiln Road, Jingdezhen")),
        ],
        "evidence": [
            {"url": "#evidence", "thumb": "", "name": pgettext("sample", "break.jpg")},
            {"url": "#evidence", "thumb": "", "name": pgettext("sample", "the whole parcel, from above.jpg")},
        ],
        "sample_errors": [("id_email", pgettext("sample", "Write the whole address, for example mei@example.com."))],
        "keys": [
            ("a", pgettext("sample", "agree")),
            ("o", pgettext("sample", "make an offer")),
            ("r", pgettext("sample", "refuse")),
        ],
        "queue": _queue(at),
    }


def _journeys() -> dict[str, Journey]:
    shipped = Stop(pgettext("sample", "Shipped"), D, pgettext("sample", "12 Nov"))
    delivered = Stop(pgettext("sample", "Delivered"), D, pgettext("sample", "15 Nov"))
    paid = Stop(pgettext("sample", "¥128.00 to you"), A)
    return {
        "parcel": Journey(
            (
                Stop(pgettext("sample", "Packed"), D),
                shipped,
                Stop(pgettext("sample", "On the road"), N, pgettext("sample", "Thu 14–18")),
                Stop(pgettext("sample", "Delivered"), A),
            )
        ),
        "asked": Journey(
            (shipped, delivered),
            (
                Stop(pgettext("sample", "Shop decides"), N, pgettext("sample", "31 hours")),
                Stop(pgettext("sample", "Hand over"), A),
                Stop(pgettext("sample", "Inspected"), A),
            ),
            coin=Coin.AHEAD,
            home=paid,
        ),
        "back": Journey(
            (shipped, delivered),
            (
                Stop(pgettext("sample", "Agreed"), D, pgettext("sample", "17 Nov")),
                Stop(pgettext("sample", "On the way back"), N),
                Stop(pgettext("sample", "Inspected"), A),
            ),
            coin=Coin.AHEAD,
            home=paid,
        ),
        "paying": Journey(
            (shipped, delivered),
            (
                Stop(pgettext("sample", "Agreed"), D),
                Stop(pgettext("sample", "Handed over"), D),
                Stop(pgettext("sample", "Inspected"), D, pgettext("sample", "22 Nov")),
            ),
            coin=Coin.TRAVELLING,
            home=Stop(pgettext("sample", "¥128.00 to you"), N, pgettext("sample", "by 25 Nov")),
        ),
        "home": Journey(
            (shipped, delivered),
            (
                Stop(pgettext("sample", "Agreed"), D),
                Stop(pgettext("sample", "Handed over"), D),
                Stop(pgettext("sample", "Inspected"), D, pgettext("sample", "22 Nov")),
            ),
            coin=Coin.HOME,
            home=Stop(pgettext("sample", "¥128.00 arrived"), D, pgettext("sample", "23 Nov")),
        ),
        "refund_only": Journey(
            (shipped, Stop(pgettext("sample", "Lost on the way"), T, pgettext("sample", "14 Nov"))),
            coin=Coin.TRAVELLING,
            home=Stop(pgettext("sample", "¥128.00 to you"), N),
        ),
        "exchange": Journey(
            (shipped, delivered),
            (
                Stop(pgettext("sample", "Agreed"), D),
                Stop(pgettext("sample", "Handed over"), D),
                Stop(pgettext("sample", "At the shop"), D),
            ),
            (
                Stop(pgettext("sample", "New one packed"), D),
                Stop(pgettext("sample", "On the road"), N, pgettext("sample", "Fri 10–12")),
                Stop(pgettext("sample", "Delivered"), A),
            ),
        ),
    }


def _bill() -> dict[str, Any]:
    rows = [
        {
            "label": pgettext("sample", "Celadon cup × 2"),
            "why": pgettext("sample", "as paid on 11 Nov"),
            "amount": Money(15_600, "CNY"),
        },
        {
            "label": pgettext("sample", "Share of the coupon"),
            "why": pgettext("sample", "¥40 off ¥300, by value"),
            "amount": Money(-2_080, "CNY"),
        },
        {
            "label": pgettext("sample", "Return shipping"),
            "why": pgettext("sample", "you pay: no longer wanted, rule 3.2"),
            "amount": Money(-720, "CNY"),
        },
    ]
    return {"rows": rows, "total": Money(12_800, "CNY")}


def _choices() -> list[dict[str, Any]]:
    return [
        {
            "value": "keep",
            "label": pgettext("sample", "Keep it, get money back"),
            "result": "¥20.00",
            "best": pgettext("sample", "Nothing to send"),
            "more": pgettext("sample", "In your account by Thu 20 Nov."),
        },
        {
            "value": "return",
            "label": pgettext("sample", "Send it back"),
            "result": "¥128.00",
            "more": pgettext("sample", "The shop pays the way back. Money 3 days after it arrives."),
        },
        {
            "value": "exchange",
            "label": pgettext("sample", "Exchange for the same"),
            "more": pgettext("sample", "Not in stock until 2 December."),
            "disabled": True,
        },
    ]


def _queue(at: datetime) -> list[dict[str, Any]]:
    journeys = _journeys()
    return [
        {
            "deadline": at + timedelta(hours=2, minutes=14, seconds=30),
            "journey": journeys["asked"],
            "kind": pgettext("sample", "Return and refund"),
            "ref": "R-7F3K-Q2MX",
            "item": pgettext("sample", "Celadon cup, arrived broken, two photos"),
            "why": pgettext("sample", "Rule 3.2; the photo shows the break; buyer for 4 years"),
            "sum": Money(12_800, "CNY"),
            "action": pgettext("sample", "Agree"),
        },
        {
            "deadline": at + timedelta(hours=5, minutes=40, seconds=30),
            "journey": journeys["refund_only"],
            "kind": pgettext("sample", "Refund only"),
            "ref": "R-9M2C-84TD",
            "item": pgettext(
                "sample", "Tea strainer, fine mesh, with wooden stand and a rather long name that has to end somewhere"
            ),
            "why": pgettext("sample", "Would keep it for ¥20.00; a return would cost you ¥31.50"),
            "sum": Money(2_000, "CNY"),
            "action": pgettext("sample", "Accept"),
        },
        {
            "deadline": at + timedelta(hours=30),
            "journey": journeys["back"],
            "kind": pgettext("sample", "Exchange"),
            "ref": "R-2K8P-11AV",
            "item": pgettext("sample", "Teapot, 350 ml, the lid does not fit"),
            "sum": Money(36_900, "CNY"),
            "action": pgettext("sample", "Ship the new one"),
        },
        {
            "deadline": at - timedelta(minutes=20),
            "journey": journeys["home"],
            "kind": pgettext("sample", "Return and refund"),
            "ref": "R-5HWW-90QE",
            "item": pgettext("sample", "Bowl, glaze as described; parcel is with you"),
            "sum": Money(8_900, "CNY"),
            "action": pgettext("sample", "Inspect"),
        },
    ]
