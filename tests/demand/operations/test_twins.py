"""Two operations that are one: proposed, agreed by both, parted by either."""

import pytest
from django.db import IntegrityError, transaction

from demand.operations import actions
from demand.operations.models import Operation, Twins
from demand.operations.tasks import follow_changes, propose_twins
from marketplace.changes.models import Change
from tests.factories import OperationFactory, OrganisationFactory

pytestmark = pytest.mark.django_db

PHONE = "0285821234"


@pytest.fixture
def company(satos_farm, nobu):
    """The company of Sato's son, with the telephone of the house."""
    Operation.objects.filter(pk=satos_farm.pk).update(phone=PHONE)
    return OperationFactory(
        organisation__name="(株)サトウ農園", organisation__member=nobu, phone=PHONE
    )


@pytest.fixture
def twins(company):
    propose_twins(company.pk)
    return Twins.objects.get()


def merge(twins, *sides, now):
    for operation, by in sides:
        actions.agree_to_be_one(twins=twins, operation=operation, by=by, now=now)


def heads():
    return set(Operation.objects.values_list("pk", "head"))


def test_likenesses_are_proposed_once(company, satos_farm):
    for operation in (company, satos_farm, company):
        propose_twins(operation.pk)

    twins = Twins.objects.get()
    assert (twins.first, twins.second) == (satos_farm, company)
    assert twins.reasons == ["PHONE", "NAME", "PLACE"]
    assert twins.shows_names


def test_neighbours_are_not_proposed(satos_farm, suzukis_farm, moris_boat):
    for operation in (satos_farm, suzukis_farm, moris_boat):
        propose_twins(operation.pk)

    assert not Twins.objects.exists()


def test_samples_and_real_farms_are_never_proposed_as_one(satos_farm):
    sample = OperationFactory(organisation=OrganisationFactory(name="佐藤いちご園", is_sample=True))

    propose_twins(sample.pk)

    assert not Twins.objects.exists()


def test_an_operation_that_is_gone_is_passed_over():
    propose_twins(0)

    assert not Twins.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_registering_leads_to_a_proposal(satos_farm, nobu, settle):
    actions.register_operation(
        name="佐藤いちご園",
        by=nobu,
        sector="AGRICULTURE",
        products="いちご",
        prefecture="09",
        municipality="真岡市",
    )
    settle()

    follow_changes()

    assert Twins.objects.get().first == satos_farm


def test_one_yes_merges_nothing(twins, satos_farm, sato, now):
    merge(twins, (satos_farm, sato), now=now)

    assert not Twins.objects.merged().exists()
    assert all(head is None for _, head in heads())


def test_with_both_consents_they_have_one_head(twins, satos_farm, company, sato, nobu, now):
    merge(twins, (satos_farm, sato), (company, nobu), (company, nobu), now=now)

    merged = Twins.objects.merged().get()
    assert (merged.first_agreed_by, merged.second_agreed_by) == (sato, nobu)
    assert heads() == {(satos_farm.pk, satos_farm.pk), (company.pk, satos_farm.pk)}
    assert Change.objects.filter(noun="operation", kind="merged").count() == 2


@pytest.mark.parametrize("side", ["satos_farm", "company"])
def test_either_parts_them_again(twins, satos_farm, company, sato, nobu, side, now, request):
    before = heads()
    merge(twins, (satos_farm, sato), (company, nobu), now=now)
    operation = request.getfixturevalue(side)
    by = operation.organisation.members.get()

    actions.part_twins(twins=twins, operation=operation, by=by, now=now)

    assert heads() == before
    assert Twins.objects.get().ended_by == by


def test_declining_leaves_a_row_and_no_second_proposal(twins, company, nobu, now):
    actions.part_twins(twins=twins, operation=company, by=nobu, now=now)
    propose_twins(company.pk)

    assert Twins.objects.get().ended_at == now
    with pytest.raises(actions.AlreadyEnded):
        actions.agree_to_be_one(twins=twins, operation=company, by=nobu, now=now)


def test_what_was_declined_may_be_asked_anew(twins, satos_farm, company, sato, nobu, now):
    actions.part_twins(twins=twins, operation=company, by=nobu, now=now)

    anew = actions.propose_anew(twins=twins, operation=company, by=nobu, now=now)
    merge(anew, (satos_farm, sato), now=now)

    assert Twins.objects.merged().get().pk != twins.pk


def test_a_third_has_no_say(twins, suzukis_farm, suzuki, satos_farm, now):
    words = {"twins": twins, "by": suzuki, "now": now}
    for act in (actions.agree_to_be_one, actions.part_twins, actions.propose_anew):
        for operation in (suzukis_farm, satos_farm):
            with pytest.raises(actions.NotYourOperation):
                act(operation=operation, **words)


def test_three_that_hang_together_fall_apart_where_they_are_parted(
    twins, satos_farm, company, sato, nobu, now
):
    hamlet = OperationFactory(organisation__name="佐藤集落営農組合", phone=PHONE)
    by = hamlet.organisation.members.get()
    propose_twins(hamlet.pk)
    with_company = Twins.objects.get(first=company, second=hamlet)
    merge(twins, (satos_farm, sato), (company, nobu), now=now)
    merge(with_company, (company, nobu), (hamlet, by), now=now)
    assert {head for _, head in heads()} == {satos_farm.pk}

    actions.part_twins(twins=twins, operation=satos_farm, by=sato, now=now)

    assert heads() == {
        (satos_farm.pk, None),
        (company.pk, company.pk),
        (hamlet.pk, company.pk),
    }


def test_the_database_keeps_twins_to_their_rules(twins, satos_farm, company, sato, now):
    rows = Twins.objects.filter(pk=twins.pk)
    more = {"score": 1, "reasons": [], "shows_names": True, "proposed_at": now}
    for name, act in [
        ("once", lambda: Twins.objects.create(first=satos_farm, second=company, **more)),
        ("order", lambda: Twins.objects.create(first=company, second=satos_farm, **more)),
        ("share", lambda: rows.update(score=1.5)),
        ("first_agreed", lambda: rows.update(first_agreed_at=now)),
        ("second_agreed", lambda: rows.update(second_agreed_by=sato)),
        ("ended", lambda: rows.update(ended_by=sato)),
    ]:
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            act()
