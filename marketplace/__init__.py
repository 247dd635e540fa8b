"""The Django project, its ground floor and the market."""

from marketplace.celery import app as celery_app

__all__ = ["celery_app"]
