"""Operations done together give the same tables and the same way back; the check of all migrations shows the rest."""

import pytest
from django.db import migrations, models
from django.db.migrations.state import ProjectState

from huitou.core.together import Together


def table(name, **fields):
    return migrations.CreateModel(name=name, fields=[("id", models.AutoField(primary_key=True)), *fields.items()])


def test_only_operations_of_one_kind_are_done_together():
    """A table created together with a later field of it would have the field already."""
    with pytest.raises(ValueError, match="of one kind"):
        Together([table("Cup"), migrations.AddField("Cup", "glaze", models.CharField(max_length=9))])


def test_nothing_is_rendered_in_between_and_all_is_there_afterwards():
    state = ProjectState()
    table("Shelf").state_forwards("core", state)
    assert state.apps.get_model("core", "shelf")
    on_it = models.ForeignKey("core.Shelf", models.CASCADE)
    Together([table("Cup", shelf=on_it), table("Pot", shelf=on_it.clone())]).state_forwards("core", state)
    assert "apps" not in vars(state)
    assert state.apps.get_model("core", "pot")._meta.get_field("shelf").related_model._meta.model_name == "shelf"
