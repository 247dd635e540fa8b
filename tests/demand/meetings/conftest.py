"""A need, and those at the table: Sato by a mandate, Ito by the minutes."""

import io

import pytest

from tests.factories import MandateFactory, NeedFactory


@pytest.fixture
def need():
    return NeedFactory(title="うどんこ病を早く知りたい")


@pytest.fixture
def itos_mandate(itos_farm, cooperative, minutes, tanaka):
    return MandateFactory(
        operation=itos_farm, agent=cooperative.organisation, minutes=minutes, asked_by=tanaka
    )


@pytest.fixture
def spreadsheet():
    """Write an XLSX as a person would: numbers as numbers."""
    import xlsxwriter

    def write(*rows):
        buffer = io.BytesIO()
        with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
            sheet = book.add_worksheet()
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
        return buffer.getvalue()

    return write
