from django.apps import AppConfig


class MeasuresConfig(AppConfig):
    name = "datasets.measures"
    label = "measures"
