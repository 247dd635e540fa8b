from django.apps import AppConfig

# Here and not in the package: a confined child imports that, and needs no queue.
from marketplace.celery import app as celery_app

__all__ = ["celery_app"]


class MarketplaceConfig(AppConfig):
    name = "marketplace"
    label = "marketplace"

    def ready(self) -> None:
        from marketplace import checks  # noqa: F401  registers the system checks
