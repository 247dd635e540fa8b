"""What is reported, what moderators decided about it, and how authors stand."""

from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from demand.needs.models import Need
from demand.talk.models.remarks import Remark
from demand.talk.vocabulary import HIDING, Act, Complaint, Trust
from marketplace.accounts.models import User


def key_of(about: Remark | Need) -> str:
    return f"{'remark' if isinstance(about, Remark) else 'need'}-{about.pk}"


ABOUT_ONE = Q(need=None, remark__isnull=False) | Q(need__isnull=False, remark=None)


class StandingQuerySet(models.QuerySet["Standing"]):
    def trust_of(self, user: User) -> Trust:
        """Tell how far an author is trusted; moderators always are. One query."""
        if user.is_staff:
            return Trust.TRUSTED
        kept = self.filter(user=user).values_list("trust", flat=True).first()
        return Trust(kept) if kept else Trust.NEW


class Standing(models.Model):
    """How far an author is trusted. Who has none is new."""

    user = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="standing")
    trust = models.CharField(max_length=7, choices=Trust, default=Trust.NEW)

    objects = StandingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(trust__in=Trust.values), name="standing_trust_is_known"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.trust}"


class RulingQuerySet(models.QuerySet["Ruling"]):
    def appealed(self) -> Self:
        """Keep hidings whose author asked to look again, and nobody has yet."""
        return self.filter(appealed_at__isnull=False, heard_at=None)

    def blocking(self) -> Self:
        """Keep blocks that stand: of what was not approved since, by authors not let off since."""
        later = Ruling.objects.filter(author=OuterRef("author"), id__gt=OuterRef("id"))
        lifts = Q(act__in=[Act.UNBLOCK, Act.TRUST]) | (
            Q(act=Act.APPROVE) & (Q(remark=OuterRef("remark")) | Q(need=OuterRef("need")))
        )
        return self.filter(act=Act.BLOCK).exclude(Exists(later.filter(lifts)))

    def for_list(self) -> Self:
        return self.select_related("by", "author", "remark__need", "need")


class Ruling(models.Model):
    """One decision of a moderator. Append-only, but for the appeal against it."""

    act = models.CharField(max_length=7, choices=Act)
    remark = models.ForeignKey(
        Remark, models.CASCADE, null=True, blank=True, related_name="rulings"
    )
    need = models.ForeignKey(Need, models.CASCADE, null=True, blank=True, related_name="rulings")
    author = models.ForeignKey(User, models.PROTECT, related_name="rulings")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    reason = models.CharField(_("reason"), max_length=400, blank=True)
    ruled_at = models.DateTimeField(db_default=Now())
    appeal = models.CharField(_("why it should be shown"), max_length=1000, blank=True)
    appealed_at = models.DateTimeField(null=True, blank=True)
    heard_at = models.DateTimeField(null=True, blank=True)

    objects = RulingQuerySet.as_manager()

    class Meta:
        indexes = [
            # Partial: the queue asks for appeals that nobody has heard.
            models.Index(
                fields=["id"],
                name="rulings_appealed",
                condition=Q(appealed_at__isnull=False, heard_at=None),
            )
        ]
        constraints = [
            models.CheckConstraint(condition=ABOUT_ONE, name="ruling_is_about_one_thing"),
            models.CheckConstraint(condition=Q(act__in=Act.values), name="ruling_act_is_known"),
            models.CheckConstraint(
                condition=~Q(act__in=HIDING) | ~Q(reason=""),
                name="ruling_that_hides_has_a_reason",
                violation_error_message=_("Write the reason: its author will read it."),
            ),
            models.CheckConstraint(
                condition=Q(appeal="", appealed_at=None)
                | (~Q(appeal="") & Q(appealed_at__isnull=False)),
                name="ruling_appeal_has_words_and_a_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_act_display()} by {self.by}"

    @property
    def key(self) -> str:
        """Name what it is about, as the queue of moderators does."""
        return key_of(self.about)

    @property
    def about(self) -> Remark | Need:
        about = self.remark or self.need
        assert about is not None  # noqa: S101  ruling_is_about_one_thing
        return about


class ReportQuerySet(models.QuerySet["Report"]):
    def unsettled(self) -> Self:
        return self.filter(settled_by=None)


class Report(models.Model):
    """Somebody's word that a moderator should look at something."""

    remark = models.ForeignKey(
        Remark, models.CASCADE, null=True, blank=True, related_name="reports"
    )
    need = models.ForeignKey(Need, models.CASCADE, null=True, blank=True, related_name="reports")
    complaint = models.CharField(_("what is wrong"), max_length=8, choices=Complaint)
    words = models.CharField(_("in your words"), max_length=400, blank=True)
    by = models.ForeignKey(User, models.CASCADE, related_name="reports")
    reported_at = models.DateTimeField(db_default=Now())
    settled_by = models.ForeignKey(
        Ruling, models.SET_NULL, null=True, blank=True, related_name="settled_reports"
    )

    objects = ReportQuerySet.as_manager()

    class Meta:
        indexes = [
            # Partial: the queue asks for reports that nobody has looked at.
            models.Index(
                fields=["id"], name="reports_unsettled", condition=Q(settled_by__isnull=True)
            )
        ]
        constraints = [
            models.CheckConstraint(condition=ABOUT_ONE, name="report_is_about_one_thing"),
            models.CheckConstraint(
                condition=Q(complaint__in=Complaint.values), name="report_complaint_is_known"
            ),
            models.UniqueConstraint(
                fields=["by", "remark"],
                condition=Q(remark__isnull=False, settled_by=None),
                name="a_person_reports_a_remark_once",
            ),
            models.UniqueConstraint(
                fields=["by", "need"],
                condition=Q(need__isnull=False, settled_by=None),
                name="a_person_reports_a_need_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_complaint_display()} by {self.by}"
