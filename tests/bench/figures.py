"""One measured figure, held against what it may be."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    name: str
    value: float
    unit: str
    limit: float

    @property
    def ratio(self) -> float:
        """The share of the allowance that is used."""
        return self.value / self.limit

    def __str__(self) -> str:
        return f"{self.name} {self.value:.4g} {self.unit} {self.limit:g} {self.ratio:.3f}"
