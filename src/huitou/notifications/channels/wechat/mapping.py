"""What WeChat's codes, events and fields mean to us. Data only.

Sources: WeChat open documentation, subscription messages (bizsend, send), template messages, event pushes.
"""

from typing import Final

# The three kinds of messages and where each is sent.
WAYS: Final = {
    "subscribe": "/cgi-bin/message/subscribe/send",
    "bizsend": "/cgi-bin/message/subscribe/bizsend",
    "template": "/cgi-bin/message/template/send",
}
TOKEN_OVER: Final = frozenset({40001, 40014, 42001})
# The reader has no consent left for a message of this template.
NO_CONSENT: Final = 43101
# No such reader, or one who follows the account no more.
DEAD: Final = frozenset({40003, 43004})
# Our account sends nothing to anybody: wrong AppID or secret, our address not allowed, the day's calls used up, no
# right to the interface, suspended.
STALLED: Final = frozenset({40002, 40013, 40125, 40164, 45009, 48001, 48004, 50001, 50002})
# Set up wrongly for this kind of message: no such template, no such page.
ACCOUNT: Final = frozenset({40037, 41030, 200014})
# The request was wrong: it is wrong for this message only.
MALFORMED: Final = frozenset({47003, 47001, 40036})
BUSY: Final = -1

# How much a field of a template holds, by the beginning of its name.
FIELD_MAX: Final = {
    "thing": 20,
    "short_thing": 5,
    "character_string": 32,
    "const": 20,
    "phrase": 5,
    "letter": 32,
    "symbol": 5,
    "number": 32,
    "name": 10,
    "phone_number": 17,
    "car_number": 8,
    "time": 32,
    "date": 32,
    "amount": 32,
}
LONGEST_OTHER: Final = 200

# By `Status` of TEMPLATESENDJOBFINISH.
FINISHED: Final = "success"
BLOCKED: Final = "failed:user block"

# Codes with a scene (account management, QR codes with parameters; events: scanning them). Who did not follow yet comes
# by `subscribe` with the prefix before the scene, who did by `SCAN`.
CODE_PATH: Final = "/cgi-bin/qrcode/create"
CODE_KIND: Final = "QR_STR_SCENE"
FIRST_TIME: Final = "qrscene_"
LONGEST_SCENE: Final = 64 + len(FIRST_TIME)
# Official accounts only: a mini program has no followers.
FOLLOWED: Final = frozenset({"bizsend", "template"})
