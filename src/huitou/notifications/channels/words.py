"""Words by which the holder of a number says that they want nothing more, or something again. Data and one reading."""

from typing import Final

from huitou.notifications.channels.protocol import Told

STOP: Final = frozenset(
    "stop stopall unsubscribe cancel end quit optout revoke t td tt r 退订 退訂 取消 取消订阅 取消訂閱 停止 拒收 "
    "停 不要".split()
)
START: Final = frozenset("start unstop yes subscribe 订阅 訂閱 开始 開始 恢复 恢復".split())
_AROUND = " \t\r\n.。!！,，「」“”\"'"


def heard(address: str, text: str) -> list[Told]:
    """What a text from the address asks for; nothing where it is an ordinary text."""
    word = text.strip(_AROUND).casefold()
    if word in STOP:
        return [Told(address=address, silence=True)]
    if word in START:
        return [Told(address=address, speak=True)]
    return []
