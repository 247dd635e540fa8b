"""Why a file of answers cannot be read, and the words that people write into its cells."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from demand.answers.vocabulary import Level, Reason


class Refusal(models.TextChoices):
    """The codes of the confined child that a file of answers can meet, with what to do next."""

    EMPTY = "EMPTY", _("This file is empty. Choose the one with your rows in it.")
    ENCODING = "ENCODING", _("Some letters cannot be read. Save the file as XLSX or CSV again.")
    UNKNOWN = "UNKNOWN", _("This is no table. Send an Excel file (XLSX) or a CSV.")
    NO_HEADER = (
        "NO_HEADER",
        _("No row with the names of the columns was found. Use those of the template."),
    )
    NO_ROWS = "NO_ROWS", _("No row has an answer in it.")
    MANY_COLUMNS = "MANY_COLUMNS", _("It has too many columns. Use those of the template.")
    TOO_LARGE = "TOO_LARGE", _("It has too many rows: at most 5,000 are taken at once.")
    TOO_MUCH_TIME = "TOO_MUCH_TIME", _("Reading it takes too long.")
    TOO_MUCH_MEMORY = "TOO_MUCH_MEMORY", _("Reading it takes too much memory.")
    CRASHED = "CRASHED", _("It could not be read: the file may be damaged.")


class Column(models.TextChoices):
    """The columns of a file of answers. The labels are those of the template."""

    CODE = "code", _("Code")
    NAME = "name", _("Name")
    MUNICIPALITY = "municipality", _("City, town or village")
    PRICE = "price", _("At most, yen with tax")
    QUANTITY = "quantity", _("Quantity")
    LEVEL = "level", _("How serious")
    CERTAINTY = "certainty", _("Out of ten")
    HOURS = "hours_lost", _("Hours lost a year")
    SALES = "sales_lost", _("Sales lost a year")
    REASON = "reason", _("Why not")
    NOTE = "note", _("In their words")


IDENTITY = (Column.CODE, Column.NAME, Column.MUNICIPALITY)
PRICED_COLUMNS = (
    *(Column.PRICE, Column.QUANTITY, Column.LEVEL, Column.CERTAINTY),
    *(Column.REASON, Column.NOTE),
)
BURDEN_COLUMNS = (Column.HOURS, Column.SALES, Column.REASON, Column.NOTE)
# How people head their columns, beside the labels above. Compared without what stands in
# brackets, in half width and lower case.
HEADS = {
    Column.CODE: ["コード", "経営体コード", "組合員コード", "code"],
    Column.NAME: ["名前", "氏名", "経営体", "経営体名", "農園名", "組合員名", "屋号", "name"],
    Column.MUNICIPALITY: ["市町村", "住所", "地区", "municipality"],
    Column.PRICE: ["上限", "いくらまで", "値段", "価格", "金額", "上限額", "price", "cap"],
    Column.QUANTITY: ["数量", "面積", "規模", "quantity"],
    Column.LEVEL: ["本気度", "答え", "回答", "level"],
    Column.CERTAINTY: ["確信度", "10回のうち", "certainty"],
    Column.HOURS: ["時間", "失う時間", "hours"],
    Column.SALES: ["失う売上", "売上", "sales"],
    Column.REASON: ["理由", "買わない理由", "reason"],
    Column.NOTE: ["ひとこと", "備考", "意見", "note"],
}
LEVELS = {
    Level.REFUSES: ["買わない", "いらない", "不要", "×", "no"],
    Level.INTEREST: ["関心あり", "興味あり", "関心がある", "△", "interested"],
    Level.WOULD_BUY: ["買う", "買いたい", "ほしい", "欲しい", "○", "〇", "yes"],
    Level.CONDITIONAL: ["条件つき", "条件付き", "条件がそろえば買う", "◎", "conditional"],
    Level.LETTER: ["意向書", "署名", "letter"],
}
REASONS = {
    Reason.PRICE: ["価格", "値段", "高い"],
    Reason.ACCURACY: ["精度", "当たらない"],
    Reason.DATA: ["データ", "データを出したくない"],
    Reason.CONNECTIVITY: ["電波", "通信", "圏外"],
    Reason.LABOUR: ["人手", "手間"],
    Reason.TRUST: ["信用", "信頼", "不安"],
    Reason.NOT_AUTOMATED: ["自動化したくない", "機械に任せたくない"],
    # Which one, stands in the remark.
    Reason.OTHER: ["その他", "ほか"],
}
