from django.apps import AppConfig


class ChangesConfig(AppConfig):
    name = "marketplace.changes"
    label = "changes"
