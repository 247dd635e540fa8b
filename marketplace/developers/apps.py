from django.apps import AppConfig


class DevelopersConfig(AppConfig):
    name = "marketplace.developers"
    label = "developers"
