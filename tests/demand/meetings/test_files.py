"""Files of answers: every row's fault in words, then all or nothing, and one row each."""

import codecs
import csv
import io
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from demand.answers.models import Answer, Revision
from demand.answers.vocabulary import Level
from demand.mandates.actions import NotYourMandate, revoke_mandate
from demand.meetings import actions, reads
from demand.meetings.forms import dry_run
from demand.meetings.models import AnswerFile
from tests.factories import AnswerFactory, InstitutionNeedFactory, MandateFactory, OperationFactory

pytestmark = pytest.mark.django_db
HEADER = "コード,名前,市町村,上限（円・税込）,数量,本気度,確信度,理由,ひとこと"


@pytest.fixture
def sent(need, cooperative, tanaka, now, satos_mandate, itos_mandate):
    """Send a file: `sent("佐藤いちご園,…")` gives what it would do."""

    def send(*lines, header=HEADER, encoding="utf-8", to=need):
        content = "\n".join([header, *lines]).encode(encoding)
        file = SimpleUploadedFile("答え.csv", content)
        agent = cooperative.organisation
        kept = actions.read_file(need=to, agent=agent, by=tanaka, now=now, file=file)
        return kept, dry_run(kept, reads.seats(agent, to, on=timezone.localdate(now)))

    return send


def enter(sent_file, tried, tanaka, now):
    return actions.enter_file(answer_file=sent_file, entries=tried.entries, by=tanaka, now=now)


def test_rows_as_people_write_them_are_entered(sent, tanaka, now, satos_farm, itos_farm):
    kept, tried = sent(
        f"{satos_farm.organisation.slug.upper()},,,１万５千円,25a,買う,８,,ぜひ",
        "　,伊藤農園,真岡市,,,買わない,,手間,",
        encoding="cp932",
    )
    assert tried.problems == []

    assert enter(kept, tried, tanaka, now) == 2

    satos, itos = (Answer.objects.get(operation=farm) for farm in (satos_farm, itos_farm))
    assert (satos.cap, str(satos.quantity), satos.certainty) == (15_000, "2.50", 8)
    assert (itos.level, itos.reason) == (Level.REFUSES, "LABOUR")
    kept.refresh_from_db()
    assert (kept.rows, kept.entered_count) == (None, 2)


def test_every_fault_is_told_with_its_row_and_column(sent, satos_farm):
    _kept, tried = sent(
        ",佐藤いちご園,真岡市,たくさん,x,たぶん,11,,",
        "nosuchcode,,,8000,,,,,",
        ",知らない農園,,8000,,,,,",
        ",,,8000,,,,,",
        ",佐藤いちご園,宇都宮市,8000,,,,,",
        ",伊藤農園,,8000,,買わない,,,",
        ",伊藤農園,,8000,,買う,,価格,",
    )

    told = {(problem.row, str(problem.column)) for problem in tried.problems}

    # The names of the columns are those of the template, in the language of the page.
    assert {row for row, _column in told} == {2, 3, 4, 5, 6, 7, 8}
    assert len([1 for row, _column in told if row == 2]) == 4
    assert all("Constraint" not in problem.sentence for problem in tried.problems)


def test_a_file_with_a_fault_enters_nothing(client, sent, need, tanaka):
    kept, tried = sent(",佐藤いちご園,,8000,,,,,", ",誰,,8000,,,,,")
    client.force_login(tanaka)

    answer = client.post(f"/needs/{need.slug}/files/{kept.pk}/")

    assert (len(tried.entries), answer.status_code) == (1, 422)
    assert not Answer.objects.exists()


def test_the_same_member_twice_is_a_fault(sent):
    _kept, tried = sent(",佐藤いちご園,,8000,,,,,", ",佐藤いちご園,,9000,,,,,")

    assert [problem.row for problem in tried.problems] == [3]
    assert "2" in tried.problems[0].sentence


def test_two_members_of_one_name_are_told_apart_by_place_or_code(sent, cooperative, satos_farm):
    twin = OperationFactory(organisation__name="佐藤いちご園", municipality="益子町")
    MandateFactory(operation=twin, agent=cooperative.organisation)

    _kept, tried = sent(
        ",佐藤いちご園,,8000,,,,,",
        ",佐藤いちご園,益子町,8000,,,,,",
        f"{satos_farm.organisation.slug},佐藤いちご園,,9000,,,,,",
    )

    assert [problem.row for problem in tried.problems] == [2]
    assert [entry.mandate.operation for entry in tried.entries] == [twin, satos_farm]


def test_a_row_of_whoever_has_answered_alone_is_a_fault_without_the_price(
    sent, need, satos_farm, sato
):
    AnswerFactory(need=need, operation=satos_farm, answered_by=sato, cap=23_456)

    _kept, tried = sent(",佐藤いちご園,,8000,,,,,")

    assert [problem.row for problem in tried.problems] == [2]
    assert "23" not in tried.problems[0].sentence


def test_rows_that_name_somebody_and_say_nothing_are_passed_over(sent):
    _kept, tried = sent(",佐藤いちご園,真岡市,,,,,,", ",伊藤農園,,8000,,,,,")

    assert (len(tried.entries), tried.passed_over, tried.problems) == (1, 1, [])


def test_a_rule_asks_hours_instead_of_a_price(sent, tanaka, now, satos_farm):
    rule = InstitutionNeedFactory()
    kept, tried = sent(",佐藤いちご園,４０,30万円", header="コード,名前,失う時間,失う売上", to=rule)

    enter(kept, tried, tanaka, now)

    answer = Answer.objects.get(operation=satos_farm)
    assert (answer.hours_lost, answer.sales_lost, answer.cap) == (40, 300_000, None)


