"""All that one entered can be taken along, and erased."""

import io
import json
import re
import zipfile
from datetime import timedelta

import pytest
from django.core import mail
from django.core.files.base import ContentFile
from django.db import IntegrityError
from django.urls import reverse

from datasets.consent.models import Contributor, Receipt
from datasets.intake.actions import share_dataset
from datasets.intake.tasks import take_in
from datasets.library.models import Version
from datasets.library.vocabulary import VersionState
from demand.answers.models import Answer
from demand.mandates.models import Mandate
from demand.needs.models import Need
from marketplace.accounts.models import Membership, Organisation, User
from marketplace.accounts.vocabulary import Role
from marketplace.belongings import tasks
from marketplace.belongings.actions import ask_for_export, close_account
from marketplace.belongings.actions.closing import NO_LONGER_HERE
from marketplace.belongings.models import Export
from tests.factories import AnswerFactory, NeedFactory, RefusalFactory, RemarkFactory

pytestmark = pytest.mark.django_db
SITE = "https://areba.example"


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def needs(satos_farm, suzukis_farm):
    """Two needs of Sato's: one that Suzuki has answered too, and one that nobody has."""
    answered = NeedFactory(posted_by=satos_farm, title="見回り")
    alone = NeedFactory(posted_by=satos_farm, title="だれも答えない")
    for operation, cap in ((satos_farm, 24_000), (suzukis_farm, 15_321)):
        AnswerFactory(need=answered, operation=operation, cap=cap)
    return answered, alone


@pytest.fixture
def shared(satos_farm, sato, now):
    upload = share_dataset(
        organisation=satos_farm.organisation, by=sato, now=now, title="葉", description="葉。",
        file=ContentFile(b"a,label\n1,x\n2,y\n3,x\n", "t.csv"), terms={"purpose": "見分け"},
    )  # fmt: skip
    take_in(upload.pk)
    return upload.version.dataset


@pytest.fixture
def proven(as_user, sato):
    """Sato, signed in, who has just written the code that was sent."""
    client = as_user(sato)
    client.post(reverse("send_code"))
    code = re.search(r"\d{4}-\d{4}", mail.outbox[-1].body).group()
    client.post(reverse("prove"), {"code": code})
    return client


def made(user, now):
    export = ask_for_export(user=user, site=SITE, now=now)
    tasks.make_export(export.pk)
    export.refresh_from_db()
    return export


def table(export, name):
    with zipfile.ZipFile(export.path) as archive:
        return json.loads(archive.read(f"{name}.json"))


# Taking it along


def test_an_archive_holds_what_one_entered_and_nothing_of_others(
    sato, satos_farm, suzukis_farm, needs, shared, now
):
    RemarkFactory(need=needs[0], author=sato)

    export = made(sato, now)

    assert [row["title"] for row in table(export, "needs")] == ["見回り", "だれも答えない"]
    assert [row["cap"] for row in table(export, "answers")] == [24_000]
    assert [row["title"] for row in table(export, "datasets")] == ["葉"]
    assert table(export, "receipts")[0]["record_id"] == str(Receipt.objects.get().key)
    assert len(table(export, "remarks")) == 1
    with zipfile.ZipFile(export.path) as archive:
        whole = b"".join(archive.read(name) for name in archive.namelist())
    assert suzukis_farm.organisation.slug.encode() not in whole
    assert b"15321" not in whole


def test_prices_from_before_a_new_slip_are_not_handed_out(sato, needs, now):
    User.objects.filter(pk=sato.pk).update(prices_since=now + timedelta(days=1))

    export = made(User.objects.get(pk=sato.pk), now)

    assert [row["cap"] for row in table(export, "answers")] == [None]


def test_it_is_made_once_at_a_time_and_twice_is_once(sato, now):
    first = ask_for_export(user=sato, site=SITE, now=now)

    assert ask_for_export(user=sato, site=SITE, now=now) == first
    tasks.make_export(first.pk)
    before = Export.objects.values().get()
    tasks.make_export(first.pk)
    assert Export.objects.values().get() == before


def test_it_is_kept_for_three_days(sato, now):
    export = made(sato, now)
    Export.objects.update(expires_at=now - timedelta(seconds=1))

    tasks.look_after_exports()

    assert not Export.objects.exists()
    assert not export.path.exists()


