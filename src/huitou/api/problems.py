"""Every error of the API as a problem detail (RFC 9457): stable code, words in the reader's language, nothing else."""

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import structlog
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext_lazy as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from pydantic import BaseModel, Field

from huitou.api.auth import TokenMissing
from huitou.core.actions import InputsInvalid
from huitou.core.disks import NoRoom, is_full
from huitou.core.errors import HuitouError, NotFound
from huitou.core.wrong_inputs import words_of

log = structlog.get_logger(__name__)
MEDIA_TYPE = "application/problem+json"


class Problem(BaseModel):
    """A problem detail."""

    type: str = Field(examples=["about:blank"])
    title: str = Field(examples=["Conflict"])
    status: int = Field(examples=[409])
    code: str = Field(examples=["not_their_turn"])
    detail: str = Field(examples=["This can no longer be done: it has moved on in the meantime."])
    params: dict[str, Any] = Field(default_factory=dict, examples=[{"state": "resolved", "action": "refuse"}])
    problems: dict[str, str] = Field(default_factory=dict, examples=[{"lines.0.quantity": "must be at least 1"}])


class Unexpected(HuitouError):
    """A fault of ours."""

    code = "internal_error"
    status = 500
    message = _("Something went wrong on our side. Nothing was changed; please try again, with the same key.")


class BodyMalformed(HuitouError):
    """The body is no JSON, or the request is otherwise unreadable."""

    code = "request_malformed"
    status = 400
    message = _("The request cannot be read. Send JSON in UTF-8 as the documentation shows.")


class BodyTooLarge(HuitouError):
    """More bytes than an operation takes."""

    code = "body_too_large"
    status = 413
    message = _("This request is too large. JSON may have 1 MB, a file 12 MB; send less at once.")


class MediaTypeUnsupported(HuitouError):
    """A body that is neither JSON nor, for files, a form."""

    code = "media_type_unsupported"
    status = 415
    message = _("A body of type “%(sent)s” cannot be read here. Send %(wanted)s.")


class MethodUnknown(HuitouError):
    """The address exists, but not with this method."""

    code = "method_not_allowed"
    status = 405
    message = _("This address does not take that method. It takes: %(allowed)s.")


def answer(error: HuitouError, *, problems: Mapping[str, str] | None = None) -> HttpResponse:
    """The problem detail of an error."""
    problem = Problem(
        type="about:blank",
        title=HTTPStatus(error.status).phrase,
        status=error.status,
        code=error.code,
        detail=error.text,
        params={
            name: value if isinstance(value, int | str | bool) else str(value) for name, value in error.params.items()
        },
        problems=dict(problems or getattr(error, "problems", {})),
    )
    response = HttpResponse(json.dumps(problem.model_dump(), ensure_ascii=False), MEDIA_TYPE, status=error.status)
    if error.status == HTTPStatus.UNAUTHORIZED:
        response["WWW-Authenticate"] = "Bearer"
    if error.status == HTTPStatus.TOO_MANY_REQUESTS:
        response["Retry-After"] = str(int(error.params.get("minutes", 1)) * 60)
    response["Cache-Control"] = "no-store"
    return response


def install(api: NinjaAPI) -> None:
    """Answer every kind of failure with a problem detail."""

    @api.exception_handler(HuitouError)
    def anticipated(request: HttpRequest, error: Any) -> HttpResponse:
        return answer(error)

    @api.exception_handler(ValidationError)
    def malformed(request: HttpRequest, error: Any) -> HttpResponse:
        problems = {".".join(str(part) for part in one["loc"][1:]): words_of(one) for one in error.errors}
        return answer(InputsInvalid(problems=problems))

    @api.exception_handler(AuthenticationError)
    def unknown_caller(request: HttpRequest, error: Any) -> HttpResponse:
        return answer(TokenMissing())

    @api.exception_handler(Http404)
    def absent(request: HttpRequest, error: Any) -> HttpResponse:
        return answer(NotFound())

    @api.exception_handler(HttpError)
    @api.exception_handler(MultiPartParserError)
    @api.exception_handler(SuspiciousOperation)
    def refused(request: HttpRequest, error: Any) -> HttpResponse:
        return answer(BodyMalformed())

    @api.exception_handler(RequestDataTooBig)
    def too_large(request: HttpRequest, error: Any) -> HttpResponse:
        return answer(BodyTooLarge())

    @api.exception_handler(Exception)
    def unexpected(request: HttpRequest, error: Any) -> HttpResponse:
        log.exception("api.unexpected_error", path=request.path, exc_info=error)
        return answer(NoRoom() if is_full(error) else Unexpected())
