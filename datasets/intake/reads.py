"""How far an upload is."""

from django.db.models import QuerySet

from datasets.intake.models import Step, Upload
from marketplace.accounts.models import Organisation


def upload(slug: str, number: int, organisation: Organisation | None) -> QuerySet[Upload]:
    """Find an upload of one's own."""
    return Upload.objects.filter(
        version__dataset__slug=slug,
        version__number=number,
        version__dataset__organisation=organisation,
    ).select_related("version__dataset__organisation")


def steps(of: Upload) -> list[Step]:
    return list(of.steps.in_order())


def share_done(of: Upload) -> float:
    """Tell how far the whole is, 0–1, each step weighing the same."""
    taken = steps(of)
    return sum(step.progress_share for step in taken) / len(taken)
