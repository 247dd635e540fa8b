from django.apps import AppConfig


class MergingConfig(AppConfig):
    name = "demand.merging"
    label = "merging"
