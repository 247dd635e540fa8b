from django.apps import AppConfig


class SnapshotsConfig(AppConfig):
    name = "demand.snapshots"
    label = "snapshots"
