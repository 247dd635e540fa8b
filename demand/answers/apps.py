from django.apps import AppConfig


class AnswersConfig(AppConfig):
    name = "demand.answers"
    label = "answers"
