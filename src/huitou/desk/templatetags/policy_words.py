"""Looking up what is said beside a rule or field of the policy editor."""

from collections.abc import Mapping, Sequence

from django import template

register = template.Library()


@register.filter
def at(words: Mapping[str, Sequence[str]], key: str) -> Sequence[str]:
    """The sentences under this key, none where there are none."""
    return words.get(key, ())
