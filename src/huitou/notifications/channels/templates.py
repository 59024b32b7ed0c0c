"""Templates that a provider has approved, as the owner writes them down: one line for each kind of message.

`delivered = SMS_154950909 order:title, news:text, url:link`; the kind `*` is for all others. Pure.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext_lazy as _

from huitou.core.credentials import CredentialField, CredentialInvalid
from huitou.notifications.channels.adapting import pairs_of
from huitou.notifications.channels.protocol import Outgoing

PARTS: Final = ("title", "text", "link", "path", "code", "shop")
EVERY: Final = "*"
_LINE = re.compile(r"^(?P<id>[A-Za-z0-9_\-]{4,64})\s+(?P<names>.+)$")
HELP = _(
    "One line for each kind of message, * for all others: kind = template variable:part, variable:part. "
    "Parts: title, text, link, path (the link without its host), code, shop."
)


@dataclass(frozen=True, slots=True)
class Template:
    """An approved template: its id at the provider, and which part of a message each of its variables takes."""

    id: str
    variables: Mapping[str, str]

    def filled(self, message: Outgoing) -> dict[str, str]:
        """The variables with the message's parts."""
        parts = {
            "title": message.title,
            "text": message.text,
            "link": message.link,
            "path": _path(message.link),
            "code": message.code,
            "shop": message.shop_name,
        }
        return {name: parts[part] for name, part in self.variables.items()}


def templates_of(text: str, field: CredentialField) -> dict[str, Template]:
    """The templates by kind of message. Raises CredentialInvalid, naming the line."""
    return {kind: _template(value, field) for kind, value in pairs_of(text, field).items()}


def chosen(templates: Mapping[str, Template], about: str) -> Template | None:
    """The template of the kind, or the one for all others."""
    return templates.get(about) or templates.get(EVERY)


def _template(text: str, field: CredentialField) -> Template:
    found = _LINE.match(text)
    variables = dict(_variable(one) for one in found["names"].split(",")) if found else {}
    if found is None or not all(name and part in PARTS for name, part in variables.items()):
        raise CredentialInvalid(field=str(field.label), name=field.name, why=_("“%(line)s”.") % {"line": text[:80]})
    return Template(found["id"], variables)


def _variable(text: str) -> tuple[str, str]:
    name, _colon, part = text.partition(":")
    return name.strip(), part.strip()


def _path(link: str) -> str:
    """What stands behind the host: providers ask for the host to be part of the template."""
    _scheme, sign, rest = link.partition("://")
    return rest.partition("/")[2] if sign else link
