"""What the database lets in, and what it refuses."""

import json
from hashlib import sha256

import pytest
from django.db import IntegrityError
from django.utils import timezone

from datasets.library.models import Dataset, File, Terms, Version
from datasets.library.models.terms import GUIDELINE
from datasets.library.vocabulary import Access, FileRole, VersionState
from tests.factories import DatasetFactory, TermsFactory, VersionFactory

pytestmark = pytest.mark.django_db

HASH = sha256(b"x").hexdigest()


@pytest.mark.parametrize("access", Access.values)
def test_a_known_access_is_let_in(access):
    assert DatasetFactory(access=access).pk


def test_an_access_nobody_knows_is_refused():
    with pytest.raises(IntegrityError, match="dataset_access_is_known"):
        DatasetFactory(access="ALL")


@pytest.mark.parametrize("field", ["title", "description"])
def test_a_dataset_that_does_not_say_what_it_is_is_refused(field):
    with pytest.raises(IntegrityError, match="dataset_says_what_it_is"):
        DatasetFactory(**{field: ""})


def test_terms_with_a_hash_are_let_in():
    assert TermsFactory(text_sha256=HASH).pk


@pytest.mark.parametrize("digest", ["", "abc", HASH.upper(), HASH[:-1] + "g"])
def test_terms_without_a_hash_are_refused(digest):
    with pytest.raises(IntegrityError, match="terms_have_their_hash"):
        TermsFactory(text_sha256=digest)


def test_equal_acts_have_equal_hashes_and_another_act_another(sato):
    acts = {"purpose": "病害の見分け", "may_train": True}

    one, same, other = (
        Terms.agreed(by=sato, **each) for each in (acts, dict(acts), acts | {"may_train": False})
    )

    assert one.text_sha256 == same.text_sha256 != other.text_sha256


def test_an_act_left_unsaid_is_agreed_to_and_hashed_as_well(sato):
    said = {"purpose": "研究", "may_train": True, "may_sell_models": True, "may_pass_on": False}
    said |= {clause: usual for clause, (_heading, _choices, usual) in GUIDELINE.items()}

    assert Terms.agreed(by=sato, purpose="研究").text_sha256 == (
        sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
    )


def test_a_draft_and_a_published_version_are_let_in():
    dataset = DatasetFactory()

    VersionFactory(dataset=dataset, number=1)
    VersionFactory(dataset=dataset, number=2, draft=True)

    assert list(dataset.versions.published().values_list("number", flat=True)) == [1]


@pytest.mark.parametrize(
    "lacking", [{"sha256": ""}, {"sha256": "x"}, {"published_at": None}, {"row_count": None}]
)
def test_a_published_version_without_hash_time_or_rows_is_refused(lacking):
    with pytest.raises(IntegrityError, match="version_published_has_its_hash_and_rows"):
        VersionFactory(**lacking)


@pytest.mark.parametrize("early", [{"sha256": HASH}, {"published_at": timezone.now()}])
def test_a_draft_with_a_hash_or_a_time_is_refused(early):
    with pytest.raises(IntegrityError, match="version_published_has_its_hash_and_rows"):
        VersionFactory(**{"draft": True, **early})


def test_two_versions_with_one_number_are_refused():
    version = VersionFactory()

    with pytest.raises(IntegrityError, match="versions_of_a_dataset_are_numbered"):
        VersionFactory(dataset=version.dataset, number=version.number)


def test_two_datasets_may_both_have_a_first_version():
    VersionFactory()
    VersionFactory()

    assert Version.objects.filter(number=1, state=VersionState.PUBLISHED).count() == 2


def file_of(version, **fields):
    return File.objects.create(
        **{"version": version, "role": "TABLE", "name": "t", "byte_count": 1, "sha256": HASH}
        | fields
    )


@pytest.mark.parametrize("role", FileRole.values)
def test_a_file_of_a_known_role_is_let_in(role):
    assert file_of(VersionFactory(), role=role).pk


@pytest.mark.parametrize(
    ("wrong", "constraint"),
    [
        ({"role": "COPY"}, "file_role_is_known"),
        ({"sha256": "x"}, "file_has_its_hash"),
        ({"byte_count": -1}, "byte_count"),
    ],
)
def test_a_file_of_no_role_or_hash_is_refused(wrong, constraint):
    with pytest.raises(IntegrityError, match=constraint):
        file_of(VersionFactory(), **wrong)


def test_two_files_of_one_role_and_name_are_refused():
    version = VersionFactory()
    file_of(version)
    file_of(version, role=FileRole.ORIGINAL)

    with pytest.raises(IntegrityError, match="files_have_names"):
        file_of(version)


def test_an_original_lies_in_quarantine_and_a_table_with_its_version(media):
    version = VersionFactory()

    assert file_of(version, role="ORIGINAL").path == media / "quarantine" / HASH[:2] / HASH
    folder = media / "datasets" / version.dataset.slug / "1"
    assert file_of(version).path == folder / f"table-{HASH}"


def test_a_table_from_before_keys_held_a_hash_is_still_found(media):
    file = file_of(VersionFactory())
    before = file.version.folder / "table"
    before.write_bytes(b"as it was")

    assert file.path == before

    (file.version.folder / f"table-{HASH}").write_bytes(b"as it is")
    assert file.path.read_bytes() == b"as it is"


def test_strangers_see_what_is_open_and_published_the_owner_everything(satos_farm):
    owner = satos_farm.organisation
    is_open = VersionFactory(dataset__organisation=owner).dataset
    hidden = VersionFactory(dataset__organisation=owner, dataset__access=Access.OWNER).dataset
    draft = VersionFactory(dataset__organisation=owner, draft=True).dataset

    assert list(Dataset.objects.visible_to(None)) == [is_open]
    assert set(Dataset.objects.visible_to(owner)) == {is_open, hidden, draft}


def test_samples_are_left_out_as_soon_as_one_is_real():
    sample = DatasetFactory(is_sample=True)
    assert list(Dataset.objects.real_if_any()) == [sample]

    real = DatasetFactory()

    assert list(Dataset.objects.real_if_any()) == [real]
