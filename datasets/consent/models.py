"""Whose the rows are, what they agreed to, and what they took back."""

from collections.abc import Collection
from datetime import datetime
from hashlib import sha256
from typing import Any, Self
from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from datasets.consent.vocabulary import Hand, Purpose
from datasets.library.arithmetic.manifest import token
from datasets.library.models import Dataset, Terms, Version
from marketplace.accounts.models import Organisation, User


def mark_of(dataset: Dataset, name: str) -> str:
    """Stand for a name in one data set, so that it is known again when it has been erased."""
    keyed = salted_hmac("areba.contributor", f"{dataset.pk}:{name}", algorithm="sha256")
    return keyed.hexdigest()


class ContributorQuerySet(models.QuerySet["Contributor"]):
    def numbered(self, dataset: Dataset, names: Collection[str]) -> dict[str, int]:
        """Give each name its number in a data set, which it keeps for ever.

        A name that is an organisation's slug is that organisation; one that others see in
        place of a name (a cleaned copy that comes back) is the same as before. Call it in a
        transaction that holds the data set's row.
        """
        known = self._known(dataset, names)
        new = [name for name in dict.fromkeys(names) if name not in known]
        highest = self.filter(dataset=dataset).aggregate(most=models.Max("number"))["most"] or 0
        organisations = Organisation.objects.in_bulk(new, field_name="slug") if new else {}
        self.bulk_create(
            Contributor(
                dataset=dataset,
                number=number,
                name=name,
                mark=mark_of(dataset, name),
                organisation=organisations.get(name),
            )
            for number, name in enumerate(new, highest + 1)
        )
        return known | {name: number for number, name in enumerate(new, highest + 1)}

    def _known(self, dataset: Dataset, names: Collection[str]) -> dict[str, int]:
        there = dict(self.filter(dataset=dataset).values_list("mark", "number"))
        by_token = {token(number): number for number in there.values()}
        found = {name: there.get(mark_of(dataset, name), by_token.get(name)) for name in names}
        return {name: number for name, number in found.items() if number is not None}

    def of(self, dataset: Dataset, organisation: Organisation) -> "Contributor":
        """Find or make an organisation's own entry. Call it as `numbered`."""
        self.numbered(dataset, [organisation.slug])
        return self.get(dataset=dataset, mark=mark_of(dataset, organisation.slug))

    def reachable_by(self, organisation: Organisation) -> Self:
        """Keep those whose part an organisation may take back: its own, and in its data sets."""
        own = Q(organisation=organisation) | Q(dataset__organisation=organisation)
        return self.filter(own).select_related("dataset__organisation", "organisation")

    def withdrawn(self) -> Self:
        """Keep those who took their part back, and have not agreed again since."""
        later = Receipt.objects.filter(
            contributor=OuterRef("contributor"), agreed_at__gt=OuterRef("asked_at")
        )
        standing = Withdrawal.objects.filter(~Exists(later), contributor=OuterRef("pk"))
        return self.filter(Exists(standing))

    def withdrawn_numbers(self, dataset: Dataset) -> list[int]:
        return sorted(self.withdrawn().filter(dataset=dataset).values_list("number", flat=True))


class Contributor(models.Model):
    """Whose some rows are, in one data set. Others learn the number and nothing else.

    `name` is what the owner's file calls them, for the owner alone; it is erased where the
    account behind it is closed. `mark` stays: rows that come again are known by it.
    """

    dataset = models.ForeignKey(Dataset, models.CASCADE, related_name="contributors")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=200, blank=True)
    mark = models.CharField(max_length=64)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="contributions"
    )

    objects = ContributorQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["dataset", "number"], name="contributors_of_a_dataset_are_numbered"
            ),
            models.UniqueConstraint(
                fields=["dataset", "mark"], name="a_contributor_is_numbered_once"
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="contributors_count_from_one"),
        ]

    def __str__(self) -> str:
        return f"contributor {self.number} of {self.dataset}"


