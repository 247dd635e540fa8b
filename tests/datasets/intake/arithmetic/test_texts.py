"""Any text becomes UTF-8, and its header is found, or it is refused with where."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasets.intake.arithmetic.texts import Utf8
from marketplace.confinement.refusal import Code


def test_names_are_unique_and_never_empty(take):
    table, account = take("重さ,重さ,,重さ_2\n1,2,3,4\n")

    assert table.column_names == ["重さ", "重さ_2", "column_3", "重さ_2_2"]
    assert [each["original"] for each in account["columns"]] == ["重さ", "重さ", "", "重さ_2"]


def test_lines_before_the_header_are_passed_over_and_counted(take):
    table, account = take(
        "糖度の記録\n\n2026年4月,佐藤\n品種,糖度,日数\n苺,9.5,1\n梨,12,2\n桃,11,3\n"
    )

    assert table.column_names == ["品種", "糖度", "日数"]
    assert table.num_rows == 3
    assert account["preamble_lines"] == 3


def test_a_name_over_two_lines_is_one_name(take):
    table, _account = take('"重さ\n(g)",品種\n12,苺\n13,梨\n')

    assert table.num_rows == 2
    assert table.column(0).to_pylist() == [12, 13]


@pytest.mark.parametrize("text", ["a,b\n", "a,b", "a\n", "a,b\n\n\n"])
def test_a_header_alone_is_no_table(refusal_of, text):
    assert refusal_of(text) == (Code.NO_ROWS, "")


def test_titles_without_a_table_have_no_header(refusal_of):
    assert refusal_of(",,\n,,\n")[0] == Code.NO_HEADER


def test_too_many_columns_are_refused(refusal_of):
    wide = ",".join(f"c{number}" for number in range(4_097))

    assert refusal_of(f"{wide}\n{wide}\n") == (Code.MANY_COLUMNS, "4,097")


def test_a_nul_far_down_is_refused_with_its_line(refusal_of):
    text = "a,b\n" + "1,2\n" * 40_000 + "1,\x00\n"

    assert refusal_of(text) == (Code.NUL, "line 40002")


def test_a_long_line_is_refused_with_its_line(refusal_of):
    text = "a,b\n" + "1,2\n" * 40_000 + "x" * (1024 * 1024 + 1) + ",2\n"

    assert refusal_of(text) == (Code.LONG_LINE, "line 40002")


def test_a_cell_of_200_000_letters_at_the_top_is_taken(take):
    table, _account = take(f"a,b\n{'x' * 200_000},1\n")

    assert len(table.column("a")[0].as_py()) == 200_000


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_every_encoding_and_line_end_gives_the_same_table(take, encoding, newline):
    table, account = take(f"品種,糖度{newline}ソ表能,9.5{newline}苺,8{newline}", encoding)

    assert table.to_pydict() == {"品種": ["ソ表能", "苺"], "糖度": [9.5, 8.0]}
    assert account["encoding"] == encoding


def test_what_begins_as_utf_8_and_goes_on_in_cp932_is_read_again(take):
    text = "a,b\n" + "x,1\n" * 40_000 + "苺,2\n"

    table, account = take(text, "cp932")

    assert account["encoding"] == "cp932"
    assert table.column("a")[-1].as_py() == "苺"


@pytest.mark.parametrize("lines", [10, 400_000], ids=["near the top", "far down"])
def test_a_mixture_that_is_no_encoding_is_refused_with_its_line(refusal_of, lines):
    """Japanese letters above it show that it is UTF-8, though CP932 has a meaning for all bytes."""
    mixed = "品種,b\n".encode() + b"x,1\n" * lines + "café,2\n".encode("latin-1")

    assert refusal_of(mixed) == (Code.ENCODING, f"line {lines + 2}")


def test_half_width_kana_that_begin_like_utf_8_are_cp932(take):
    """ﾃｽ is C3 BD in CP932, and ý in UTF-8."""
    table, account = take("ﾃｽ,品種\n1,苺\n", "cp932")

    assert account["encoding"] == "cp932"
    assert table.column_names == ["テス", "品種"]


def test_a_text_cut_in_the_middle_of_a_letter_is_refused(refusal_of):
    cut = "品種,糖度\n苺,9.5\n".encode() * 20 + "梨".encode()[:2]

    assert refusal_of(cut) == (Code.ENCODING, "line 41")


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_many_lines_are_not_one_long_line(take, newline):
    table, _account = take(f"a,b{newline}" + f"1,2{newline}" * 700_000)

    assert table.num_rows == 700_000


def test_a_text_that_is_utf_8_already_is_not_copied(take, tmp_path):
    take("a,b\n1,2\n")

    assert sorted(each.name for each in tmp_path.iterdir()) == ["source", "table.parquet"]


def test_a_real_record_of_the_weather_has_names_over_three_lines(take, shared_file):
    name = "timeseries/jma_tokyo_daily_20131020-20141019_cp932.csv"

    table, account = take(shared_file(name).read_bytes())

    assert (account["preamble_lines"], account["header_rows"], table.num_rows) == (3, 3, 365)
    assert table.column_names[:4] == [
        *("年月日", "日照時間(時間)", "日照時間(時間) 現象なし情報", "日照時間(時間) 品質情報")
    ]
    assert account["time_column"] == "年月日"
    assert account["columns"][1]["unit"] == "時間"
    assert account["label_column"] == ""


def test_a_row_of_units_belongs_to_the_names(take):
    rows = "".join(f"東,{n / 2},{n}\n" for n in range(12))

    table, account = take("畑,体重,日数\n,kg,日\n" + rows)

    assert table.column_names == ["畑", "体重 kg", "日数 日"]
    assert account["rows_written"] == 12


def test_a_first_row_of_blanks_and_words_is_no_name(take):
    rows = "".join(f"東{n},{n / 2},{n},{n}\n" for n in range(12))

    table, _account = take("畑,a,b,c\n西,欠測,-,\n" + rows)

    assert table.column_names == ["畑", "a", "b", "c"]
    assert table.num_rows == 13


def test_sums_and_notes_below_a_table_are_left_out_unless_they_are_full(take):
    rows = "".join(f"東{n},{n},{n}\n" for n in range(30))

    table, account = take("畑,a,b\n" + rows + "合計,435,\n※速報値,,\n")

    assert (account["footer_count"], table.num_rows, account["rows_read"]) == (2, 30, 32)
    assert take("畑,a,b\n" + rows + "計画,1,\n")[0].num_rows == 31


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        (["2026年4月3日", "2026年12月10日"], "date32[day]"),
        (["2026/4/3", "2026/12/10"], "date32[day]"),
        (["2026.4.3", "2026.12.10"], "date32[day]"),
        (["2026/4/3 9:05", "2026/12/10 10:00"], "timestamp[us]"),
        (["約12", "13"], "int64"),
        (["約1,200", "およそ13.5"], "double"),
        (["約12", "いろいろ"], "string"),
    ],
)
def test_days_and_rough_figures_are_read_as_people_write_them(take, written, kind):
    table, account = take("x,what\n" + "".join(f'"{cell}",a\n' for cell in written))

    assert str(table.schema.field("x").type) == kind
    about = sum(cell.startswith(("約", "およそ")) for cell in written)
    assert account["about"].get("x", 0) == (about if kind in {"int64", "double"} else 0)


@given(
    letters=st.text("a\nあé😀", min_size=1, max_size=12),
    wrong=st.sampled_from([b"", b"\x80", b"\xc0\xaf", b"\xed\xa0\x80", b"\xf4\x90", b"\xe3"]),
    places=st.tuples(*[st.integers(0, 60)] * 3),
)
def test_utf_8_is_checked_as_python_decodes_it_wherever_blocks_end(letters, wrong, places):
    content, (at, *cuts) = letters.encode(), places
    content = content[:at] + wrong + content[at:]
    first, second = sorted(cuts)
    blocks = [content[:first], content[first:second], content[second:]]

    def stops_at(decoder):
        read = 0
        try:
            for block in blocks:
                read += len(block)
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError as error:
            return read - len(error.object) + error.start
        return None

    assert stops_at(Utf8()) == stops_at(codecs.getincrementaldecoder("utf-8")())
