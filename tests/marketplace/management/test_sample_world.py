"""The sample world: believable, marked, and gone without a trace."""

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from datasets.intake.models import Upload
from datasets.intake.tasks import take_in
from datasets.library.models import Dataset, Terms
from demand.answers.models import Answer, Revision
from demand.details.models import Paper
from demand.mandates.models import Mandate, Minutes
from demand.needs.models import Need, Regulation
from demand.operations.models import Operation
from marketplace.accounts.models import Organisation, Slip, User
from marketplace.developers.models import Developer
from marketplace.management.samples import meetings
from marketplace.offers.models import Commitment, Offer
from tests.factories import NeedFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def sample_world(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    call_command("sample_world", verbosity=0)


def test_everything_in_it_is_marked(sample_world):
    assert Need.objects.filter(is_sample=True).count() == Need.objects.count() == 25
    assert not Organisation.objects.filter(is_sample=False).exists()
    assert not Dataset.objects.filter(is_sample=False).exists()
    assert Developer.objects.count() == 2


def test_no_rule_or_procedure_has_a_price(sample_world):
    assert not Answer.objects.filter(need__kind="INSTITUTION", cap__isnull=False).exists()


def test_some_needs_have_enough_prices_for_a_curve_and_some_have_not(sample_world):
    priced = [
        Answer.objects.filter(need=need).priced().count()
        for need in Need.objects.exclude(kind="INSTITUTION")
    ]

    assert max(priced) >= 5
    assert 0 < min(priced) < 5


def test_it_is_loaded_once_where_nobody_is_yet(sample_world):
    call_command("sample_world", "--if-empty", verbosity=0)

    assert Need.objects.count() == 25


def test_one_may_try_a_meeting_of_a_cooperative_with_slips_and_mandates(sample_world, client):
    staff = User.objects.get(email="sample-ichigo-union@areba.invalid")
    held = Mandate.objects.filter(agent=staff.organisations.get())
    assert held.in_force(timezone.localdate()).count() == 5
    assert held.filter(accepted_at=None).count() == 1
    assert Slip.objects.filter(organisation__is_sample=True).count() == 4
    entered = Answer.objects.filter(mandate__in=held)
    assert entered.count() == 3

    client.force_login(staff)

    for path in ("/mandates/", f"/needs/{entered[0].need.slug}/meeting/"):
        page = client.get(path).content.decode()
        assert "見本の組合員 大野" in page
    meetings.load([entered[0].need])
    assert (held.count(), entered.count(), Slip.objects.count()) == (6, 3, 4)


def test_it_never_loads_under_production_settings(settings):
    settings.PRODUCTION = True

    with pytest.raises(CommandError, match="never loads"):
        call_command("sample_world")


def test_one_command_removes_it_and_leaves_what_is_real(sample_world):
    for upload in Upload.objects.all():
        take_in(upload.pk)
    real = NeedFactory()

    call_command("remove_samples", verbosity=0)

    assert list(Need.objects.all()) == [real]
    assert list(Operation.objects.all()) == [real.posted_by]
    assert list(User.objects.all()) == list(real.posted_by.organisation.members.all())
    for gone in (
        Mandate,
        Minutes,
        Slip,
        Answer,
        Revision,
        Dataset,
        Terms,
        Upload,
        Developer,
        Regulation,
        Paper,
    ):
        assert not gone.objects.exists(), gone


def test_samples_leave_the_api_once_one_need_is_real(sample_world, in_english):
    assert len(in_english.get("/api/v1/needs/").json()["results"]) == 25

    real = NeedFactory()

    listed = in_english.get("/api/v1/needs/").json()["results"]
    assert [need["slug"] for need in listed] == [real.slug]


def test_two_sample_offers_were_opened_one_of_them_cleared_and_both_go_with_the_rest(sample_world):
    assert sorted(Offer.objects.values_list("state", flat=True)) == ["FAILED", "THRESHOLD_MET"]
    assert Commitment.objects.count() >= 3

    call_command("remove_samples", verbosity=0)

    assert not Offer.objects.exists()
    assert not Organisation.objects.exists()
