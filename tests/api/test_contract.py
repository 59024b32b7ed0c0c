"""The OpenAPI document: whole, true, and nothing that follows it (or does not) makes the server stumble."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huitou.api.app import api
from huitou.api.examples import NoExample, example_of
from tests.api.conftest import BASE, Caller
from tests.api.conftest import given as answer_of
from tests.api.doing import Doing

DOCUMENT = json.loads(json.dumps(api.get_openapi_schema()))
COMPONENTS = DOCUMENT["components"]["schemas"]
OPERATIONS = [(method, path, details) for path, found in DOCUMENT["paths"].items() for method, details in found.items()]
NAMES = [details["operationId"] for _, _, details in OPERATIONS]
PROBLEM = "application/problem+json"
# A preview changes nothing. The copy of somebody's data is not kept, as every answer with a key is: it would outlive
# the erasure that may follow.
WITHOUT_KEY = ("/preview", "/customers/{customer}/data")


def walk(value: Any) -> Iterator[Any]:
    yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from walk(inner)


def test_it_is_openapi_3_1_and_every_reference_leads_somewhere():
    assert DOCUMENT["openapi"].startswith("3.1")
    assert len(set(NAMES)) == len(NAMES)
    for part in walk(DOCUMENT):
        if isinstance(part, dict) and isinstance(part.get("$ref"), str):
            assert part["$ref"].rsplit("/", 1)[-1] in COMPONENTS


def bodies_of(details):
    """What the operation reads, by media type; some calls need no more than their address."""
    return details.get("requestBody", {"content": {}})["content"]


@pytest.mark.parametrize(("method", "path", "details"), OPERATIONS, ids=NAMES)
def test_an_operation_is_told_whole(method, path, details):
    assert details["summary"]
    assert details["description"]
    assert details["security"] == [{"Bearer": []}]
    named = {parameter["name"] for parameter in details["parameters"] if parameter["in"] == "path"}
    assert named == set(re.findall(r"{(\w+)}", path))
    successes = [answer for status, answer in details["responses"].items() if status.startswith("2")]
    assert len(successes) == 1
    assert successes[0]["content"]
    assert all(content["example"] is not None for content in successes[0]["content"].values())
    if method == "post":
        assert all("example" in content for content in bodies_of(details).values())
        keyed = any(parameter["name"] == "Idempotency-Key" for parameter in details["parameters"])
        assert keyed is not path.endswith(WITHOUT_KEY)
    codes = {
        int(status): set(answer["content"][PROBLEM]["examples"])
        for status, answer in details["responses"].items()
        if PROBLEM in answer.get("content", {})
    }
    assert {"token_missing", "token_refused"} <= codes[401]
    assert codes[405] == {"method_not_allowed"}
    assert "too_many_tries" in codes[429]
    if "{ref}" in path:
        assert "not_found" in codes[404]
    if method == "post":
        assert codes[413] == {"body_too_large"}
        assert codes[415] == {"media_type_unsupported"}
        assert "inputs_invalid" in codes[422]


@pytest.mark.parametrize("name", [name for name in NAMES if api.operations()[name].methods == ["POST"]])
def test_the_example_of_a_body_is_one_that_the_operation_reads(name):
    operation = api.operations()[name]
    details = next(details for _, _, details in OPERATIONS if details["operationId"] == name)
    content = bodies_of(details).get("application/json")
    if content is None:
        return
    [model] = [model for model in operation.models if model.__ninja_param_source__ == "body"]
    model.model_validate({"body": content["example"]})


@pytest.mark.parametrize("name", NAMES)
def test_the_example_of_an_answer_fits_its_schema(name):
    details = next(details for _, _, details in OPERATIONS if details["operationId"] == name)
    [status] = [int(status) for status in details["responses"] if status.startswith("2")]
    contents = details["responses"][str(status)]["content"]
    assert contents
    for content in contents.values():
        api.operations()[name].response_models[status].model_validate({"response": content["example"]})


def test_a_field_without_an_example_is_found():
    with pytest.raises(NoExample, match=r"Thing\.name"):
        example_of({"type": "object", "properties": {"name": {"type": "string"}}}, {}, "Thing")


def test_every_code_stands_in_the_documentation():
    from django.conf import settings as django_settings

    page = (django_settings.HUITOU_ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    codes = {
        code
        for _, _, details in OPERATIONS
        for answer in details["responses"].values()
        for code in answer.get("content", {}).get(PROBLEM, {}).get("examples", {})
    }
    told = set(re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE))
    assert told == codes


def test_no_amount_and_no_time_is_told_by_a_float():
    numbers = [part for part in walk(DOCUMENT["components"]) if isinstance(part, dict) and part.get("type") == "number"]
    assert numbers == []


def test_the_document_and_its_page_are_served_without_anything_from_elsewhere(world, call_as, settings):
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": plain}
    visitor = call_as(None)
    assert answer_of(visitor.get("/openapi.json")) == DOCUMENT
    page = visitor.get("/docs")
    assert page.status_code == 200
    assert "default-src 'self'" in page["Content-Security-Policy"]
    html = page.content.decode()
    assert not re.search(r"<script>|<style|style=|https?://", html)
    assert re.findall(r'src="([^"]+)"', html) == ["/static/ninja/swagger-ui-bundle.js", "/static/api/docs.js"]


# Light fuzz: bodies that follow the schema, nearly follow it, or do not at all.

TEXT = st.text(max_size=12)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**20), 10**20) | st.floats(allow_nan=False) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)


def instances(schema: Any) -> st.SearchStrategy[Any]:
    """Values that fit the schema's shape (not always its limits), and now and then something else."""
    if "$ref" in schema:
        return st.deferred(lambda: instances(COMPONENTS[schema["$ref"].rsplit("/", 1)[-1]]))
    if "enum" in schema:
        return st.sampled_from(schema["enum"]) | TEXT
    if "anyOf" in schema:
        return st.one_of([instances(choice) for choice in schema["anyOf"]])
    match schema.get("type"):
        case "object":
            required = {name: instances(inner) for name, inner in schema.get("properties", {}).items()}
            return st.fixed_dictionaries({}, optional=required) | st.fixed_dictionaries(required) | ANYTHING
        case "array":
            if "prefixItems" in schema:
                return st.tuples(*map(instances, schema["prefixItems"])).map(list) | ANYTHING
            return st.lists(instances(schema.get("items", {})), max_size=3)
        case "integer":
            return st.integers(-3, 5) | st.integers(-(10**30), 10**30) | st.booleans()
        case "string" if schema.get("format") == "date-time":
            return st.datetimes().map(str) | st.just("2026-11-01T10:00:00+08:00") | TEXT
        case "string":
            return TEXT | st.sampled_from(schema.get("examples") or [""])
        case "boolean":
            return st.booleans()
        case "null":
            return st.none()
    return ANYTHING


