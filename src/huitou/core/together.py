"""Several operations of a migration as one step. Used by migrations only.

Django renders every related model anew after each operation, and by the shop every model is related to every other:
with a hundred of them a new installation spent more than half of its time on that.
"""

from collections.abc import Sequence
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


class Together(Operation):
    """Operations of one kind, in this order; each sees the models as they are after the last one.

    Of one kind only: a table that is created together with a later field of it would have that field already.
    """

    def __init__(self, operations: Sequence[Operation]) -> None:
        if len({type(operation) for operation in operations}) != 1:
            raise ValueError("operations of one kind are done together")
        self.operations = list(operations)

    @property
    def reversible(self) -> bool:  # type: ignore[override]
        """Whether each of them is."""
        return all(operation.reversible for operation in self.operations)

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """As it is written in the migration."""
        return type(self).__name__, [], {"operations": self.operations}

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Nothing is rendered in between: what was rendered is dropped first."""
        state.__dict__.pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Each in its turn."""
        for operation in self.operations:
            operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Each in its turn, the last one first."""
        for operation in reversed(self.operations):
            operation.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        """For `migrate --plan`."""
        return "; ".join(operation.describe() for operation in self.operations)

    @property
    def migration_name_fragment(self) -> str:
        """For the name of a migration that holds nothing else."""
        return "together"
