"""The root of every anticipated failure: a stable code, a sentence that says what to do next, an HTTP status.

Subclasses live beside the function that raises them. Delivery turns them into pages and problem details.
"""

from typing import Any, ClassVar

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class HuitouError(Exception):
    """An anticipated failure. `code` is stable and public; `text` is said in the reader's language."""

    code: ClassVar[str] = "error"
    message: ClassVar[Any] = ""
    status: ClassVar[int] = 409

    def __init__(self, **params: Any) -> None:
        super().__init__(self.code, params)
        self.params = params

    @property
    def text(self) -> str:
        """The sentence for the reader, in the active language."""
        # A lazy message translates itself; a plain msgid (in modules that know no Django) is translated here.
        said = gettext(self.message) if isinstance(self.message, str) else str(self.message)
        return said % self.params

    def __str__(self) -> str:
        return f"{self.code}: {self.text}"


class Invalid(HuitouError):
    """An input that cannot be understood or is out of bounds."""

    code = "invalid"
    status = 422
    message = _("This value cannot be used. Please check it and try again.")


class Forbidden(HuitouError):
    """The reader is known, may see the thing, but may not do this."""

    code = "forbidden"
    status = 403
    message = _("Your role does not allow this. Ask the owner of the shop.")


class NotFound(HuitouError):
    """Absent, or not the reader's to see: both look the same."""

    code = "not_found"
    status = 404
    message = _("We cannot find this. Please check the address or the number.")


class Conflict(HuitouError):
    """The thing has changed meanwhile."""

    code = "conflict"
    status = 409
    message = _("This has changed in the meantime. Reload the page to see how it stands.")