def test_one_row_that_cannot_be_entered_any_more_undoes_the_whole_file(
    sent, tanaka, sato, now, satos_mandate
):
    kept, tried = sent(",伊藤農園,,8000,,,,,", ",佐藤いちご園,,8000,,,,,")
    revoke_mandate(mandate=satos_mandate, by=sato, now=now)

    with pytest.raises(actions.RowRefused) as refusal:
        enter(kept, tried, tanaka, now)

    assert refusal.value.row == 3
    assert not Answer.objects.exists()


def test_a_second_press_enters_nothing_more(sent, tanaka, now):
    kept, tried = sent(",佐藤いちご園,,8000,,,,,")

    assert [enter(kept, tried, tanaka, now) for _ in range(2)] == [1, 1]
    assert Revision.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_same_file_twice_at_once_gives_one_row_each(sent, tanaka, now):
    lines = (",佐藤いちご園,,8000,,,,,", ",伊藤農園,,9000,,,,,")
    both = [sent(*lines), sent(*reversed(lines))]
    ready, entered = Barrier(2), []

    def once(kept, tried):
        ready.wait()
        try:
            entered.append(enter(kept, tried, tanaka, now))
        finally:
            connection.close()

    threads = [Thread(target=once, args=each) for each in both]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert entered == [2, 2]
    assert Answer.objects.count() == Revision.objects.count() == 2


def test_prices_that_are_left_lying_go_after_a_day(sent, now):
    kept, _tried = sent(",佐藤いちご園,,8000,,,,,")
    AnswerFile.objects.update(uploaded_at=now - timedelta(days=2))

    sent(",佐藤いちご園,,8000,,,,,")

    assert not AnswerFile.objects.filter(pk=kept.pk).exists()


def test_only_the_staff_send_files(need, cooperative, nobu, now):
    with pytest.raises(NotYourMandate):
        actions.read_file(
            need=need, agent=cooperative.organisation, by=nobu, now=now, file=io.BytesIO()
        )


def test_a_file_keeps_its_rows_only_until_they_are_entered(sent, now):
    kept, _tried = sent(",佐藤いちご園,,8000,,,,,")

    with (
        pytest.raises(IntegrityError, match="keeps_its_rows_only_until"),
        transaction.atomic(),
    ):
        AnswerFile.objects.filter(pk=kept.pk).update(entered_at=now, entered_count=1)


# Its pages


def test_a_file_goes_from_the_template_to_the_answers(
    as_user, tanaka, need, satos_mandate, satos_farm, spreadsheet
):
    from python_calamine import CalamineWorkbook

    page = as_user(tanaka, "ja")
    template = page.get(f"/needs/{need.slug}/files/template/")
    book = CalamineWorkbook.from_filelike(io.BytesIO(template.content))
    header, *people = book.get_sheet_by_index(0).to_python()
    assert people[0][0] == satos_farm.organisation.slug

    filled = spreadsheet(header, [*people[0][:3], 12_000])
    file = SimpleUploadedFile("答え.xlsx", filled)
    checked = page.post(f"/needs/{need.slug}/files/", {"file": file}, follow=True)
    assert "1行を登録できます" in checked.content.decode()
    page.post(checked.request["PATH_INFO"])

    assert Answer.objects.get(operation=satos_farm).cap == 12_000


def test_the_template_as_csv_goes_the_same_way(as_user, tanaka, need, satos_mandate, satos_farm):
    page = as_user(tanaka, "ja")
    assert (
        f"/needs/{need.slug}/files/template.csv"
        in page.get(f"/needs/{need.slug}/files/").content.decode()
    )
    template = page.get(f"/needs/{need.slug}/files/template.csv")
    assert template.content.startswith(codecs.BOM_UTF8)
    assert f'filename="{need.slug}.csv"' in template["Content-Disposition"]
    _header, person = csv.reader(io.StringIO(template.content.decode("utf-8-sig"), newline=""))
    assert person == [satos_farm.organisation.slug, "佐藤いちご園", "真岡市"]

    file = SimpleUploadedFile("答え.csv", template.content.rstrip() + b",12000\r\n")
    checked = page.post(f"/needs/{need.slug}/files/", {"file": file}, follow=True)
    page.post(checked.request["PATH_INFO"])

    assert Answer.objects.get(operation=satos_farm).cap == 12_000


def test_the_template_is_for_whoever_acts(client, as_user, nobu, need):
    for kind in ("template/", "template.csv"):
        path = f"/needs/{need.slug}/files/{kind}"
        assert client.get(path).status_code == 302
        assert as_user(nobu).get(path).status_code == 403


def test_a_file_of_somebody_else_is_not_there(as_user, sent, need, sato, satos_farm):
    kept, _tried = sent(",佐藤いちご園,,8000,,,,,")

    assert as_user(sato).get(f"/needs/{need.slug}/files/{kept.pk}/").status_code == 404


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"", "空"), (b"PK\x03\x04", "表ではありません"), (b"a,b\n1,2\n", "列の名前")],
)
def test_a_file_that_cannot_be_read_is_refused_in_words(
    as_user, tanaka, cooperative, need, content, said
):
    file = SimpleUploadedFile("x.csv", content or b" ")

    answer = as_user(tanaka, "ja").post(f"/needs/{need.slug}/files/", {"file": file}, follow=True)

    assert said in answer.content.decode()
