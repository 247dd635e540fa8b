"""The cast: named people, so that a permission test reads like a sentence.

Sato grows strawberries in Tochigi, Suzuki is a neighbour, Mori keeps a set-net in
Iwate. Tanaka works for the co-operative in Moka. Ada builds models. Nobu has signed
in and belongs to nothing. Kana moderates.
"""

import pytest

from demand.operations.vocabulary import Prefecture, Sector
from tests.factories import DeveloperFactory, OperationFactory, UserFactory


def _farm(user, name, **fields):
    return OperationFactory(organisation__name=name, organisation__member=user, **fields)


@pytest.fixture
def sato(db):
    return UserFactory(email="sato@example.com", name="佐藤")


@pytest.fixture
def satos_farm(sato):
    return _farm(sato, "佐藤いちご園", products="いちご", prefecture=Prefecture.TOCHIGI)


@pytest.fixture
def suzuki(db):
    return UserFactory(email="suzuki@example.com", name="鈴木")


@pytest.fixture
def suzukis_farm(suzuki):
    return _farm(suzuki, "鈴木農園", products="いちご", prefecture=Prefecture.TOCHIGI)


@pytest.fixture
def mori(db):
    return UserFactory(email="mori@example.com", name="森")


@pytest.fixture
def moris_boat(mori):
    return _farm(
        mori, "森定置", sector=Sector.FISHERY, products="定置網", prefecture=Prefecture.IWATE
    )


@pytest.fixture
def tanaka(db):
    return UserFactory(email="tanaka@example.com", name="田中")


@pytest.fixture
def cooperative(tanaka):
    return _farm(tanaka, "はが野いちご組合", products="いちご", prefecture=Prefecture.TOCHIGI)


@pytest.fixture
def ada(db):
    return UserFactory(email="ada@example.com", name="Ada")


@pytest.fixture
def adas_team(ada):
    return DeveloperFactory(organisation__name="Ada Vision", organisation__member=ada)


@pytest.fixture
def nobu(db):
    return UserFactory(email="nobu@example.com", name="信")


@pytest.fixture
def kana(db):
    return UserFactory(email="kana@example.com", name="加奈", is_staff=True)
