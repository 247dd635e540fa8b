"""Who owes what to whom. Areba holds no money: these are promises, to the yen."""

from collections.abc import Iterable
from datetime import datetime

from django.db import models
from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce, Now

from demand.needs.models import Need
from marketplace.accounts.models import Organisation, User
from marketplace.offers.models.commitments import Commitment
from marketplace.offers.vocabulary import Booking


class AccountQuerySet(models.QuerySet["Account"]):
    def open_for(self, need_id: int, organisation_ids: Iterable[int]) -> dict[int, "Account"]:
        """Open the accounts that are missing; give all of them by organisation. Two queries."""
        wanted = set(organisation_ids)
        self.bulk_create(
            [Account(need_id=need_id, organisation_id=each) for each in sorted(wanted)],
            ignore_conflicts=True,
        )
        kept = self.filter(need_id=need_id, organisation_id__in=wanted)
        return {account.organisation_id: account for account in kept}


class Account(models.Model):
    """What one organisation owes and is owed for one need."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    need = models.ForeignKey(Need, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(db_default=Now())

    objects = AccountQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "need"], name="an_organisation_has_one_account_a_need"
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation} for {self.need}"

    @property
    def balance(self) -> int:
        """What is owed to it, less what it owes. Units: yen with tax. Two queries."""
        owed = Entry.objects.filter(creditor=self).total()
        return owed - Entry.objects.filter(debtor=self).total()


class EntryQuerySet(models.QuerySet["Entry"]):
    def total(self) -> int:
        summed: int = self.aggregate(n=Coalesce(Sum("amount"), 0))["n"]
        return summed

    def book(
        self,
        commitments: Iterable[Commitment],
        kind: Booking,
        *,
        now: datetime,
        by: User | None = None,
    ) -> None:
        """Write down that buyers owe, or no longer owe, what their commitments come to."""
        written = [(each, each.amount) for each in commitments]
        self._book([(c, a) for c, a in written if a], kind, now, by)

    def reprice(self, differences: Iterable[tuple[Commitment, int]], *, now: datetime) -> None:
        """Write down by how much commitments came to more, or to less, than was booked."""
        self._book([(c, d) for c, d in differences if d], Booking.REPRICED, now, None)

    def _book(
        self,
        amounts: list[tuple[Commitment, int]],
        kind: Booking,
        now: datetime,
        by: User | None,
    ) -> None:
        if not amounts:
            return
        need_id = amounts[0][0].round.need_id
        parties = {
            each.pk: (each.operation.organisation_id, each.offer.developer.organisation_id)
            for each, _ in amounts
        }
        accounts = Account.objects.open_for(need_id, {p for pair in parties.values() for p in pair})
        self.bulk_create(
            Entry(
                commitment=each,
                kind=kind,
                amount=abs(amount),
                at=now,
                by=by,
                **_sides(accounts, *parties[each.pk], owes=_adds(kind) == (amount > 0)),
            )
            for each, amount in amounts
        )


def _adds(kind: Booking) -> bool:
    """Tell whether such an entry makes a buyer owe more."""
    return kind in (Booking.COMMITTED, Booking.REPRICED)


def _sides(
    accounts: dict[int, Account], buyer: int, seller: int, *, owes: bool
) -> dict[str, Account]:
    debtor, creditor = (buyer, seller) if owes else (seller, buyer)
    return {"debtor": accounts[debtor], "creditor": accounts[creditor]}


class Entry(models.Model):
    """One booking: the same amount on both sides, in one row, so that it always balances.

    Append-only: what no longer holds is booked the other way round. Units: yen with tax.
    """

    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=11, choices=Booking)
    debtor = models.ForeignKey(Account, models.PROTECT, related_name="+")
    creditor = models.ForeignKey(Account, models.PROTECT, related_name="+")
    amount = models.PositiveBigIntegerField()
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(db_default=Now())

    objects = EntryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["commitment", "kind"], name="a_commitment_is_booked_once_for_each_reason"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=Booking.values), name="entry_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0), name="entry_is_for_more_than_nothing"
            ),
            models.CheckConstraint(condition=~Q(debtor=F("creditor")), name="entry_has_two_sides"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.amount}: {self.commitment}"