def test_only_whoever_has_proven_it_takes_it(proven, as_user, sato, suzuki, satos_farm, now):
    export = made(sato, now)
    url = reverse("take_export", args=[export.key])

    assert zipfile.ZipFile(io.BytesIO(proven.get(url).getvalue())).testzip() is None
    assert as_user(sato).get(url)["Location"] == reverse("belongings")
    assert as_user(suzuki).get(url).status_code == 404
    assert "Take the file" in proven.get(reverse("belongings")).content.decode()


def test_asking_for_it_takes_the_code_too(proven, as_user, sato):
    as_user(sato).post(reverse("ask_for_export"))
    assert not Export.objects.exists()

    proven.post(reverse("ask_for_export"))

    assert Export.objects.get().site == "http://testserver"


def test_a_code_is_tried_five_times(as_user, sato):
    client = as_user(sato)
    client.post(reverse("send_code"))

    tried = [client.post(reverse("prove"), {"code": "0"}).status_code for _each in range(6)]

    assert tried == [422, 422, 422, 422, 422, 302]


def test_whoever_has_a_slip_alone_says_its_number(as_user, ito, itos_farm, now):
    slip = ito.slip
    slip.choose_pin("7777", now)
    client = as_user(ito)

    wrong = client.post(reverse("prove"), {"code": "1111"})
    client.post(reverse("prove"), {"code": "7777"})

    assert wrong.status_code == 422
    assert client.get(reverse("close_account")).status_code == 200


def test_whoever_has_no_way_to_get_a_code_adds_an_address(as_user, nobu):
    User.objects.filter(pk=nobu.pk).update(email=None)
    client = as_user(nobu)

    client.post(reverse("send_code"))

    assert client.get(reverse("prove"))["Location"] == reverse("add_address")


# Closing


def test_it_says_before_what_goes_and_what_stays(proven, needs, satos_farm):
    shown = proven.get(reverse("close_account")).content.decode()

    assert satos_farm.organisation.name in shown
    assert "見回り" in shown
    assert "だれも答えない" not in shown


def test_closing_erases_who_it_was_and_keeps_what_others_rest_on(
    proven, sato, satos_farm, satos_mandate, needs, shared
):
    RefusalFactory(operation=satos_farm, reason="OTHER", note="わが家の事情")
    unsure = proven.post(reverse("close_account"))

    proven.post(reverse("close_account"), {"is_sure": "on"})

    answered, alone = Need.objects.order_by("id")[:2]
    sato.refresh_from_db()
    assert unsure.status_code == 422
    assert (sato.email, sato.phone, sato.name, sato.is_active) == (None, None, "", False)
    assert proven.get(reverse("me")).status_code == 302
    assert Organisation.objects.get(pk=satos_farm.organisation_id).name == NO_LONGER_HERE
    assert (answered.title, answered.hidden_at) == ("見回り", None)
    assert answered.closed_at
    assert (alone.title, bool(alone.hidden_at)) == (NO_LONGER_HERE, True)
    assert not Answer.objects.standing().filter(operation=satos_farm).exists()
    assert not Answer.objects.filter(note="わが家の事情").exists()
    assert not Mandate.objects.filter(revoked_at=None).exists()
    assert Version.objects.get().state == VersionState.WITHDRAWN
    assert Contributor.objects.get().name == ""
    assert Receipt.objects.exists()


def test_closing_twice_is_once(sato, satos_farm, needs, now):
    close_account(user=sato, now=now)
    before = list(Need.objects.values())

    close_account(user=sato, now=now + timedelta(days=1))

    assert list(Need.objects.values()) == before


def test_what_others_act_for_too_goes_on(sato, suzuki, satos_farm, needs, now):
    Membership.objects.create(user=suzuki, organisation=satos_farm.organisation, role=Role.STAFF)

    close_account(user=sato, now=now)

    assert Organisation.objects.get(pk=satos_farm.organisation_id).name == "佐藤いちご園"
    assert Answer.objects.standing().count() == 2
    assert list(satos_farm.organisation.members.all()) == [suzuki]


@pytest.mark.parametrize(
    ("fields", "name"),
    [({}, "an_export_is_made_once_at_a_time"), ({"byte_count": 5}, "export_made_has_its_size")],
)
def test_an_export_that_contradicts_itself_is_refused(sato, now, fields, name):
    if not fields:
        Export.objects.create(user=sato, site=SITE, expires_at=now)

    with pytest.raises(IntegrityError, match=name):
        Export.objects.create(user=sato, site=SITE, expires_at=now, **fields)