class Contribution(models.Model):
    """How many rows or files of a version are one contributor's."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="contributions")
    contributor = models.ForeignKey(Contributor, models.CASCADE, related_name="contributions")
    row_count = models.PositiveBigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["version", "contributor"], name="a_version_counts_a_contributor_once"
            ),
            models.CheckConstraint(condition=Q(row_count__gte=1), name="contribution_has_a_row"),
        ]

    def __str__(self) -> str:
        return f"{self.row_count} of {self.contributor}"


class ReceiptQuerySet(models.QuerySet["Receipt"]):
    def for_list(self) -> Self:
        return self.select_related(
            "contributor__dataset__organisation", "terms", "contributor__organisation"
        )

    def of(self, organisation: Organisation) -> Self:
        return self.filter(contributor__organisation=organisation)

    def standing(self) -> Self:
        """Keep those after which nothing was taken back."""
        later = Withdrawal.objects.filter(
            contributor=OuterRef("contributor"), asked_at__gte=OuterRef("agreed_at")
        )
        return self.filter(~Exists(later))


class Receipt(models.Model):
    """That somebody agreed: to which words, for what, when, by which hand.

    Immutable, which the database holds by a trigger; taking back is a row of its own.
    """

    key = models.UUIDField(unique=True, default=uuid4, editable=False)
    contributor = models.ForeignKey(Contributor, models.CASCADE, related_name="receipts")
    terms = models.ForeignKey(Terms, models.PROTECT, related_name="receipts")
    # The words as they were shown, and in which language.
    language = models.CharField(max_length=10)
    text = models.TextField()
    text_sha256 = models.CharField(max_length=64)
    purposes = ArrayField(models.CharField(max_length=8, choices=Purpose))
    hand = models.CharField(_("how they agreed"), max_length=7, choices=Hand)
    # What it rests on where it was not their own hand: which meeting, which sheet.
    evidence = models.CharField(_("what it rests on"), max_length=200, blank=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    agreed_at = models.DateTimeField(db_default=Now())

    objects = ReceiptQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["contributor", "-agreed_at"], name="receipts_newest_first")]
        constraints = [
            models.CheckConstraint(
                condition=Q(text_sha256__regex=r"^[0-9a-f]{64}$") & ~Q(text=""),
                name="receipt_holds_its_words",
            ),
            models.CheckConstraint(
                condition=Q(hand=Hand.SELF)
                | (Q(hand__in=[Hand.MANDATE, Hand.MINUTES, Hand.PAPER]) & ~Q(evidence="")),
                name="receipt_by_another_hand_says_what_it_rests_on",
                violation_error_message=_("Write what it rests on: which meeting, which sheet."),
            ),
            models.CheckConstraint(
                condition=Q(purposes__len__gte=1), name="receipt_names_a_purpose"
            ),
        ]

    def __str__(self) -> str:
        return f"receipt {self.key}"

    def get_absolute_url(self) -> str:
        return reverse("consent_receipt", args=[self.key])

    @classmethod
    def of_words(cls, text: str, **fields: Any) -> "Receipt":
        return cls(text=text, text_sha256=sha256(text.encode()).hexdigest(), **fields)


class WithdrawalQuerySet(models.QuerySet["Withdrawal"]):
    def waiting(self) -> Self:
        return self.filter(done_at=None)

    def finish(self, now: datetime, version: Version | None, row_counts: dict[int, int]) -> None:
        """Say of each that its rows are out: how many, and which version is without them."""
        for withdrawal in self.waiting().select_related("contributor"):
            self.filter(pk=withdrawal.pk).update(
                done_at=now,
                version=version,
                row_count=row_counts.get(withdrawal.contributor.number, 0),
            )


class Withdrawal(models.Model):
    """Somebody takes back what is theirs. Before `done_at` the next version is being made.

    `version` is the one without their rows; None where nothing would be left, or where the
    newest had none of theirs.
    """

    contributor = models.ForeignKey(Contributor, models.CASCADE, related_name="withdrawals")
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    version = models.ForeignKey(Version, models.SET_NULL, null=True, blank=True, related_name="+")
    row_count = models.PositiveBigIntegerField(default=0)

    objects = WithdrawalQuerySet.as_manager()

    class Meta:
        indexes = [
            # Partial: only what waits is ever looked up this way.
            models.Index(fields=["id"], name="withdrawals_waiting", condition=Q(done_at=None))
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["contributor"],
                condition=Q(done_at=None),
                name="a_withdrawal_waits_once",
                violation_error_message=_("It is being taken out already."),
            )
        ]

    def __str__(self) -> str:
        return f"withdrawal of {self.contributor}"


class RecallQuerySet(models.QuerySet["Recall"]):
    def for_list(self) -> Self:
        return self.select_related("version__dataset__organisation", "version__terms")

    def of(self, person: User, organisation: Organisation | None) -> Self:
        """Keep what a person has taken, for whomever, and what their organisation has."""
        own = Q(person=person)
        return self.filter(own | Q(organisation=organisation) if organisation else own)

    def open(self) -> Self:
        return self.filter(deleted_at=None)


class Recall(models.Model):
    """What somebody has taken and is asked to delete, since rows of it were taken back."""

    withdrawal = models.ForeignKey(Withdrawal, models.CASCADE, related_name="recalls")
    person = models.ForeignKey(User, models.CASCADE, related_name="recalls")
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, null=True, blank=True, related_name="recalls"
    )
    version = models.ForeignKey(Version, models.CASCADE, related_name="recalls")
    deleted_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    deleted_at = models.DateTimeField(null=True, blank=True)

    objects = RecallQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "version"], name="a_version_is_called_back_once"
            ),
            models.CheckConstraint(
                condition=Q(deleted_by=None, deleted_at=None)
                | Q(deleted_by__isnull=False, deleted_at__isnull=False),
                name="recall_answered_says_by_whom",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} deletes {self.version}"
