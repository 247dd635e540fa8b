from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "demand.operations"
    label = "operations"
