from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "datasets.intake"
    label = "intake"
