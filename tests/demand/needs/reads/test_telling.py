"""What is told of a need alone, in words of either language."""

import pytest
from django.utils import translation

from demand.needs.models import Edit
from demand.needs.reads import telling as reads
from tests.factories import InstitutionNeedFactory, NeedFactory

pytestmark = pytest.mark.django_db


def test_a_need_is_put_into_english_whatever_the_language_of_the_page():
    with translation.override("ja"):
        said = reads.in_english(InstitutionNeedFactory(product="定置網", tasks=[]))

    assert said == (
        "A rule or procedure stands in the way in Tochigi, for 定置網 (agriculture). Good "
        "enough when right 8 times out of 10. No price is asked."
    )


@pytest.mark.parametrize(
    ("tasks", "japanese"),
    [
        (["PERCEPTION"], "正しい見分け: 10回のうち8回以上"),
        (["PLANNING"], "当たる予測: 10回のうち8回以上"),
        (["DOCUMENT"], "直さなくてよい欄: 10回のうち8回以上"),
        (["MANIPULATION"], "最初から最後まで続けてできた作業: 10回のうち8回以上"),
    ],
)
def test_what_is_counted_is_said_by_task(tasks, japanese):
    document = reads.acceptance_document(NeedFactory(tasks=tasks))

    assert document["statement"]["ja"] == japanese


def test_what_was_not_said_has_no_criterion():
    need = NeedFactory(acceptance_hits=None, acceptance_trials=None)

    assert reads.acceptance_document(need) is None


def test_where_nothing_may_go_wrong_no_number_of_trials_shows_it():
    need = NeedFactory(acceptance_hits=10, acceptance_trials=10)

    assert reads.proof_sentence(reads.acceptance(need)) == ""


def test_a_history_is_told_in_words():
    need = NeedFactory()
    Edit.objects.create(
        need=need,
        fields={
            "rungs": {"before": [1_000, 2_000], "after": [3_000]},
            "tasks": {"before": [], "after": ["PLANNING"]},
            "thing": {"before": "BOAT", "after": "HA"},
            "open_until": {"before": None, "after": "2027-03-31"},
        },
    )

    with translation.override("en"):
        [(_edit, altered)] = reads.history(need)

    assert [(one.before, one.after) for one in altered] == [
        ("¥1,000, ¥2,000", "¥3,000"),
        ("nothing", "forecast or plan"),
        ("boat", "ha"),
        ("nothing", "31 March 2027"),
    ]
