"""Questions weighed: what is rare decides, and nothing brings in too much."""

from demand.needs.arithmetic.search.asking import ROOM, plan, question

FREQUENT = ("ccamera", "wかめら", "pかめ", "pめら")


def asked(text, *, shares=None, alike=(), need_count=200_000, **facets):
    return plan(
        question(text, sector=facets.get("sector", ""), facets=facets),
        shares=shares or {},
        alike=alike,
        need_count=need_count,
        last_key=need_count,
    )


def test_a_text_that_says_nothing_asks_nothing():
    assert asked("") is None
    assert asked("。、%&|") is None


def test_a_rare_term_weighs_more_than_a_frequent_one():
    found = asked("いちご カメラ", shares={"ccamera": 0.1, "wかめら": 0.1})

    rare, frequent = found.concepts
    assert rare.queries == ("'cstrawberry'",)
    assert rare.weight == 3
    assert frequent.weight == 1


def test_what_is_rare_is_asked_for_in_all_eras_and_what_is_frequent_in_the_newest():
    rare = asked("いちご").ways[-1]
    frequent = asked("カメラ", shares=dict.fromkeys(FREQUENT, 0.1)).ways[-1]

    assert rare.recent == ""
    assert frequent.recent == " & ('@46' | '@47' | '@48')"
    assert 200_000 - ROOM / 0.1 >= 46 * 4_096


def test_a_facet_narrows_every_way_in():
    ways = asked("いちご 写真 灰色かび", sector="AGRICULTURE").ways

    assert len(ways) == 3
    assert all("& '=sector:AGRICULTURE'" in way.query for way in ways)


def test_one_word_has_one_way_in():
    assert len(asked("いちご").ways) == 1


def test_a_slip_is_asked_for_by_what_it_is_like():
    found = asked("qqqq", alike=[("cpowdery_mildew", 0.5)])

    assert found.typos[0].queries == ("'cpowdery_mildew'",)
    assert found.typos[0].weight == 0.5


def test_a_sentence_asks_by_its_rarest_terms():
    story = "網を起こすまで魚がわからず、油代と氷を無駄にする。出る前に魚種がわかれば船を出せる。"

    assert len(asked(story).concepts) == 5
