"""Where an offer and a commitment stand, and by which measure quality is promised."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Metric(models.TextChoices):
    ACCURACY = "ACCURACY", _("right answers out of all")
    FIELD_TRIAL = "FIELD_TRIAL", _("right out of all tries in a field trial")
    MACRO_F1 = "MACRO_F1", _("macro F1")
    MAP_50 = "MAP_50", _("mAP at IoU 0.5")
    RECALL = "RECALL", _("recall at the agreed precision")
    RMSE = "RMSE", _("root mean square error")
    MAE = "MAE", _("mean absolute error")


# These say how often it is right, as farmers ask for it.
SHARES_RIGHT = (Metric.ACCURACY, Metric.FIELD_TRIAL)
# Of these the less, the better, and they may exceed one.
ERRORS = (Metric.RMSE, Metric.MAE)


# These are measured on sealed labels, where the promise names some.
ON_LABELS = tuple(each for each in Metric if each != Metric.FIELD_TRIAL)


class EvaluationState(models.TextChoices):
    """Where predictions for sealed rows stand."""

    WAITING = "WAITING", _("being scored")
    SCORED = "SCORED", _("scored")
    REFUSED = "REFUSED", _("could not be scored: labels and measure do not fit")


# Why predictions cannot be taken, by the word that arithmetic gives.
UNREADABLE = {
    "encoding": _("Save the file as UTF-8."),
    "line": _("Line %(where)s cannot be read."),
    "id": _("Line %(where)s has no sealed_id."),
    "prediction": _("Line %(where)s has no prediction."),
    "score": _("Line %(where)s has a score that is no number."),
    "scores": _("Give a score for each row, or for none."),
    "unknown": _("There is no sealed row %(where)s."),
    "box": _(
        "Line %(where)s has no box: x, y, width and height are pixels from the upper left corner."
    ),
    "twice": _("Row %(where)s is there twice."),
    "missing": _("Row %(where)s is missing: each sealed row needs a prediction."),
}


class State(models.TextChoices):
    """Where an offer stands. Until the hour only its maker knows any of it."""

    DRAFT = "DRAFT", _("Draft")
    OPEN = "OPEN", _("Handed in, sealed until the hour")
    THRESHOLD_MET = "THRESHOLD_MET", _("Enough buy; thinking it over")
    MATCHED = "MATCHED", _("Agreed")
    BUILDING = "BUILDING", _("Being built")
    ACCEPTANCE = "ACCEPTANCE", _("Delivered, being tried")
    ACCEPTED = "ACCEPTED", _("Accepted")
    FAILED = "FAILED", _("Did not succeed")
    EXPIRED = "EXPIRED", _("The day went by")
    DISPUTED = "DISPUTED", _("Disputed")


NEXT = {
    State.DRAFT: {State.OPEN, State.EXPIRED},
    State.OPEN: {State.DRAFT, State.THRESHOLD_MET, State.FAILED, State.EXPIRED},
    State.THRESHOLD_MET: {State.MATCHED, State.FAILED},
    State.MATCHED: {State.BUILDING, State.EXPIRED, State.DISPUTED},
    State.BUILDING: {State.ACCEPTANCE, State.EXPIRED, State.DISPUTED},
    State.ACCEPTANCE: {State.ACCEPTED, State.FAILED, State.EXPIRED, State.DISPUTED},
    State.ACCEPTED: {State.DISPUTED},
    State.FAILED: {State.DISPUTED},
    State.EXPIRED: {State.DISPUTED},
    # Back to where it stood, when whoever disputed is content.
    State.DISPUTED: set(State),
}
# Commitments rest on these.
AGREED = (State.MATCHED, State.BUILDING, State.ACCEPTANCE)
# These take a developer's hands.
RUNNING = (State.THRESHOLD_MET, *AGREED)
SEALED = (State.DRAFT, State.OPEN)


class Standing(models.TextChoices):
    """Where one commitment stands."""

    COOLING = "COOLING", _("Being thought over")
    FIRM = "FIRM", _("Firm: paid once the promised quality is measured")
    DUE = "DUE", _("Accepted: to be paid")
    HONOURED = "HONOURED", _("Paid")
    STEPPED_OUT = "STEPPED_OUT", _("Stepped out")
    RELEASED = "RELEASED", _("Released")


STILL_HELD = (Standing.COOLING, Standing.FIRM, Standing.DUE)


class Booking(models.TextChoices):
    """Why an entry stands in the ledger."""

    COMMITTED = "COMMITTED", _("committed")
    STEPPED_OUT = "STEPPED_OUT", _("stepped out")
    RELEASED = "RELEASED", _("released")
    REPRICED = "REPRICED", _("price after the cooling-off")
    HONOURED = "HONOURED", _("paid between the parties")


class Notice(models.TextChoices):
    """What a party is reminded of, each once."""

    OPENED = "OPENED", _("an offer met your conditions")
    THREE_DAYS = "THREE_DAYS", _("three days are left")
    LAST_DAY = "LAST_DAY", _("the last day")
