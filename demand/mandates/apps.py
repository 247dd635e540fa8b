from django.apps import AppConfig


class MandatesConfig(AppConfig):
    name = "demand.mandates"
    label = "mandates"