POSTS = [
    (path, bodies_of(details)["application/json"]["schema"])
    for method, path, details in OPERATIONS
    if method == "post" and "application/json" in bodies_of(details)
]


@pytest.mark.sweep
@pytest.mark.slow
def test_no_body_makes_the_server_stumble(world, call_as):
    order = world.order()
    case = world.refreshed(world.apply(order, cups=1))
    waiting = world.apply(order, cups=1, reason="damaged", photo=True)
    with_refund = world.order(shipped=False, delivered_days_ago=None)
    world.apply(with_refund, kind="refund_only", cups=3, pots=1)
    callers = [Caller(call_as("buyer", order).token), Caller(call_as("manager").token)]
    from huitou.core.actions import form_of
    from huitou.core.flow import machines
    from huitou.core.tenancy import in_shop
    from huitou.refunds.models import Refund

    with in_shop(world.shop):
        refund = Refund.objects.get().ref
        parcel = order.parcels.get().ref
    refs = {
        "cases": waiting.ref, "returns": case.goods_return.ref, "refunds": refund, "orders": order.number,
        "parcels": parcel, "changes": Doing(world).changed().ref, "deliveries": Doing(world).wished().ref,
        "disputes": Doing(world).in_dispute().rpartition("/")[2],
        "replacements": Doing(world).replaced().ref, "repairs": Doing(world).on_the_bench().ref,
        "send-backs": Doing(world).going_home(),
    }  # fmt: skip
    machine_of = {
        "cases": "case", "returns": "goods_return", "refunds": "refund", "changes": "order_change",
        "disputes": "dispute", "replacements": "replacement", "repairs": "repair", "send-backs": "send_back",
        "advances": "advance", "freight-claims": "freight_claim", "deliveries": "delivery_request",
        "carrier-claims": "carrier_claim", "chargebacks": "chargeback",
    }  # fmt: skip
    line = str(world.line(order, "cup").pk)

    @settings(max_examples=150, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(st.data())
    def send(data):
        path, schema = data.draw(st.sampled_from(POSTS))
        kind = path.removeprefix(BASE).split("/")[1]
        if "{action}" in path:
            machine = machine_of[kind]
            known = sorted({step.action for step in machines()[machine].steps})
            action = data.draw(st.sampled_from(known))
            schema = form_of(machine, action).model_json_schema()
            body = data.draw(instances(_inlined(schema)))
            path = path.replace("{action}", action)
        else:
            body = data.draw(instances(schema))
        if isinstance(body, dict) and data.draw(st.booleans()):
            body = body | ({"order": order.number} if "order" in str(schema) else {})
            for wished in body.get("lines") or () if isinstance(body.get("lines"), list) else ():
                if isinstance(wished, dict):
                    wished["line"] = line
        address = path.removeprefix(BASE).replace("{ref}", refs.get(kind, "x"))
        caller = data.draw(st.sampled_from(callers))
        response = caller.call("POST", address, json.dumps(body).encode(), key=True)
        assert response.status_code < 500, (address, body)

    send()


def _inlined(schema: Any) -> Any:
    """The schema with its own `$defs` put in place."""
    definitions = schema.get("$defs", {})

    def put(value: Any) -> Any:
        if isinstance(value, dict):
            if "$ref" in value:
                return put(definitions[value["$ref"].rsplit("/", 1)[-1]])
            return {key: put(inner) for key, inner in value.items() if key != "$defs"}
        return [put(inner) for inner in value] if isinstance(value, list) else value

    return put(schema)


@pytest.mark.sweep
@pytest.mark.slow
def test_no_query_makes_the_server_stumble(world, call_as):
    agent = call_as("agent")
    world.apply(world.order(), cups=1)
    gets = [(path, details["parameters"]) for method, path, details in OPERATIONS if method == "get"]
    lists = [(path, parameters) for path, parameters in gets if "{" not in path]

    @settings(max_examples=100, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(st.data())
    def ask(data):
        from urllib.parse import urlencode

        path, parameters = data.draw(st.sampled_from(lists))
        query = {one["name"]: data.draw(st.text(max_size=10) | st.integers().map(str)) for one in parameters}
        response = agent.get(f"{path.removeprefix(BASE)}?{urlencode(query)}")
        assert response.status_code < 500, (path, query)

    ask()
