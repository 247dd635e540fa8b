"""Invented needs in great number, as different from the labelled ones as their labels claim.

They speak of other crops, animals, fish and trees than the needs of the samples, so
that whoever labelled the questions would leave the labels as they are; and of the same
kinds of trouble in the same words, so that they stand in the way of a poor search.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from demand.needs.arithmetic.search.lexemes import Written

PREFECTURES = [f"{number:02}" for number in range(1, 48)]


@dataclass(frozen=True, slots=True)
class Trade:
    sector: str
    subjects: tuple[str, ...]
    troubles: tuple[tuple[str, str], ...]
    ends: tuple[str, ...]


MEANS = (
    "スマホで写真を撮るだけでわかるようにしてほしい",
    "カメラで見張って知らせてほしい",
    "天気と写真から前の週に教えてほしい",
    "センサーの記録を見て教えてほしい",
    "初めての人でも迷わないように印を出してほしい",
    "ロボットに任せられるところは任せたい",
    "電波の弱いところでも使えるとよい",
    "帳面に書かずに済ませたい",
)
PLIGHTS = (
    "毎朝{hours}時間かかり、パートも集まらない",
    "夫婦二人で{hours}時間歩いて見回っている",
    "去年は{hours}割がだめになった",
    "{hours}人で二日かかり、ほかの仕事ができない",
    "ベテランが{hours}年後にやめるので勘が伝わらない",
    "待っているうちに{hours}日がすぎ、値段が下がる",
    "返品が月に{hours}回あり、クレームの電話がつらい",
    "暑い日に{hours}時間立ちっぱなしで倒れそうになる",
)
CROPS = """
トマト きゅうり なす ピーマン レタス 白菜 ほうれん草 ねぎ 玉ねぎ にんじん 大根
ぶどう 梨 桃 さくらんぼ 茶 菊 バラ ブロッコリー アスパラガス メロン すいか
じゃがいも 里芋 キウイ ブルーベリー しいたけ オクラ ごぼう れんこん にら 小松菜
トルコギキョウ 落花生 そば さとうきび 長芋 にんにく すもも 栗
"""
CATCHES = """
イカ サンマ カニ アワビ ウニ カツオ マグロ タコ シラス ヒラメ アジ ナマコ
サザエ アサリ
"""
STOCKS = """
ホタテ ワカメ 真珠 うなぎ 錦鯉 クルマエビ 昆布 トラフグ ニジマス アユ
ヒオウギガイ
"""
TREES = """
ヒノキ トドマツ 竹林 広葉樹 アカマツ クヌギ ケヤキ 苗木 漆 ブナ
"""
TRADES = (
    Trade(
        "AGRICULTURE",
        tuple(CROPS.split()),
        (
            ("{subject}の灰色かびを早く見つけたい", "花の残りから灰色のかびが出て"),
            ("{subject}のハダニを葉裏で見つけたい", "葉裏の小さな虫が見えず、薬をかけるのが遅れて"),
            ("{subject}の収穫を手伝ってほしい", "一つずつ手で採るので腰が痛く"),
            ("{subject}の選別を機械に任せたい", "大きさと色でより分けるのに"),
            ("{subject}の開花の日を知りたい", "開花がずれると人の手配が合わず"),
            ("{subject}の水やりを任せたい", "水をやりすぎると割れてしまい"),
            ("{subject}の草取りを減らしたい", "畝の間の草がすぐ伸びて"),
            ("{subject}の定植を楽にしたい", "一本ずつ腰をかがめて植えるので"),
            ("{subject}の糖度を切らずに知りたい", "味を聞かれても食べてみないとわからず"),
            ("{subject}の霜の害を防ぎたい", "夜中に何度も温度計を見に行き"),
            ("{subject}の補助金の申請を一度で済ませたい", "同じことを何枚もの書類に書くので"),
            ("{subject}のハウスの温度を離れて見たい", "換気を忘れると一日で枯れてしまい"),
        ),
        ("家の畑で試したい", "部会のみんなで使いたい", "直売所にも出している"),
    ),
    Trade(
        "LIVESTOCK",
        ("馬", "羊", "山羊", "うずら", "合鴨", "採卵鶏", "母豚", "蜜蜂", "蚕", "七面鳥"),
        (
            ("{subject}のお産を離れて見守りたい", "夜中に始まると気づけず"),
            ("{subject}の小屋の掃除を楽にしたい", "敷料を替えるのに"),
            ("{subject}の水飲みの量を知りたい", "飲む量が減ると調子を崩すので"),
            ("{subject}の下痢を早く見つけたい", "朝になって気づくので"),
            ("{subject}の暑さ対策を自動にしたい", "夏は扇風機をつけ忘れ"),
            ("{subject}のワクチンの記録をつけたい", "いつ打ったかわからなくなり"),
            ("{subject}の鳴き声から異常を知りたい", "ふだんと違う声に気づけず"),
        ),
        ("小さな小屋が二つある", "組合でまとめて頼みたい", "獣医が遠い"),
    ),
    Trade(
        "FISHERY",
        tuple(CATCHES.split()),
        (
            ("{subject}の漁場を前の日に知りたい", "油代をかけて出ても空振りで"),
            ("{subject}の選別を船の上で済ませたい", "浜に戻ってから大きさを分けるので"),
            ("{subject}の鮮度を数字で示したい", "氷の量を勘で決めていて"),
            ("{subject}の密漁を見張りたい", "夜に磯を回るので"),
            ("{subject}の値段を沖で知りたい", "港に入るまで相場がわからず"),
            ("{subject}の殻むきを任せたい", "手でむくので"),
            ("{subject}の漁の日誌を声で書きたい", "ぬれた手では字が書けず"),
        ),
        ("船は五トンです", "浜の若い者と使いたい", "漁協でも話している"),
    ),
    Trade(
        "AQUACULTURE",
        tuple(STOCKS.split()),
        (
            ("{subject}の大きさを水の中で測りたい", "引き上げて測ると弱るので"),
            ("{subject}の赤潮を早く知りたい", "水の色が変わってからでは遅く"),
            ("{subject}の水槽の酸素を見張りたい", "夜中にポンプが止まると全滅なので"),
            ("{subject}の間引きの日を決めたい", "遅れると育ちが悪くなり"),
            ("{subject}の出荷の日を決めたい", "育ちがばらばらで"),
            ("{subject}の網の汚れを知りたい", "潜って見るので"),
        ),
        ("いかだは十台ある", "水温の記録は毎日つけている", "種苗は買っている"),
    ),
    Trade(
        "FORESTRY",
        tuple(TREES.split()),
        (
            ("{subject}の下刈りを減らしたい", "夏の斜面で刈るので"),
            ("{subject}の林に道をつける場所を決めたい", "雨のたびに崩れて"),
            ("{subject}の植えた苗の枯れを数えたい", "急な斜面を歩いて数えるので"),
            ("{subject}の伐採の事故を防ぎたい", "一人で切る日があり"),
            ("{subject}の枯れを空から見つけたい", "枯れが広がってから気づくので"),
            ("{subject}の値段を山で知りたい", "市場に運んでから安いとわかり"),
        ),
        ("持ち山は三十ヘクタールです", "組合に頼んでいる", "息子は町にいる"),
    ),
)
SHARES = (60, 15, 10, 8, 7)


def needs(count: int, *, seed: int = 1) -> Iterator[Written]:
    """Invent needs, of which one in fifty asks about a rule and five about paperwork."""
    dice = random.Random(seed)
    for trade in dice.choices(TRADES, SHARES, k=count):
        subject = dice.choice(trade.subjects)
        title, cause = dice.choice(trade.troubles)
        plight = dice.choice(PLIGHTS).format(hours=dice.randint(2, 6))
        yield Written(
            title=title.format(subject=subject),
            product=subject,
            story=f"{cause}困る。{plight}。{dice.choice(MEANS)}。{dice.choice(trade.ends)}。",
            sector=trade.sector,
            prefecture=dice.choice(PREFECTURES),
            kind=dice.choices(("TECHNOLOGY", "PAPERWORK", "INSTITUTION"), (88, 10, 2))[0],
            tasks=dice.choice((("PERCEPTION",), ("PLANNING",), ("PERCEPTION", "MANIPULATION"), ())),
        )


def questions(count: int, *, seed: int = 2) -> list[str]:
    """Ask as people would ask that crowd: a subject, a trouble, both, or a whole sentence."""
    dice = random.Random(seed)
    asked = list[str]()
    for need in needs(count, seed=seed):
        words = need.title.split("の", 1)
        asked.append(
            dice.choice(
                (
                    need.product,
                    need.title,
                    f"{need.product} {words[-1][:4]}",
                    "写真",
                    "カメラ 記録",
                    need.story,
                )
            )
        )
    return asked
