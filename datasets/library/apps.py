from django.apps import AppConfig


class LibraryConfig(AppConfig):
    name = "datasets.library"
    label = "library"
