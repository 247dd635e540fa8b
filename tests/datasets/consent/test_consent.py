"""Who agreed to what, by which hand, and who sees it."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from datasets.consent import reads
from datasets.consent.actions import (
    NoMandate,
    NoTermsYet,
    agree,
    name_contributor,
    record_consent,
    withdraw,
)
from datasets.consent.models import Contribution, Contributor, Recall, Receipt, Withdrawal
from datasets.consent.vocabulary import Hand
from datasets.library.actions import NotYours
from datasets.library.models import Terms
from tests.factories import VersionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def version(cooperative):
    return VersionFactory(dataset__organisation=cooperative.organisation)


@pytest.fixture
def named(version):
    """Sato's rows in the co-operative's set, known by a name in its file alone."""
    Contributor.objects.numbered(version.dataset, ["佐藤さん"])
    found = Contributor.objects.get()
    Contribution.objects.create(version=version, contributor=found, row_count=12)
    return found


@pytest.fixture
def satos(named, satos_farm, tanaka):
    name_contributor(contributor=named, organisation=satos_farm.organisation, by=tanaka)
    named.refresh_from_db()
    return named


@pytest.fixture
def receipt(version, satos_farm, sato, now):
    return agree(
        dataset=version.dataset,
        organisation=satos_farm.organisation,
        terms=version.terms,
        by=sato,
        now=now,
    )


def test_a_receipt_keeps_the_words_as_they_were_shown(receipt, version, sato):
    assert (receipt.hand, receipt.recorded_by, receipt.language) == (Hand.SELF, sato, "ja")
    assert version.dataset.title in receipt.text
    assert version.terms.purpose in receipt.text
    assert receipt.purposes == ["SHARE", "TRAIN", "SELL"]


def test_the_same_words_are_agreed_to_once(receipt, version, satos_farm, sato, now):
    again = agree(
        dataset=version.dataset,
        organisation=satos_farm.organisation,
        terms=version.terms,
        by=sato,
        now=now,
    )

    assert again == receipt


def test_nobody_agrees_for_a_farm_that_is_not_theirs(version, satos_farm, suzuki, now):
    with pytest.raises(NotYours):
        agree(
            dataset=version.dataset,
            organisation=satos_farm.organisation,
            terms=version.terms,
            by=suzuki,
            now=now,
        )


def test_whoever_shares_writes_down_what_was_signed(named, tanaka, now):
    receipt = record_consent(
        contributor=named, hand=Hand.MINUTES, evidence="5月の総会", by=tanaka, now=now
    )

    assert (receipt.hand, receipt.evidence) == (Hand.MINUTES, "5月の総会")


def test_another_hand_says_what_it_rests_on(named, tanaka, now):
    with pytest.raises(ValidationError, match="根拠"):
        record_consent(contributor=named, hand=Hand.PAPER, evidence=" ", by=tanaka, now=now)


def test_a_mandate_must_be_in_force(satos, tanaka, now):
    with pytest.raises(NoMandate):
        record_consent(contributor=satos, hand=Hand.MANDATE, evidence="代理", by=tanaka, now=now)


def test_under_a_mandate_it_is_written_down(satos, satos_mandate, tanaka, now):
    receipt = record_consent(
        contributor=satos, hand=Hand.MANDATE, evidence="代理", by=tanaka, now=now
    )

    assert receipt.hand == Hand.MANDATE


@pytest.mark.parametrize("hand", [Hand.SELF, Hand.PAPER])
def test_nobody_else_writes_it_down(named, suzuki, tanaka, now, hand):
    by = tanaka if hand == Hand.SELF else suzuki

    with pytest.raises(NotYours):
        record_consent(contributor=named, hand=hand, evidence="紙", by=by, now=now)


def test_without_a_version_there_is_nothing_to_agree_to(version, named, tanaka, now):
    version.dataset.versions.all().delete()

    with pytest.raises(NoTermsYet):
        record_consent(contributor=named, hand=Hand.PAPER, evidence="紙", by=tanaka, now=now)


def test_who_it_is_is_said_once_and_by_the_owner_alone(named, satos_farm, suzuki, tanaka):
    words = {"contributor": named, "organisation": satos_farm.organisation}
    with pytest.raises(NotYours):
        name_contributor(**words, by=suzuki)

    name_contributor(**words, by=tanaka)

    with pytest.raises(NotYours):
        name_contributor(**words, by=tanaka)


# Pages and programs


def test_the_contributor_sees_keeps_and_takes_back(satos, receipt, sato, as_user, now):
    client = as_user(sato)

    page = client.get(reverse("own_consents")).content.decode()
    kept = client.get(reverse("receipt_as_json", args=[receipt.key]))
    before = client.get(reverse("withdraw_contribution", args=[satos.pk])).content.decode()
    client.post(reverse("withdraw_contribution", args=[satos.pk]))

    assert "12 rows or photos are yours" in page
    assert receipt.get_absolute_url() in page
    assert kept.json()["record_id"] == str(receipt.key)
    assert "attachment" in kept["Content-Disposition"]
    assert "The next version is made without it" in before
    assert Withdrawal.objects.get().contributor == satos
    assert "You took it back on" in client.get(reverse("own_consents")).content.decode()
    again = client.post(reverse("withdraw_contribution", args=[satos.pk]), follow=True)
    assert "taken back already" in again.content.decode()


def test_the_receipt_is_shown_to_both_sides_and_to_nobody_else(
    receipt, sato, tanaka, suzuki, suzukis_farm, nobu, as_user
):
    url = receipt.get_absolute_url()

    assert [as_user(user).get(url).status_code for user in (sato, tanaka)] == [200, 200]
    assert as_user(suzuki).get(url).status_code == 404
    assert as_user(nobu).get(reverse("own_consents")).status_code == 200


def test_a_receipt_by_program_is_the_same_document(receipt, sato, satos_farm, with_token, nobu):
    program = with_token(sato, satos_farm.organisation)

    (listed,) = program.get(reverse("api_receipts")).json()["results"]
    one = program.get(reverse("api_receipt", args=[receipt.key])).json()

    assert listed == one
    assert one["piiPrincipalId"].endswith("/1")
    assert one["consent_text"]["text"] == receipt.text


def test_parts_are_listed_and_taken_back_by_program(
    satos, sato, satos_farm, suzuki, suzukis_farm, with_token
):
    program = with_token(sato, satos_farm.organisation)
    url = reverse("api_withdraw", args=[satos.pk])

    (part,) = program.get(reverse("api_contributions")).json()["results"]

    assert (part["number"], part["row_count"], part["is_withdrawn"]) == (1, 12, False)
    assert with_token(suzuki, suzukis_farm.organisation).post(url).status_code == 404
    assert program.post(url).status_code == 202
    assert program.post(url).json()["code"] == "already_withdrawn"


def test_the_owner_sees_whose_rows_they_are_and_writes_down(
    named, tanaka, sato, satos_farm, as_user
):
    slug = named.dataset.slug
    client = as_user(tanaka)
    one = reverse("contributor", args=[slug, 1])

    assert "佐藤さん" in client.get(reverse("contributors", args=[slug])).content.decode()
    assert as_user(sato).get(reverse("contributors", args=[slug])).status_code == 404
    wrong = client.post(one, {"act": "consent", "hand": "PAPER", "evidence": ""})
    assert wrong.status_code == 422
    nobody = client.post(one, {"act": "name", "organisation": "nobody"})
    assert "Nobody here has this code." in nobody.content.decode()
    refused = client.post(one, {"act": "consent", "hand": "MANDATE", "evidence": "代理"})
    assert "You hold no mandate" in refused.content.decode()
    client.post(one, {"act": "name", "organisation": satos_farm.organisation.slug})
    client.post(one, {"act": "consent", "hand": "PAPER", "evidence": "5月12日の書面"})
    named.refresh_from_db()
    assert named.organisation == satos_farm.organisation
    assert Receipt.objects.get().evidence == "5月12日の書面"
    again = client.post(one, {"act": "name", "organisation": satos_farm.organisation.slug})
    assert again.status_code == 403


def test_lists_cost_the_same_with_one_and_with_thirty(satos, sato, tanaka, as_user, now):
    pages = [
        (as_user(sato), reverse("own_consents")),
        (as_user(tanaka), reverse("contributors", args=[satos.dataset.slug])),
    ]

    def costs():
        found = []
        for client, url in pages:
            with CaptureQueriesContext(connection) as queries:
                assert client.get(url).status_code == 200
            found.append(len(queries))
        return found

    agreed = reads.words(satos.dataset, Terms.objects.get())
    words = {"terms": Terms.objects.get(), "language": "ja", "purposes": ["SHARE"]}
    words |= {"hand": Hand.SELF, "recorded_by": sato, "agreed_at": now}
    Receipt.of_words(agreed, contributor=satos, **words).save()
    with_one = costs()
    for number in range(2, 31):
        version = VersionFactory(dataset__organisation=satos.dataset.organisation)
        other = Contributor.objects.create(
            dataset=satos.dataset, number=number, mark=f"{number}", organisation=satos.organisation
        )
        Contribution.objects.create(version=version, contributor=other, row_count=1)
        Receipt.of_words(agreed, contributor=other, **words).save()

    assert costs() == with_one


# Constraints


def test_rows_that_contradict_themselves_are_refused(
    named, satos_farm, receipt, tanaka, now, subtests
):
    withdrawal = withdraw(contributor=named, by=tanaka, now=now)
    version = VersionFactory(dataset=named.dataset, number=2)
    Recall.objects.create(withdrawal=withdrawal, person=tanaka, version=version)
    wrong = [
        ("numbered", Contributor(dataset=named.dataset, number=named.number, mark="x")),
        ("numbered_once", Contributor(dataset=named.dataset, number=9, mark=named.mark)),
        ("count_from_one", Contributor(dataset=named.dataset, number=0, mark="y")),
        ("has_a_row", Contribution(version=version, contributor=named, row_count=0)),
        ("waits_once", Withdrawal(contributor=named, asked_by=tanaka, asked_at=now)),
        ("called_back_once", Recall(withdrawal=withdrawal, person=tanaka, version=version)),
        (
            "says_by_whom",
            Recall(withdrawal=withdrawal, person=tanaka, version=version, deleted_at=now),
        ),
        ("holds_its_words", _copy(receipt, text="")),
        ("rests_on", _copy(receipt, hand=Hand.PAPER)),
        ("names_a_purpose", _copy(receipt, purposes=[])),
    ]
    for name, row in wrong:
        with subtests.test(name), pytest.raises(IntegrityError, match=name):
            _saved(row)


def _copy(receipt, **fields):
    copy = Receipt.objects.get(pk=receipt.pk)
    copy.pk, copy.key = None, Receipt().key
    for name, value in fields.items():
        setattr(copy, name, value)
    return copy


def _saved(row):
    from django.db import transaction

    with transaction.atomic():
        row.save()
