from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "demand.meetings"
    label = "meetings"
