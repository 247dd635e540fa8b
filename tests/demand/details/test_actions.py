"""What a poster says more exactly, and who may not."""

import io

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from PIL import Image

from demand.details import actions
from demand.details.actions import (
    Description,
    add_photo,
    describe,
    name_entry,
    photos,
    remove_photo,
)
from demand.details.models import Filing, Paper, Photo
from demand.details.vocabulary import Holder
from demand.needs.models import Regulation
from demand.operations.actions import NotYourOperation
from demand.talk.actions.speaking import AuthorIsBlocked
from demand.talk.models import Standing
from demand.talk.vocabulary import Trust
from marketplace.changes.models import Change
from tests.factories import NeedFactory

pytestmark = pytest.mark.django_db

WALK = {
    "name": "見回り", "minutes": 40, "times": 150,
    "seniority": "SENIOR", "actor": "MACHINE", "blocker": "TELLING",
}  # fmt: skip
REPORT = {"name": "漁獲報告", "office": "県庁", "filings": 240, "minutes": 25}
RULE = {"title": "ブイの許可", "text_number": "", "level": "PRACTICE", "owner": "県庁"}


@pytest.fixture
def need(satos_farm):
    return NeedFactory(posted_by=satos_farm)


@pytest.fixture
def say(sato, now):
    def speak(need, by=None, **parts):
        description = Description(**{"detail": {}} | parts)
        return describe(need=need, description=description, by=by or sato, now=now)

    return speak


def test_what_was_said_before_is_replaced_whole(need, say):
    say(need, detail={"autonomy": "H2", "watts": 50}, steps=[WALK, WALK], filings=[REPORT])

    say(need, detail={"device": "PHONE"}, steps=[WALK | {"name": "薬かけ"}])

    need.refresh_from_db()
    assert (need.detail.autonomy, need.detail.watts, need.detail.device) == ("", None, "PHONE")
    assert [step.name for step in need.work_steps.all()] == ["薬かけ"]
    assert not need.filings.exists()
    assert Change.objects.filter(noun="need", key=need.pk, kind="described").count() == 2


def test_suzuki_says_nothing_of_satos_need(need, say, suzuki, suzukis_farm):
    with pytest.raises(NotYourOperation):
        say(need, by=suzuki, detail={"autonomy": "H1"})


@pytest.mark.parametrize(
    "parts",
    [{"detail": {"autonomy": "H9"}}, {"steps": [WALK, WALK | {"minutes": 0}]}],
)
def test_what_breaks_a_rule_is_refused_in_words_and_changes_nothing(need, say, parts):
    say(need, steps=[WALK])

    with pytest.raises(ValidationError):
        say(need, **parts)

    assert need.work_steps.count() == 1


def test_two_needs_name_one_paper_and_one_regulation(need, say, satos_farm):
    other = NeedFactory(posted_by=satos_farm)

    for each in (need, other):
        say(each, filings=[REPORT, REPORT | {"minutes": 30}], regulations=[RULE])

    assert Paper.objects.count() == Regulation.objects.count() == 1
    assert Regulation.objects.get().needs.count() == 2
    assert set(Filing.objects.values_list("minutes", flat=True)) == {30}


def test_a_title_without_number_means_the_regulation_of_that_title(need, say):
    known = Regulation.objects.create(**RULE | {"text_number": "第3条"})

    say(need, regulations=[RULE])
    assert need.regulations.get() == known

    say(need, regulations=[RULE | {"text_number": "第4条"}])
    assert need.regulations.get() != known


def test_a_photo_is_kept_without_its_position(need, sato, now, photo_file):
    photo = add_photo(need=need, upload=photo_file(), by=sato, now=now)

    with default_storage.open(photo.file_name) as kept:
        content = kept.read()
    assert (photo.width, photo.height) == (48, 64)
    assert b"Secret" not in content
    with Image.open(io.BytesIO(content)) as picture:
        assert not picture.getexif()


@pytest.mark.parametrize(
    "content", [b"", b"GIF89a", b"<svg/>", b"\xff\xd8\xff\xe0 not a photo", b"%PDF-1.7"]
)
def test_what_is_no_photo_is_refused_and_leaves_nothing(need, sato, now, photo_file, content):
    with pytest.raises(actions.NoSuchPhoto):
        add_photo(need=need, upload=photo_file(content or b"\0"), by=sato, now=now)

    assert not Photo.objects.exists()
    assert not default_storage.exists("photos")


