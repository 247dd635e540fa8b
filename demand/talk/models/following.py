"""Who wants to hear what is said about a need."""

from django.db import models
from django.db.models.functions import Now

from demand.needs.models import Need
from marketplace.accounts.models import User


class Follow(models.Model):
    need = models.ForeignKey(Need, models.CASCADE, related_name="follows")
    user = models.ForeignKey(User, models.CASCADE, related_name="follows")
    since = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "need"], name="a_person_follows_a_need_once")
        ]

    def __str__(self) -> str:
        return f"{self.user} follows {self.need}"
