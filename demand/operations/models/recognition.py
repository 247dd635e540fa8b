"""What moderators decided about who may vouch."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from demand.operations.models.operation import Operation
from marketplace.accounts.models import User


class Recognition(models.Model):
    """One ruling of a moderator about a co-operative: that it may vouch, or no longer.

    Append-only. How things stand now is `Operation.recognised_at`: a co-operative can lose
    its recognition by its own doing too.
    """

    cooperative = models.ForeignKey(Operation, models.CASCADE, related_name="recognitions")
    is_revoked = models.BooleanField(default=False)
    reason = models.CharField(_("reason"), max_length=400, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    ruled_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(is_revoked=False) | ~Q(reason=""),
                name="recognition_is_revoked_for_a_reason",
                violation_error_message=_("Write the reason: the co-operative will read it."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.cooperative} at {self.ruled_at:%Y-%m-%d %H:%M}"
