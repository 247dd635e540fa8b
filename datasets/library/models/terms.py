"""What may be done with a version, and what is owed for it: acts, clauses, their hash."""

import json
from hashlib import sha256
from typing import Any

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from datasets.library import vocabulary
from datasets.library.arithmetic import odrl
from marketplace.accounts.models import User

# What one ticks or writes oneself.
ACTS = ("purpose", "may_train", "may_sell_models", "may_pass_on")
# What one chooses among sentences: the items of the guideline, with a heading, the choices
# and the usual one.
GUIDELINE: dict[str, tuple[Any, type[models.TextChoices], str]] = {
    "contract": (_("Kind of contract"), vocabulary.Contract, "PROVIDE"),
    "region": (_("Where"), vocabulary.Region, "ANYWHERE"),
    "derived": (_("What is made of it"), vocabulary.Derived, "TAKER"),
    "profit_share": (_("Share of profits"), vocabulary.ProfitShare, "NONE"),
    "liability": (_("Mistakes in it"), vocabulary.Liability, "AS_IS"),
    "duration": (_("For how long"), vocabulary.Duration, "SHARED"),
    "at_end": (_("At the end"), vocabulary.AtEnd, "DELETE"),
    "reports": (_("Reports on its use"), vocabulary.Reports, "NONE"),
    "breach": (_("Should it leak"), vocabulary.Breach, "NOW"),
    "notice": (_("Other terms"), vocabulary.Notice, "NEXT"),
    "secrets": (_("Persons and secrets"), vocabulary.Secrets, "NONE"),
}
CLAUSES = tuple(GUIDELINE)
# What terms say: hashed together, whoever left what unsaid.
TERMS = (*ACTS, *CLAUSES)


def _clause(name: str) -> Any:
    heading, choices, usual = GUIDELINE[name]
    return models.CharField(heading, max_length=8, choices=choices, default=usual, db_default=usual)


class Terms(models.Model):
    """What may be done with a version. Fixed once published.

    Source: the items that MAFF's guideline on AI and data contracts in agriculture asks to
    be agreed on (2020-03).
    """

    purpose = models.CharField(_("what for"), max_length=200)
    may_train = models.BooleanField(_("may train models with it"), default=True)
    may_sell_models = models.BooleanField(_("may sell the models"), default=True)
    may_pass_on = models.BooleanField(_("may pass the data on"), default=False)
    contract = _clause("contract")
    region = _clause("region")
    derived = _clause("derived")
    profit_share = _clause("profit_share")
    liability = _clause("liability")
    duration = _clause("duration")
    at_end = _clause("at_end")
    reports = _clause("reports")
    breach = _clause("breach")
    notice = _clause("notice")
    secrets = _clause("secrets")
    text_sha256 = models.CharField(max_length=64)
    agreed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    agreed_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(text_sha256__regex=r"^[0-9a-f]{64}$"), name="terms_have_their_hash"
            ),
            models.CheckConstraint(
                condition=Q(
                    **{f"{name}__in": each.values for name, (_h, each, _u) in GUIDELINE.items()}
                ),
                name="terms_say_what_is_known",
            ),
        ]

    def __str__(self) -> str:
        return self.purpose

    def as_odrl(self, *, target: str, assigner: str) -> dict[str, Any]:
        """Write them as a policy that machines read. `target` is the data set's address."""
        return odrl.policy(
            uid=f"{target}#terms-{self.text_sha256[:12]}",
            target=target,
            assigner=assigner,
            purpose=self.purpose,
            allowed=[act for act in odrl.ACTS if getattr(self, act)],
            clauses={clause: getattr(self, clause) for clause in CLAUSES},
            words={clause: str(sentence) for clause, sentence in self._clauses_in_words()},
        )

    @classmethod
    def agreed(cls, *, by: User, **said: Any) -> "Terms":
        """Make terms with the hash of all that was agreed to, what went unsaid as well."""
        terms = cls(agreed_by=by, **said)
        whole = {name: getattr(terms, name) for name in TERMS}
        words = json.dumps(whole, ensure_ascii=False, sort_keys=True)
        terms.text_sha256 = sha256(words.encode()).hexdigest()
        return terms

    def in_words(self) -> list[tuple[str, str]]:
        """Say each item in the reader's language: its heading, and a sentence."""
        acts = [
            (
                gettext("Training models"),
                gettext("Models may be trained with it.")
                if self.may_train
                else gettext("No models may be trained with it."),
            ),
            (
                gettext("Selling models"),
                gettext("Such models may be sold.")
                if self.may_sell_models
                else gettext("Such models may not be sold."),
            ),
            (
                gettext("Third parties"),
                gettext("The data may be passed on to others.")
                if self.may_pass_on
                else gettext("The data may not be passed on to others."),
            ),
        ]
        clauses = [
            (str(GUIDELINE[clause][0]), str(sentence))
            for clause, sentence in self._clauses_in_words()
        ]
        return [(gettext("What for"), self.purpose), *acts, *clauses]

    def _clauses_in_words(self) -> list[tuple[str, Any]]:
        return [(clause, getattr(self, f"get_{clause}_display")()) for clause in CLAUSES]
