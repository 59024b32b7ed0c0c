"""What every tenant row has: its shop, a key, a scope; the composite foreign key; the chain; erasable rows."""

import secrets
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from django.db import models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.backends.ddl_references import Statement
from django.db.models import BaseConstraint, Model
from django_scopes import ScopedManager, get_scope

from huitou.core.ids import new_id

if TYPE_CHECKING:
    M = TypeVar("M", bound=models.Model, covariant=True)

    class ShopManager(models.Manager[M]):
        """Rows of the open shop; raises ScopeError where none is open."""

else:
    # By manager, model and database: the shop that was asked last, and its rows as a question that nobody has sent.
    _last_shop: dict[tuple[Any, Any, Any], tuple[UUID, Any]] = {}

    class ShopManager(type(ScopedManager(shop="shop"))):
        """Rows of the open shop; raises ScopeError where none is open."""

        def get_queryset(self):
            """The shop's rows. The condition is built when another shop is opened, not for each statement."""
            open_now = get_scope()
            shop = open_now.get("shop")
            plain = open_now.get("_enabled", True) and isinstance(shop, UUID)
            # A manager that was given a scope of its own asks nothing of the open one, and must not be kept for it.
            if not plain or hasattr(self, "_override_scope"):
                return super().get_queryset()
            key = type(self), self.model, self._db
            known = _last_shop.get(key)
            if known is None or known[0] != shop:
                known = _last_shop[key] = (shop, super().get_queryset())
            return known[1].all()


class ShopRow(models.Model):
    """A row of one shop. Unscoped access raises; the database refuses rows of other shops (row-level security)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    shop = models.ForeignKey("core.Shop", on_delete=models.PROTECT, related_name="+", db_index=False)

    objects = ShopManager()

    class Meta:
        abstract = True


class Chained(models.Model):
    """A subject of events. The head of its chain lies on its own row, so appending needs no further read."""

    chain_length = models.PositiveIntegerField(default=0, editable=False)
    chain_head = models.BinaryField(default=b"", editable=False)

    class Meta:
        abstract = True


def new_salt() -> bytes:
    """32 random bytes for the salted digests of one person's row."""
    return secrets.token_bytes(32)


class Personal(ShopRow):
    """A row of personal data. Events hold only salted digests of it; erasing row and salt keeps the chain intact."""

    salt = models.BinaryField(default=new_salt, editable=False)
    erased_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        abstract = True


class SameShop(BaseConstraint):
    """FOREIGN KEY (shop_id, <field>_id) REFERENCES <to> (shop_id, id): a row never points into another shop.

    Django has no composite foreign keys: use it with `ForeignKey(db_constraint=False)`; the target needs
    UNIQUE (shop, id).
    """

    def __init__(self, *, field: str, to: str, name: str) -> None:
        super().__init__(name=name)
        self.field = field
        self.to = to

    def create_sql(self, model: type[Model] | None, schema_editor: BaseDatabaseSchemaEditor | None) -> Statement:  # type: ignore[override]
        assert model is not None  # Django passes both
        assert schema_editor is not None
        quote = schema_editor.quote_name
        target = model._meta.get_field(self.field).related_model
        column = str(model._meta.get_field(self.field).column)  # type: ignore[union-attr]
        return Statement(
            "ALTER TABLE %(table)s ADD CONSTRAINT %(name)s FOREIGN KEY (shop_id, %(column)s) "
            "REFERENCES %(target)s (shop_id, id) DEFERRABLE INITIALLY DEFERRED",
            table=quote(model._meta.db_table),
            name=quote(self.name),
            column=quote(column),
            target=quote(target._meta.db_table),  # type: ignore[union-attr]
        )

    def remove_sql(self, model: type[Model] | None, schema_editor: BaseDatabaseSchemaEditor | None) -> Statement:  # type: ignore[override]
        assert model is not None  # Django passes both
        assert schema_editor is not None
        quote = schema_editor.quote_name
        return Statement(
            "ALTER TABLE %(table)s DROP CONSTRAINT %(name)s",
            table=quote(model._meta.db_table),
            name=quote(self.name),
        )

    def constraint_sql(self, model: type[Model] | None, schema_editor: BaseDatabaseSchemaEditor | None) -> str:
        """Not within CREATE TABLE: the target's unique constraint may come later, so it is added at the end."""
        assert schema_editor is not None
        schema_editor.deferred_sql.append(self.create_sql(model, schema_editor))
        return ""

    def validate(self, *args: Any, **kwargs: Any) -> None:
        """The database checks it; there is nothing that a form could check better."""

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, SameShop):
            return NotImplemented
        return (self.name, self.field, self.to) == (other.name, other.field, other.to)

    def __hash__(self) -> int:
        return hash((self.name, self.field, self.to))

    def deconstruct(self) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
        path, _, kwargs = super().deconstruct()
        return path, (), {**kwargs, "field": self.field, "to": self.to}
