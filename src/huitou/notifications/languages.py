"""Which of the three written languages a reader gets. Called by `verbs.send`; it knows nothing of mails."""

from huitou.notifications.layout import LANGUAGE_TAGS

_TRADITIONAL = {"hant", "tw", "hk", "mo"}


def supported(locale: str, fallback: str) -> str:
    """`zh-hans`, `zh-hant` or `en` for any language tag (`zh-TW`, `en_GB`, `pt-BR`, empty).

    A language that we do not write falls back to the shop's own, and that to English.
    """
    for wish in (locale, fallback):
        parts = wish.strip().lower().replace("_", "-").split("-")
        if parts[0] == "zh":
            return "zh-hant" if _TRADITIONAL & set(parts[1:]) and "hans" not in parts else "zh-hans"
        if parts[0] in LANGUAGE_TAGS:
            return parts[0]
    return "en"
