from django.apps import AppConfig


class BelongingsConfig(AppConfig):
    name = "marketplace.belongings"
    label = "belongings"
