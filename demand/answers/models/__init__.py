"""Answers with their history, and what is published of them."""

from demand.answers.models.answer import PRICED, Answer, AnswerQuerySet, contributor
from demand.answers.models.demand import Demand, Publication
from demand.answers.models.loss import Loss
from demand.answers.models.revision import Revision
from demand.answers.models.trace import Appeal, Trace

__all__ = [
    "PRICED",
    "Answer",
    "AnswerQuerySet",
    "Appeal",
    "Demand",
    "Loss",
    "Publication",
    "Revision",
    "Trace",
    "contributor",
]
