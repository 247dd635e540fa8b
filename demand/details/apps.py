from django.apps import AppConfig


class DetailsConfig(AppConfig):
    name = "demand.details"
    label = "details"
