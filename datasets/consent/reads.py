"""What the pages and the API show of consent: one reading for both."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from datasets.consent.arithmetic.receipt import Agreed, as_document
from datasets.consent.models import Contribution, Contributor, Recall, Receipt, Withdrawal
from datasets.consent.vocabulary import PURPOSE_OF, Purpose
from datasets.library.models import Dataset, Terms, Version
from marketplace.accounts.models import Organisation, User

NEWEST = ("-agreed_at", "-id")


def words(dataset: Dataset, terms: Terms) -> str:
    """Say what somebody agrees to, in the language of now: these words are kept."""
    said = [
        _("“%(title)s”, shared by %(owner)s.")
        % {"title": dataset.title, "owner": dataset.organisation.name},
        _("I agree that what I give is shared under these terms."),
        *(f"{heading}: {sentence}" for heading, sentence in terms.in_words()),
        _(
            "I can take it back at any time. From then on it is given to nobody, the next version "
            "is without it, and those who have it are asked to delete it."
        ),
        _("Others see a number in place of my name."),
    ]
    return "\n".join(said)


def purposes(terms: Terms) -> list[Purpose]:
    allowed = [purpose for act, purpose in PURPOSE_OF.items() if getattr(terms, act)]
    return [Purpose.SHARE, *allowed]


@dataclass(frozen=True, slots=True)
class Shown:
    """A receipt with what became of it."""

    receipt: Receipt
    withdrawn_at: datetime | None

    @property
    def purposes(self) -> list[str]:
        return [str(Purpose(code).label) for code in self.receipt.purposes]

    @classmethod
    def of(cls, receipt: Receipt) -> Self:
        return cls(receipt, receipt.withdrawn_at)  # type: ignore[attr-defined]


def receipts(organisation: Organisation | None) -> QuerySet[Receipt]:
    """List what an organisation agreed to, and when it took it back, if it did."""
    return _with_end(Receipt.objects.filter(contributor__organisation=organisation))


def receipt(key: str, organisation: Organisation | None) -> QuerySet[Receipt]:
    """Find a receipt of one's own, or one of those who gave something to one's data set."""
    own = Q(contributor__organisation=organisation)
    asked_by = Q(contributor__dataset__organisation=organisation)
    return _with_end(Receipt.objects.filter(own | asked_by, key=key))


def _with_end(found: QuerySet[Receipt]) -> QuerySet[Receipt]:
    ends = Withdrawal.objects.filter(
        contributor=OuterRef("contributor"), asked_at__gte=OuterRef("agreed_at")
    ).order_by("asked_at")
    return found.for_list().annotate(  # type: ignore[attr-defined,no-any-return]
        withdrawn_at=Subquery(ends.values("asked_at")[:1])
    )


def document(shown: Receipt, site: str) -> dict[str, Any]:
    """Write a receipt as JSON; `site` is where our addresses start. The words are as agreed."""
    dataset = shown.contributor.dataset
    with override(shown.language):
        said = [(code, str(Purpose(code).label)) for code in shown.purposes]
    return as_document(
        Agreed(
            key=str(shown.key),
            contributor=f"{dataset.slug}/{shown.contributor.number}",
            controller=dataset.organisation.name,
            dataset=dataset.title,
            dataset_url=site + dataset.get_absolute_url(),
            receipt_url=site + shown.get_absolute_url(),
            withdraw_url=site + reverse("own_consents"),
            language=shown.language,
            text=shown.text,
            text_sha256=shown.text_sha256,
            terms_sha256=shown.terms.text_sha256,
            purposes=said,
            hand=shown.hand,
            evidence=shown.evidence,
            agreed_at=shown.agreed_at,
            withdrawn_at=Shown.of(shown).withdrawn_at,
            third_parties=Purpose.PASS_ON in shown.purposes,
        )
    )


def own_contributors(organisation: Organisation | None) -> QuerySet[Contributor]:
    """List the data sets that something of an organisation is in, the newest first."""
    agreed = Receipt.objects.standing().filter(contributor=OuterRef("pk"))
    withdrawals = Prefetch("withdrawals", Withdrawal.objects.order_by("-id"), to_attr="taken_back")
    # Of one's own data sets only those in which rows are one's own too.
    with_rows = Exists(Contribution.objects.filter(contributor=OuterRef("pk")))
    return (
        Contributor.objects.filter(with_rows | ~Q(dataset__organisation=organisation))
        .filter(organisation=organisation)
        .select_related("dataset__organisation")
        .annotate(
            is_withdrawn=Exists(Contributor.objects.withdrawn().filter(pk=OuterRef("pk"))),
            has_receipt=Exists(agreed),
            row_count=Subquery(_rows_now()),
        )
        .prefetch_related(withdrawals)
        .order_by("-id")
    )


def contributors(dataset: Dataset) -> QuerySet[Contributor]:
    """List whose rows a data set has, for its owner: number, name, rows, whether they agreed."""
    agreed = Receipt.objects.standing().filter(contributor=OuterRef("pk"))
    return (
        dataset.contributors.select_related("organisation")
        .annotate(
            is_withdrawn=Exists(Contributor.objects.withdrawn().filter(pk=OuterRef("pk"))),
            has_receipt=Exists(agreed),
            row_count=Subquery(_rows_now()),
        )
        .order_by("number")
    )


def _rows_now() -> QuerySet[Contribution, Any]:
    """Count a contributor's rows in the newest published version that has any of theirs."""
    published = Contribution.objects.filter(
        contributor=OuterRef("pk"), version__in=Version.objects.published()
    )
    return published.order_by("-version__number").values("row_count")[:1]


def recalls(person: User, organisation: Organisation | None) -> QuerySet[Recall]:
    """List what was taken by somebody and is to be deleted; what is not yet done comes first."""
    found = Recall.objects.of(person, organisation).for_list()
    return found.order_by("deleted_at", "-id")


def calls_back(dataset: Dataset) -> dict[str, int]:
    """Count, for the owner, who was asked to delete what they took, and who said it is done."""
    return Recall.objects.filter(version__dataset=dataset).aggregate(
        asked=Count("pk"), deleted=Count("pk", filter=Q(deleted_at__isnull=False))
    )
