"""What somebody of a workshop sees and does at the bench: a list in tabs, and one step at a time.

Repairs (`views/bench.py`) and goods that come in (`views/bench_goods.py`) are two kinds of it; each says what is its
own. What may be seen and done is decided by the access of each and the table of its machine, as for a company's token.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, cast
from uuid import UUID

from django.db.models import Model, QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect

from huitou.accounts.staff_pages import StaffVisit
from huitou.cases.from_outside import for_the_shop
from huitou.cases.verbs import Given, Shown, perform_showing
from huitou.core.actions import Action, available, perform
from huitou.core.actors import Actor, Role
from huitou.core.errors import HuitouError
from huitou.core.flow import Machine, NotTheirTurn
from huitou.core.flow.texts import sentence
from huitou.core.videos.patches import Seekable
from huitou.desk.forms.acting import ActionForm
from huitou.desk.forms.actions import form_for
from huitou.desk.paging import list_page
from huitou.desk.tabs import Tab, shown_tabs, tab_asked
from huitou.desk.visit import page

# A repair or a return: it has a `ref` and a `state`.
R = TypeVar("R", bound=Any)


@dataclass(frozen=True, slots=True)
class BenchContext:
    """What the forms of these steps may know. `currency`: of a repair; `return_lines`: of goods."""

    currency: str = ""
    return_lines: Sequence[Any] = ()
    case: None = None


@dataclass(frozen=True, slots=True)
class Work(Generic[R]):
    """One kind of work. `here`: its place in the head; `subject`: its name in templates, `line_of` in `lines`."""

    machine: Machine
    here: str
    subject: str
    tabs: Sequence[Tab]
    list_template: str
    action_template: str
    visible: Callable[[Actor], "QuerySet[Any]"]
    access: Callable[[Actor, str], R]
    lines: type[Model]
    line_of: str
    case_of: Callable[[str, Actor], UUID]
    values: Callable[[StaffVisit, R], dict[str, Any]]
    knows: Callable[[R, Sequence[Any]], BenchContext]
    reader: Callable[[R], Role] = lambda _row: Role.PLATFORM
    more: Callable[[StaffVisit, R], Mapping[str, Any]] = lambda _visit, _row: {}

    def listing(self, visit: StaffVisit) -> HttpResponseBase:
        """The list of one tab, newest first."""
        asked = visit.request.GET.dict()
        here = tab_asked(self.tabs, asked.get("state"))
        with visit.reading():
            found = list_page(self.visible(visit.actor).filter(state__in=here.states), "opened_at", asked)
            pieces = self._pieces(found.rows)
            context = {
                "list": found,
                "rows": [{**self._told(visit, row), "lines": pieces.get(row.pk, [])} for row in found.rows],
                "tabs": shown_tabs(self.tabs, here),
                "tab": here.code,
            }
            return page(visit, self.list_template, context, here=self.here)

    def whole(self, visit: StaffVisit, row: R) -> dict[str, Any]:
        """One of them with its pieces, for a page."""
        return {**self._told(visit, row), "lines": self._pieces([row]).get(row.pk, []), **self.more(visit, row)}

    def step(self, visit: StaffVisit, ref: str, name: str, *done: Any) -> HttpResponseBase:
        """GET asks for the step's inputs, POST does it and leads to `done`; a photo becomes the shop's evidence."""
        request = visit.request
        with visit.reading():
            row = self.access(visit.actor, ref)
            action = self._find(visit, row, name)
            context = self.knows(row, self._pieces([row]).get(row.pk, []))
            kind = form_for(name, self.machine.name)
            if request.method == "GET":
                return self._ask(visit, row, action, kind(context=context))
            form = kind(request.POST, request.FILES, context=context)
            if not form.is_valid():
                return self._ask(visit, row, action, form, 422)
        try:
            self._do(visit, ref, action, form)
        except HuitouError as error:
            form.refuse(error)
            with visit.reading():
                return self._ask(visit, self.access(visit.actor, ref), action, form, error.status)
        return redirect(*done)

    def _do(self, visit: StaffVisit, ref: str, action: Action, form: ActionForm) -> None:
        photo = form.cleaned_data.get("photo")
        if photo is None:
            perform(self.machine.name, action.name, ref, form.inputs(), actor=visit.actor, at=visit.at)
            return
        with visit.reading():
            case = self.case_of(ref, visit.actor)
        shown = Shown([Given(cast(Seekable, photo.file), photo.name)], case, for_the_shop(visit.actor))
        perform_showing(self.machine.name, action.name, ref, form.inputs(), shown=shown, actor=visit.actor, at=visit.at)

    def _find(self, visit: StaffVisit, row: R, name: str) -> Action:
        """Raises: NotTheirTurn."""
        for action in available(self.machine, row, visit.actor, self.values(visit, row)):
            if action.name == name:
                return action
        raise NotTheirTurn(machine=self.machine.name, state=row.state, action=name, role=str(Role.PROVIDER))

    def _ask(self, visit: StaffVisit, row: R, action: Action, form: ActionForm, status: int = 200) -> HttpResponse:
        context = {**self.whole(visit, row), "action": action, "form": form}
        return page(visit, self.action_template, context, here=self.here, status=status)

    def _told(self, visit: StaffVisit, row: R) -> dict[str, Any]:
        values = self.values(visit, row)
        return {
            self.subject: row,
            "sentence": sentence(self.machine, row.state, self.reader(row), values),
            "actions": available(self.machine, row, visit.actor, values),
        }

    def _pieces(self, rows: Sequence[R]) -> dict[Any, list[Any]]:
        """The pieces of each: one query."""
        found: dict[Any, list[Any]] = {}
        lines = self.lines._default_manager.filter(**{f"{self.line_of}__in": rows}).select_related("order_line")
        for line in lines.order_by("order_line__position"):
            found.setdefault(getattr(line, f"{self.line_of}_id"), []).append(line)
        return found
