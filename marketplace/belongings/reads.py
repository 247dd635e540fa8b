"""Everything that a person and the organisations they act for have entered, table by table."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db.models import Q, QuerySet

from datasets.consent import reads as consent
from datasets.consent.models import Contributor, Recall
from datasets.intake.models import Photo
from datasets.library.models import TERMS, Dataset, Grant, Pull, Version
from demand.answers.models import Answer, Revision
from demand.details.models import Photo as NeedPhoto
from demand.mandates.models import Mandate
from demand.needs.models import Need
from demand.operations.models import Operation
from demand.talk.models import Remark
from marketplace import storage
from marketplace.accounts.models import ApiToken, Organisation, User
from marketplace.accounts.vocabulary import MAY_ACT
from marketplace.belongings.models import Export
from marketplace.developers.models import Developer
from marketplace.offers.models import Commitment, Entry
from marketplace.offers.models import Version as OfferVersion
from marketplace.offers.vocabulary import STILL_HELD

# What tells a price: not given to an account that was opened anew by a printed slip.
PRICES = ("cap", "lowest_no", "premium_lost")
type Rows = list[dict[str, Any]]


def organisations_of(user: User) -> QuerySet[Organisation]:
    return Organisation.objects.acted_for_by(user)


def closing_with(user: User) -> QuerySet[Organisation]:
    """List the organisations that nobody else can act for: they close with the account."""
    mine = organisations_of(user)
    shared = [each.pk for each in mine if _others(each, user)]
    return mine.exclude(pk__in=shared)


def _others(organisation: Organisation, user: User) -> bool:
    members = organisation.memberships.filter(user__is_active=True).exclude(user=user)
    return members.filter(role__in=MAY_ACT).exists()


def exports(user: User) -> QuerySet[Export]:
    return Export.objects.filter(user=user).order_by("-id")


def needs_that_stay(user: User) -> QuerySet[Need]:
    """List the needs whose words stay, since others have answered them."""
    mine = Need.objects.filter(posted_by__organisation__in=closing_with(user))
    others = Answer.objects.standing().exclude(operation__organisation__in=closing_with(user))
    return mine.filter(pk__in=others.values("need")).order_by("-posted_at", "-id")


def commitments_under_way(user: User) -> QuerySet[Commitment]:
    """List what is owed still, by either side: an account is not closed before that is over."""
    closing = closing_with(user)
    party = Q(operation__organisation__in=closing) | Q(offer__developer__organisation__in=closing)
    return Commitment.objects.filter(party, standing__in=STILL_HELD)


def tables(user: User, site: str) -> dict[str, Rows]:
    """Gather all that somebody has entered; `site` is where our addresses start."""
    own = organisations_of(user)
    operations = Operation.objects.filter(organisation__in=own)
    return {
        "account": _rows(User.objects.filter(pk=user.pk), "email", "phone", "name", "joined_at"),
        "organisations": _rows(own, "slug", "name", "country", "created_at"),
        "tokens": _rows(ApiToken.objects.filter(user=user), "name", "created_at", "revoked_at"),
        **_demand(user, operations),
        **_datasets(user, own, site),
        **_market(own),
    }


def _demand(user: User, operations: QuerySet[Operation]) -> dict[str, Rows]:
    mandates = Mandate.objects.filter(operation__in=operations)
    return {
        "operations": _rows(
            operations,
            *("organisation__slug", "sector", "products", "prefecture", "municipality", "phone"),
            *("corporate_number", "area_ares", "count", "count_thing", "registered_at"),
        ),
        "needs": _rows(
            Need.objects.filter(posted_by__in=operations),
            *("slug", "kind", "sector", "product", "prefecture", "tasks", "title", "story"),
            *("acceptance_hits", "acceptance_trials", "acceptance_note", "thing", "period"),
            *("rungs", "posted_at", "open_until", "closed_at"),
        ),
        "answers": _answers(user, operations),
        "answer_history": _history(user, operations),
        "remarks": _rows(
            Remark.objects.filter(author=user),
            *("need__slug", "kind", "text", "product", "price", "link", "said_at"),
        ),
        "mandates": _rows(
            mandates, "agent__name", "scope", "asked_at", "accepted_at", "expires_on", "revoked_at"
        ),
    }


def _answers(user: User, operations: QuerySet[Operation]) -> Rows:
    fields = (
        *("need__slug", "level", *PRICES, "quantity", "certainty", "hours_lost", "sales_lost"),
        *("reason", "note", "answered_at", "changed_at", "withdrawn_at"),
    )
    rows = _rows(Answer.objects.filter(operation__in=operations), *fields)
    return [_priced(row, user, "changed_at") for row in rows]


def _history(user: User, operations: QuerySet[Operation]) -> Rows:
    fields = ("answer__need__slug", "kind", "level", *PRICES, "quantity", "certainty", "note", "at")
    rows = _rows(Revision.objects.filter(answer__operation__in=operations), *fields)
    return [_priced(row, user, "at") for row in rows]


def _priced(row: dict[str, Any], user: User, moment: str) -> dict[str, Any]:
    shown = user.may_see_price_of(row[moment])
    return row if shown else row | dict.fromkeys(PRICES)


def _datasets(user: User, own: QuerySet[Organisation], site: str) -> dict[str, Rows]:
    versions = Version.objects.filter(dataset__organisation__in=own)
    contributors = Contributor.objects.filter(organisation__in=own)
    receipts = [each for organisation in own for each in consent.receipts(organisation)]
    pulls = ("version__dataset__slug", "version__number", "organisation__name", "at")
    return {
        "datasets": _rows(
            Dataset.objects.filter(organisation__in=own),
            *("slug", "title", "description", "access", "created_at"),
        ),
        "versions": _rows(
            versions,
            *("dataset__slug", "number", "state", "row_count", "sha256", "published_at"),
            *(f"terms__{name}" for name in TERMS),
        ),
        "photos": _rows(
            Photo.objects.filter(organisation__in=own),
            *("collection__dataset__slug", "label", "sha256", "sent_at", "withdrawn_at"),
        ),
        "contributions": _rows(
            contributors,
            *("dataset__slug", "number", "contributions__version__number"),
            "contributions__row_count",
        ),
        "receipts": [consent.document(each, site) for each in receipts],
        "taken_from_us": _rows(Pull.objects.filter(version__in=versions), *pulls),
        "taken_by_us": _rows(Pull.objects.filter(Q(organisation__in=own) | Q(by=user)), *pulls),
        "asked_to_delete": _rows(
            Recall.objects.filter(Q(organisation__in=own) | Q(person=user)),
            *("version__dataset__slug", "version__number", "deleted_at"),
        ),
        "grants": _rows(
            Grant.objects.filter(Q(organisation__in=own) | Q(dataset__organisation__in=own)),
            *("dataset__slug", "organisation__name", "use", "purpose", "country", "state"),
            *("asked_at", "answered_at", "answer", "expires_at"),
        ),
    }


def _market(own: QuerySet[Organisation]) -> dict[str, Rows]:
    party = Q(operation__organisation__in=own) | Q(offer__developer__organisation__in=own)
    commitments = Commitment.objects.filter(party)
    return {
        "developer": _rows(
            Developer.objects.filter(organisation__in=own),
            *("summary", "tasks", "modalities", "devices", "sectors", "prefectures", "languages"),
            *("invoice_number", "person_month_cost", "label_cost", "capacity", "registered_at"),
        ),
        "offers": _rows(
            OfferVersion.objects.filter(offer__developer__organisation__in=own),
            *("offer__round__need__slug", "number", "fixed_cost", "unit_cost", "lowest_price"),
            *("delivered_on", "valid_until", "made_at"),
        ),
        "commitments": _rows(
            commitments,
            *("round__need__slug", "quantity", "price", "standing", "confirmed_at"),
            *("committed_at", "settled_at"),
        ),
        "ledger": _rows(
            Entry.objects.filter(commitment__in=commitments),
            *("commitment__round__need__slug", "kind", "amount", "at"),
        ),
    }


def files(user: User) -> Iterator[tuple[str, Path]]:
    """Give the photos that were sent, by name in the archive and place on disk."""
    own = organisations_of(user)
    for photo in Photo.objects.filter(organisation__in=own).select_related("collection__dataset"):
        yield f"photos/{photo.collection.dataset.slug}/{photo.pk}", photo.path
    for shown in NeedPhoto.objects.filter(need__posted_by__organisation__in=own).select_related(
        "need"
    ):
        yield (
            f"photos_of_needs/{shown.need.slug}/{shown.place + 1}.jpg",
            storage.fetched(shown.file_name),
        )


def _rows(found: QuerySet[Any], *fields: str) -> Rows:
    """Read a table; what stands behind a dot keeps its own name and that of its table."""
    rows = found.order_by("pk").values(*fields)
    return [{name.replace("__", "_"): value for name, value in row.items()} for row in rows]
