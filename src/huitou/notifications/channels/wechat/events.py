"""What WeChat's calls say, from XML or JSON, as receipts and wishes. Pure; the adapter has checked the signature."""

import json
from collections.abc import Mapping
from typing import Any
from xml.etree import ElementTree

from huitou.notifications.channels.protocol import Outcome, Receipt, Told, Unreadable
from huitou.notifications.channels.wechat.mapping import BLOCKED, FINISHED, FIRST_TIME, LONGEST_SCENE
from huitou.notifications.channels.words import heard

Said = Mapping[str, Any]


def object_of(body: bytes) -> dict[str, Any]:
    """The fields of a call. Raises Unreadable, also for XML that declares anything."""
    text = body.decode("utf-8", "replace").strip()
    if text.startswith("{"):
        try:
            told = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise Unreadable("no JSON") from error
        return dict(told)
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise Unreadable("declarations")
    try:
        root = ElementTree.fromstring(text)  # noqa: S314  (no declarations, and expat expands none by itself)
        return {child.tag: _value(child) for child in root}
    except (ElementTree.ParseError, RecursionError) as error:
        raise Unreadable("no XML") from error


def read(said: Said) -> list[Told]:
    """What a call tells us; nothing for the many events that concern nobody here."""
    reader = str(said.get("FromUserName") or "")
    if said.get("MsgType") == "text":
        return heard(reader, str(said.get("Content") or ""))
    event = str(said.get("Event") or "")
    if event == "TEMPLATESENDJOBFINISH":
        return [Told(receipt=_finished(said))]
    if event == "subscribe_msg_sent_event":
        return [Told(receipt=_sent(row)) for row in _rows(said, "SubscribeMsgSentEvent")]
    if event == "subscribe_msg_popup_event":
        given = [row for row in _rows(said, "SubscribeMsgPopupEvent") if row.get("SubscribeStatusString") == "accept"]
        # WeChat calls again where it got no answer; of an event, sender and time tell that it is the same.
        mark = f"{event}:{said['CreateTime']}"[:60] if said.get("CreateTime") else ""
        return [Told(address=reader, consents=len(given), mark=mark)] if given else []
    if event == "subscribe_msg_change_event":
        taken = [row for row in _rows(said, "SubscribeMsgChangeEvent") if row.get("SubscribeStatusString") == "reject"]
        return [Told(address=reader, silence=True)] if taken else []
    if event == "unsubscribe":
        return [Told(address=reader, silence=True)]
    if event == "subscribe":
        return [Told(address=reader, speak=True, scene=_scene(said).removeprefix(FIRST_TIME))]
    # Somebody who follows already scans the code.
    return [Told(address=reader, speak=True, scene=_scene(said))] if event == "SCAN" else []


def _scene(said: Said) -> str:
    """What the scanned code held; nothing where they came another way."""
    key = str(said.get("EventKey") or "")
    return key if said.get("Ticket") and len(key) <= LONGEST_SCENE else ""


def _finished(said: Said) -> Receipt:
    provider_id, status = str(said.get("MsgID") or ""), str(said.get("Status") or "")
    if status == FINISHED:
        return Receipt(outcome=Outcome.DELIVERED, provider_id=provider_id)
    return Receipt(
        outcome=Outcome.REFUSED, provider_id=provider_id, reason="wechat_failed", detail=status[:200],
        opted_out=status == BLOCKED,
    )  # fmt: skip


def _sent(row: Said) -> Receipt:
    provider_id, code = str(row.get("MsgID") or ""), str(row.get("ErrorCode") or "0")
    if code == "0":
        return Receipt(outcome=Outcome.DELIVERED, provider_id=provider_id)
    return Receipt(
        outcome=Outcome.REFUSED, provider_id=provider_id, reason=f"wechat_{code}"[:60],
        detail=str(row.get("ErrorStatus") or "")[:200],
    )  # fmt: skip


def _rows(said: Said, name: str) -> list[Said]:
    """The entries of a list, however deep this version of the call puts them: XML has a List inside, JSON is bare."""
    part: Any = said.get(name) or said.get("List") or []
    if isinstance(part, Mapping):
        part = part.get("List", part)
    rows = part if isinstance(part, list) else [part]
    return [row for row in rows if isinstance(row, Mapping)]


def _value(element: ElementTree.Element) -> Any:
    """Text, or a mapping; several children of one name are a list."""
    if not len(element):
        return (element.text or "").strip()
    found: dict[str, Any] = {}
    for child in element:
        value = _value(child)
        if child.tag in found:
            earlier = found[child.tag]
            found[child.tag] = [*earlier, value] if isinstance(earlier, list) else [earlier, value]
        else:
            found[child.tag] = value
    return found
