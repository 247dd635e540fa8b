"""The rules of the house that no linter knows."""

from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db.models import CheckConstraint

BASE = Path(settings.BASE_DIR)

# From the ground up: a room's tables point at rooms of a lower line, or of its own.
FLOORS = [
    ["pages", "changes", "accounts", "auth", "contenttypes", "sessions"],
    ["operations"],
    ["needs"],
    ["talk"],
    ["details"],
    ["mandates"],
    ["answers"],
    ["merging"],
    ["upkeep"],
    ["meetings"],
    ["snapshots"],
    ["library"],
    ["consent"],
    ["measures"],
    ["intake"],
    ["developers"],
    ["opportunities"],
    ["offers"],
    ["insights"],
    ["belongings"],
]
HEIGHT = {room: height for height, rooms in enumerate(FLOORS) for room in rooms}
OURS = [
    model
    for model in apps.get_models()
    if model.__module__.split(".")[0]
    in (
        "demand",
        "datasets",
        "marketplace",
    )
]


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_tables_point_only_downwards(model):
    """Foreign keys can be written as strings, which an import linter does not see."""
    here = HEIGHT[model._meta.app_label]

    above = [
        field.name
        for field in model._meta.get_fields()
        if field.is_relation
        and not field.auto_created
        and HEIGHT[field.related_model._meta.app_label] > here
    ]

    assert above == []


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_models_have_no_ordering_and_say_who_they_are(model):
    assert model._meta.ordering == []
    assert "__str__" in {name for kind in model.__mro__[:-2] for name in vars(kind)}


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_check_constraints_are_named_as_sentences(model):
    names = [c.name for c in model._meta.constraints if isinstance(c, CheckConstraint)]

    assert all(name.count("_") >= 2 for name in names)


def test_lock_files_name_no_host():
    locks = list((BASE / "requirements").glob("*.txt"))

    assert len(locks) == 2
    for lock in locks:
        text = lock.read_text()
        assert "--hash=sha256:" in text
        assert "://" not in text
        assert "index-url" not in text


def test_no_room_is_called_by_a_word_that_says_nothing():
    silent = {"services", "utils", "helpers", "common", "core", "helper", "util", "misc"}
    names = {
        path.stem
        for folder in ("demand", "datasets", "marketplace")
        for path in (BASE / folder).rglob("*.py")
    }

    assert not names & silent


def test_every_task_that_settings_name_is_there():
    from marketplace.celery import app

    app.loader.import_default_modules()
    named = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    named |= {*settings.CHANGE_READERS, *settings.CELERY_TASK_ROUTES}

    assert named <= set(app.tasks)
