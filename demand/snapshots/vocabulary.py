"""Regions, as the census of agriculture divides the country."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Region(models.TextChoices):
    HOKKAIDO = "HOKKAIDO", _("Hokkaido")
    TOHOKU = "TOHOKU", _("Tohoku")
    HOKURIKU = "HOKURIKU", _("Hokuriku")
    KANTO_TOSAN = "KANTO_TOSAN", _("Kanto and Tosan")
    TOKAI = "TOKAI", _("Tokai")
    KINKI = "KINKI", _("Kinki")
    CHUGOKU = "CHUGOKU", _("Chugoku")
    SHIKOKU = "SHIKOKU", _("Shikoku")
    KYUSHU = "KYUSHU", _("Kyushu")
    OKINAWA = "OKINAWA", _("Okinawa")


# By JIS X 0401 code.
_CODES = {
    Region.HOKKAIDO: "01",
    Region.TOHOKU: "02 03 04 05 06 07",
    Region.HOKURIKU: "15 16 17 18",
    Region.KANTO_TOSAN: "08 09 10 11 12 13 14 19 20",
    Region.TOKAI: "21 22 23 24",
    Region.KINKI: "25 26 27 28 29 30",
    Region.CHUGOKU: "31 32 33 34 35",
    Region.SHIKOKU: "36 37 38 39",
    Region.KYUSHU: "40 41 42 43 44 45 46",
    Region.OKINAWA: "47",
}
REGION_OF = {code: region for region, codes in _CODES.items() for code in codes.split()}
