"""A data set whose labels are sealed, and who would like to have them."""

import pytest

from datasets.intake.actions.sealing import seal
from datasets.intake.models import Upload
from datasets.intake.tasks import seal_labels, take_in
from datasets.library.actions import answer_grant, ask_for_grant
from datasets.library.models import Sealing
from datasets.library.vocabulary import Access, Use
from tests.datasets.intake.sealed_leaves import leaves, written


@pytest.fixture
def owner(sato):
    return sato


@pytest.fixture
def dataset(share):
    upload = share(written(leaves()), name="leaves.parquet", access=Access.GRANT)
    take_in(upload.pk)
    return upload.version.dataset


@pytest.fixture
def sealed(dataset, owner, now):
    """The data set after sealing, its next version published."""
    seal(dataset=dataset, share=0.3, by=owner, now=now)
    seal_labels(Sealing.objects.get().pk)
    take_in(Upload.objects.latest("id").pk)
    return dataset


@pytest.fixture
def granted(ada, adas_team, owner, now):
    """Let Ada take it: `granted(dataset)`."""

    def give(dataset):
        asked = ask_for_grant(
            dataset=dataset,
            organisation=adas_team.organisation,
            by=ada,
            now=now,
            use=Use.PRODUCT,
            purpose="葉の病気",
        )
        answer_grant(grant=asked, by=owner, now=now, is_given=True)

    return give


@pytest.fixture
def others(client, with_token, as_user, ada, adas_team, suzuki, suzukis_farm):
    """Everybody who is not the owner, by page and by program."""
    return {
        "stranger": [client],
        "developer": [with_token(ada, adas_team.organisation), as_user(ada)],
        "neighbour": [with_token(suzuki, suzukis_farm.organisation), as_user(suzuki)],
    }
