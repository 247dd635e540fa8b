"""Tables of what adds up; all but the census can be made anew from needs and answers."""

from demand.snapshots.models.census import CensusFigure
from demand.snapshots.models.counting import Cell, IndexHour, Snapshot, full_hour

__all__ = ["Cell", "CensusFigure", "IndexHour", "Snapshot", "full_hour"]
