from django.apps import AppConfig


class OffersConfig(AppConfig):
    name = "marketplace.offers"
    label = "offers"
