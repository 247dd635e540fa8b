"""Pictures drawn on the server: inline SVG, and the same numbers as the rows of a table.

Nothing here asks a database or a clock. Text comes in through `words`, whose
defaults speak the language of the page.
"""

from marketplace.pages.pictures.bars import BalanceWords, Bin, Count, class_balance, histogram
from marketplace.pages.pictures.curve import Rung, demand_curve
from marketplace.pages.pictures.drawing import Picture
from marketplace.pages.pictures.lines import LearningWords, Score, learning_curve, trend
from marketplace.pages.pictures.payoff import Lever, payoff_distribution, tornado
from marketplace.pages.pictures.places import tile_map
from marketplace.pages.pictures.plane import Corner, Spot, plane
from marketplace.pages.pictures.qr import qr_code

__all__ = [
    "BalanceWords",
    "Bin",
    "Corner",
    "Count",
    "LearningWords",
    "Lever",
    "Picture",
    "Rung",
    "Score",
    "Spot",
    "class_balance",
    "demand_curve",
    "histogram",
    "learning_curve",
    "payoff_distribution",
    "plane",
    "qr_code",
    "tile_map",
    "tornado",
    "trend",
]
