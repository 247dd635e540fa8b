from django.apps import AppConfig


class ConsentConfig(AppConfig):
    name = "datasets.consent"
    label = "consent"
