"""Whether the demo was built to its end, and how a half-built one is cleared away, so that it is built again.

The mark is a setting-up of its own, written last. Only the demo's own shops and people are ever cleared.
"""

from collections.abc import Sequence
from datetime import datetime

from django.apps import apps
from django.db import DatabaseError, connections
from django.db.models import Model
from django.db.transaction import atomic

from huitou.accounts.models import SetupRun, Staff
from huitou.core.models import Shop
from huitou.core.tenancy.secure import shop_tables

MARK = "demo"


def is_whole(shops: Sequence[str]) -> bool:
    """Whether the shops with these short names are the ones that were built to the end."""
    mark = SetupRun.objects.filter(steps_done=[MARK]).order_by("-created_at").first()
    built = Shop.objects.filter(demo=True, slug__in=shops).values_list("pk", flat=True)
    return mark is not None and len(built) == len(shops) and sorted(map(str, built)) == mark.notes["shops"]


def mark_whole(shops: Sequence[str], *, at: datetime) -> None:
    """Say that these shops are whole. The last thing that building does."""
    built = Shop.objects.filter(demo=True, slug__in=shops).values_list("pk", flat=True)
    SetupRun.objects.create(steps_done=[MARK], notes={"shops": sorted(map(str, built))}, created_at=at, finished_at=at)


def clear_half(shops: Sequence[str], people: Sequence[str]) -> bool:
    """Clear what an interrupted building left, as the owner of the tables; whether there was anything.

    `people` are the ends of the demo's addresses, such as `@taobei.example.com`.
    """
    half = list(Shop.objects.filter(demo=True, slug__in=shops))
    staff = [one.pk for end in people for one in Staff.objects.filter(email__endswith=end)]
    if not half and not staff:
        return False
    with atomic("owner"), connections["owner"].cursor() as owner:
        for shop in half:
            owner.execute("SELECT set_config('huitou.shop', %s, true)", [str(shop.pk)])
            _delete(shop_tables(), "shop_id", [shop.pk])
            owner.execute("DELETE FROM procrastinate_events WHERE job_id IN (SELECT id FROM procrastinate_jobs WHERE "
                          "args->>'shop' = %s)", [str(shop.pk)])  # fmt: skip
            owner.execute("DELETE FROM procrastinate_jobs WHERE args->>'shop' = %s", [str(shop.pk)])
        _delete([Shop], "id", [shop.pk for shop in half])
        _delete(_of_people(), "", staff)
        _delete([Staff], "id", staff)
    return True


def _of_people() -> list[type[Model]]:
    """Tables beside the shops' that point at a person."""
    known = set(shop_tables())
    return [model for model in apps.get_models() if model not in known and _keys_to_people(model)]


def _keys_to_people(model: type[Model]) -> list[str]:
    fields = model._meta.concrete_fields
    return [str(field.column) for field in fields if field.is_relation and field.related_model is Staff]


def _delete(models: Sequence[type[Model]], column: str, keys: Sequence[object]) -> None:
    """Delete these rows of all tables, those that others point at after these. Raises what keeps the last of them."""
    left = list(models)
    while left:
        stuck: list[type[Model]] = []
        refusal: DatabaseError | None = None
        for model in left:
            try:
                with atomic("owner"), connections["owner"].cursor() as owner:
                    for name in [column] if column else _keys_to_people(model):
                        owner.execute(
                            f'DELETE FROM "{model._meta.db_table}" WHERE "{name}" = ANY(%s)',  # noqa: S608
                            [list(keys)],
                        )
            except DatabaseError as error:
                stuck.append(model)
                refusal = error
        if refusal is not None and len(stuck) == len(left):
            raise refusal
        left = stuck
