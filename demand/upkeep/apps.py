from django.apps import AppConfig


class UpkeepConfig(AppConfig):
    name = "demand.upkeep"
    label = "upkeep"
