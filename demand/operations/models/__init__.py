"""Operations: the organisations that produce, or buy for those who do."""

from demand.operations.models.operation import Operation
from demand.operations.models.recognition import Recognition
from demand.operations.models.twins import Twins
from demand.operations.models.vouching import Vouching, tier_of

__all__ = ["Operation", "Recognition", "Twins", "Vouching", "tier_of"]
