"""Official figures: e-Stat's shapes, from a file and from a server that stands in for it."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlparse

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from demand.operations.vocabulary import Sector
from demand.snapshots.arithmetic.estat import NotATable, read_csv, read_json
from demand.snapshots.models import CensusFigure

pytestmark = pytest.mark.django_db
TABLE = "0001926044"


def value(area, written, category="100", time="2020000000"):
    return {"@tab": "10", "@cat01": category, "@area": area, "@time": time, "@unit": "経営体",
            "$": written}  # fmt: skip


def page(values, next_key=None, status=0):
    """Build an answer in the shape of getStatsData, version 3.0."""
    inf = {"TOTAL_NUMBER": 5, "FROM_NUMBER": 1, "TO_NUMBER": len(values)}
    if next_key:
        inf["NEXT_KEY"] = next_key
    return {
        "GET_STATS_DATA": {
            "RESULT": {"STATUS": status, "ERROR_MSG": "認証に失敗しました。" if status else "正常"},
            "STATISTICAL_DATA": {
                "RESULT_INF": inf,
                "TABLE_INF": {
                    "@id": TABLE,
                    "STAT_NAME": {"@code": "00500209", "$": "農林業センサス"},
                    "GOV_ORG": {"@code": "00500", "$": "農林水産省"},
                    "TITLE": {"@no": "1", "$": "農業経営体数"},
                },
                "CLASS_INF": {"CLASS_OBJ": []},
                "DATA_INF": {"VALUE": values},
            },
        }
    }


WHOLE = [
    value("00000", "1075705"),
    value("01000", "34,913"),
    value("01101", "12"),
    value("13000", "x"),
    value("01000", "7", category="200"),
]
CSV = """"RESULT"
"STATUS","0"
"STAT_NAME","農林業センサス"
"GOV_ORG","農林水産省"
"TITLE","農業経営体数"
"VALUE"
"tab_code","表章項目","cat01_code","区分","area_code","地域","time_code","時間軸","unit","value"
"10","数","100","計","00000","全国","2020000000","2020年","経営体","1075705"
"10","数","100","計","01000","北海道","2020000000","2020年","経営体","34913"
"""


class StandIn(BaseHTTPRequestHandler):
    """Serves two pages to whoever knows the application id."""

    def do_GET(self):
        asked = parse_qs(urlparse(self.path).query)
        if asked["appId"] != ["our-own-id"]:
            document = page([], status=100)
        elif asked["startPosition"] == ["1"]:
            document = page(WHOLE[:2], next_key=3)
        else:
            document = page(WHOLE[2:])
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps(document).encode())

    def log_message(self, *args):
        pass


@pytest.fixture
def estat():
    server = HTTPServer(("127.0.0.1", 0), StandIn)
    serving = threading.Thread(target=server.serve_forever)
    serving.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    serving.join()


def load(*words, **options):
    call_command("load_census", TABLE, *words, sector=Sector.AGRICULTURE, **options)


def loaded():
    return dict(CensusFigure.objects.filter(table=TABLE).values_list("prefecture", "value"))


def test_a_table_is_fetched_page_by_page_with_the_operators_id(estat, settings):
    settings.ESTAT_APP_ID = "our-own-id"

    load(where=["cat01=100"], address=estat)

    assert loaded() == {"": 1_075_705, "01": 34_913}
    figure = CensusFigure.objects.get(table=TABLE, prefecture="01")
    assert figure.source == f"農林水産省 農林業センサス 農業経営体数 (e-Stat {TABLE})"
    assert figure.is_processed
    assert figure.year == 2020


def test_a_wrong_id_is_told_in_e_stats_words(estat, settings):
    settings.ESTAT_APP_ID = "wrong"

    with pytest.raises(CommandError, match="認証に失敗しました"):
        load(address=estat)


def test_a_server_that_is_silent_is_told_without_the_id(settings):
    settings.ESTAT_APP_ID = "our-own-id"

    with pytest.raises(CommandError, match=r"did not answer: URLError$"):
        load(address="http://127.0.0.1:1")


def test_without_an_id_or_a_file_it_is_said_what_to_do(settings):
    settings.ESTAT_APP_ID = ""

    with pytest.raises(CommandError, match="ESTAT_APP_ID"):
        load()


def test_without_a_sector_nothing_is_loaded():
    with pytest.raises(CommandError, match="sector"):
        call_command("load_census", TABLE)


def test_several_figures_for_a_place_ask_to_be_narrowed(tmp_path):
    file = tmp_path / "table.json"
    file.write_text(json.dumps(page(WHOLE)))

    with pytest.raises(CommandError, match="choose one of each of cat01, tab"):
        load(file=file)
    assert loaded() == {}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp932"])
def test_a_file_of_the_csv_is_read_with_the_lines_above_it(tmp_path, encoding):
    file = tmp_path / "table.csv"
    file.write_bytes(CSV.encode(encoding))

    load(file=file)

    assert loaded() == {"": 1_075_705, "01": 34_913}
    assert "農林水産省" in CensusFigure.objects.filter(table=TABLE).first().source


def test_loading_again_replaces(tmp_path):
    file = tmp_path / "table.csv"
    file.write_text(CSV)
    load(file=file)
    file.write_text(CSV.replace("34913", "34914"))

    load(file=file)

    assert loaded() == {"": 1_075_705, "01": 34_914}


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n", "area_code,unit\n01000,x\n"])
def test_what_is_no_table_is_refused(text):
    with pytest.raises(NotATable):
        read_csv(text)


def test_what_is_no_answer_is_refused():
    with pytest.raises(NotATable):
        read_json({"GET_STATS_DATA": {"RESULT": {"STATUS": 0}}})


def test_the_carried_prefectures_add_up_to_the_country():
    call_command("load_census")

    households = CensusFigure.objects.filter(measure="commercial farm households")

    assert households.exclude(prefecture="").count() == 47
    assert sum(h.value for h in households.exclude(prefecture="")) == 1_027_892
    assert households.get(prefecture="").value == 1_027_892
    assert all(CensusFigure.objects.values_list("source", flat=True))


def test_the_latest_national_figure_of_each_sector_is_kept():
    call_command("load_census")

    told = {figure.sector: figure.year for figure in CensusFigure.objects.national()
            if "entities" in figure.measure}  # fmt: skip

    assert told == {"AGRICULTURE": 2025, "FISHERY": 2023, "FORESTRY": 2025}


FIGURE = {"table": "t", "measure": "m", "sector": Sector.FORESTRY, "year": 2020, "value": 1}


def test_a_figure_stands_once():
    CensusFigure.objects.create(**FIGURE, source="s")
    CensusFigure.objects.create(**FIGURE, source="s", prefecture="01")

    with pytest.raises(IntegrityError, match="a_census_figure_stands_once"), transaction.atomic():
        CensusFigure.objects.create(**FIGURE, source="s")


def test_a_figure_without_its_source_is_refused():
    with pytest.raises(IntegrityError, match="has_its_source"), transaction.atomic():
        CensusFigure.objects.create(**FIGURE, source="")
