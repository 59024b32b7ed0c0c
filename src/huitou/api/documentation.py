"""The OpenAPI document: ninja's own, completed with problems, examples and the Idempotency-Key; built once."""

from functools import cached_property
from http import HTTPStatus
from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation

from huitou.api.examples import example_of
from huitou.api.problems import MEDIA_TYPE, Problem
from huitou.api.refusals import Refusal, refusals_of

KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200},
    "description": "Names this call, for instance a UUID; the same key and content again gives the same answer again.",
    "example": "7f1c5a52-7c0b-4c7e-9a53-0c7f2f0b6b1e",
}
NOT_MODIFIED = {"description": "What the caller has is still so (If-None-Match)."}


class Api(NinjaAPI):
    """A NinjaAPI with a complete document."""

    def get_openapi_schema(self, *, path_prefix: str | None = None, path_params: Any = None) -> OpenAPISchema:
        """The document; the same for everybody."""
        return self._document

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """The operation's own name: short, stable, unique."""
        return operation.operation_id or operation.view_func.__name__

    def operations(self) -> dict[str, Operation]:
        """Every operation by its id."""
        found: dict[str, Operation] = {}
        for router in self._get_bound_routers():
            for view in router.path_operations.values():
                found |= {self.get_openapi_operation_id(one): one for one in view.operations if one.include_in_schema}
        return found

    @cached_property
    def _document(self) -> OpenAPISchema:
        document = super().get_openapi_schema()
        components = document["components"]["schemas"]
        components["Problem"] = Problem.model_json_schema()
        operations = self.operations()
        for path in document["paths"].values():
            for method, details in path.items():
                _complete(details, operations[details["operationId"]], components, method)
        return document


def _complete(details: dict[str, Any], operation: Operation, components: Any, method: str) -> None:
    media_types = getattr(operation.view_func, "media_types", ())
    if media_types:
        details["responses"][200]["content"] = {media_type: _file(media_type) for media_type in media_types}
    bodies = [details.get("requestBody"), *details["responses"].values()]
    for content in (content for body in bodies if body for content in body.get("content", {}).values()):
        content["example"] = example_of(content["schema"], components)
    if method == "get":
        details["responses"][304] = NOT_MODIFIED
    for refusal in refusals_of(operation):
        _add(details["responses"], refusal)
    required = getattr(operation.view_func, "idempotency_key_required", None)
    if required is not None:
        details["parameters"] = [*details["parameters"], {**KEY, "required": required}]


def _file(media_type: str) -> dict[str, Any]:
    """The content of an answer that is a file."""
    return {"schema": {"type": "string", "format": "binary", "examples": [f"(bytes of {media_type})"]}}


def _add(responses: dict[Any, Any], refusal: Refusal) -> None:
    status = HTTPStatus(refusal.status)
    content = responses.setdefault(
        int(status),
        {
            "description": status.phrase,
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}, "examples": {}}},
        },
    )["content"][MEDIA_TYPE]
    content["examples"][refusal.code] = {
        "summary": (refusal.__doc__ or "").strip().splitlines()[0],
        "value": {
            "type": "about:blank",
            "title": status.phrase,
            "status": int(status),
            "code": refusal.code,
            "detail": str(refusal.message),
        },
    }