def test_a_photo_beyond_the_bytes_or_the_pixels_is_refused(
    need, sato, now, photo_file, monkeypatch
):
    bomb = io.BytesIO()
    Image.new("1", (10_000, 10_000)).save(bomb, "PNG")
    with pytest.raises(actions.PhotoIsTooLarge):
        add_photo(need=need, upload=photo_file(bomb.getvalue()), by=sato, now=now)

    monkeypatch.setattr(photos, "MOST_PHOTO_BYTES", 100)
    with pytest.raises(actions.PhotoIsTooLarge):
        add_photo(need=need, upload=photo_file(), by=sato, now=now)


def test_the_sixth_photo_is_refused_and_a_free_place_is_taken(need, sato, now, photo_file):
    for place in range(5):
        Photo.objects.create(need=need, place=place, width=1, height=1)
    with pytest.raises(actions.TooManyPhotos):
        add_photo(need=need, upload=photo_file(), by=sato, now=now)
    need.photos.get(place=2).delete()

    assert add_photo(need=need, upload=photo_file(), by=sato, now=now).place == 2


def test_a_place_taken_at_the_same_moment_gives_way_to_the_next(
    need, sato, now, photo_file, monkeypatch
):
    Photo.objects.create(need=need, place=0, width=1, height=1)
    # The first look finds the place free, as it does just before the other one comes.
    seen, free = iter([0]), photos._free_place
    monkeypatch.setattr(
        photos,
        "_free_place",
        lambda need: found if (found := next(seen, None)) == 0 else free(need),
    )

    assert add_photo(need=need, upload=photo_file(), by=sato, now=now).place == 1


def test_nobody_else_adds_or_takes_away_a_photo(need, sato, suzuki, now, photo_file):
    with pytest.raises(NotYourOperation):
        add_photo(need=need, upload=photo_file(), by=suzuki, now=now)
    photo = add_photo(need=need, upload=photo_file(), by=sato, now=now)

    with pytest.raises(NotYourOperation):
        remove_photo(photo=photo, by=suzuki)


def test_a_photo_taken_away_takes_its_file_along(
    need, sato, now, photo_file, django_capture_on_commit_callbacks
):
    photo = add_photo(need=need, upload=photo_file(), by=sato, now=now)

    with django_capture_on_commit_callbacks(execute=True):
        remove_photo(photo=photo, by=sato)

    assert not Photo.objects.exists()
    assert not default_storage.exists(photo.file_name)


def test_where_no_row_is_kept_no_file_is(need, sato, now, photo_file, monkeypatch):
    def fail(photo):
        raise RuntimeError

    monkeypatch.setattr(photos, "_keep", fail)

    with pytest.raises(RuntimeError):
        add_photo(need=need, upload=photo_file(), by=sato, now=now)

    assert default_storage.listdir("photos") == ([], [])


def test_who_files_a_paper_says_who_holds_its_fields(need, say, sato, satos_farm, suzuki):
    say(need, filings=[REPORT])
    paper = Paper.objects.get()
    words = {"paper": paper, "name": "船名", "holder": Holder.SAME_OFFICE}

    name_entry(operation=satos_farm, by=sato, **words)

    assert paper.entries.get().holder == Holder.SAME_OFFICE
    with pytest.raises(ValidationError):
        name_entry(operation=satos_farm, by=sato, **words)
    with pytest.raises(NotYourOperation):
        name_entry(operation=satos_farm, by=suzuki, **words | {"name": "港"})


def test_who_does_not_file_a_paper_says_nothing_of_it(need, say, suzuki, suzukis_farm):
    say(need, filings=[REPORT])

    with pytest.raises(NotYourOperation):
        name_entry(
            paper=Paper.objects.get(),
            operation=suzukis_farm,
            by=suzuki,
            name="船名",
            holder=Holder.NOBODY,
        )


def test_a_blocked_author_adds_nothing_and_may_still_take_away(
    need, say, sato, satos_farm, now, photo_file
):
    say(need, filings=[REPORT])
    photo = add_photo(need=need, upload=photo_file(), by=sato, now=now)
    paper = Paper.objects.get()
    Standing.objects.create(user=sato, trust=Trust.BLOCKED)

    with pytest.raises(AuthorIsBlocked):
        say(need, steps=[WALK])
    with pytest.raises(AuthorIsBlocked):
        add_photo(need=need, upload=photo_file(), by=sato, now=now)
    with pytest.raises(AuthorIsBlocked):
        name_entry(paper=paper, operation=satos_farm, by=sato, name="港", holder=Holder.NOBODY)

    remove_photo(photo=photo, by=sato)
    assert (need.work_steps.count(), need.photos.count(), paper.entries.count()) == (0, 0, 0)
