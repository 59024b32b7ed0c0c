"""Finds the texts for people in Django templates, with the template engine's own lexer.

Called by `translations`. What it finds must be exactly what `{% translate %}` and `{% blocktranslate %}` look up.
"""

import re
from collections.abc import Iterator

from django.template.base import Lexer, Token, TokenType
from django.utils.text import smart_split
from django.utils.translation import trim_whitespace

# (context or None, msgid, msgid_plural or None)
Text = tuple[str | None, str, str | None]
CALL = re.compile(r"""_\(\s*("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')\s*\)""")


def texts(source: str) -> Iterator[Text]:
    """Every text of one template that is looked up in the catalogues."""
    tokens = iter(Lexer(source).tokenize())
    for token in tokens:
        if token.token_type not in (TokenType.BLOCK, TokenType.VAR):
            continue
        words = list(smart_split(token.contents))
        tag = words[0] if words and token.token_type == TokenType.BLOCK else ""
        if tag in ("translate", "trans"):
            if _is_literal(words[1]):
                yield _option(words, "context"), _double(_unquote(words[1].split("|")[0])), None
        elif tag in ("blocktranslate", "blocktrans"):
            yield _block(words, tokens)
            continue
        for call in CALL.finditer(token.contents):
            yield None, _double(_unquote(call.group(1))), None


def _block(words: list[str], tokens: Iterator[Token]) -> Text:
    singular: list[Token] = []
    plural: list[Token] | None = None
    for token in tokens:
        if token.token_type == TokenType.BLOCK:
            if token.contents.strip().startswith("end"):
                break
            plural = []
            continue
        (singular if plural is None else plural).append(token)
    trimmed = "trimmed" in words
    return (
        _option(words, "context"),
        _joined(singular, trimmed),
        _joined(plural, trimmed) if plural is not None else None,
    )


def _joined(tokens: list[Token], trimmed: bool) -> str:
    parts = [
        f"%({token.contents})s" if token.token_type == TokenType.VAR else _double(token.contents)
        for token in tokens
        if token.token_type in (TokenType.VAR, TokenType.TEXT)
    ]
    joined = "".join(parts)
    return trim_whitespace(joined) if trimmed else joined


def _option(words: list[str], name: str) -> str | None:
    if name not in words:
        return None
    value = words[words.index(name) + 1]
    return _unquote(value) if _is_literal(value) else None


def _is_literal(word: str) -> bool:
    return word[:1] in "\"'"


def _unquote(literal: str) -> str:
    return literal[1:-1].replace(f"\\{literal[0]}", literal[0]).replace("\\\\", "\\")


def _double(text: str) -> str:
    return text.replace("%", "%%")
