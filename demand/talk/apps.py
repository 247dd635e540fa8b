from django.apps import AppConfig


class TalkConfig(AppConfig):
    name = "demand.talk"
    label = "talk"
