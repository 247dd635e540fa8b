"""Who reads what of the statistics: all of it who may take the data, the rest the outlines."""

from datasets.library import reads
from datasets.library.vocabulary import Access
from datasets.measures.arithmetic.discretion import without, without_small_cells, without_values
from datasets.measures.models import Statistics
from marketplace.accounts.models import Organisation


def told(
    found: Statistics | None, organisation: Organisation | None, *, is_signed_in: bool
) -> Statistics | None:
    """Leave in the document of statistics what their reader may know; not to be saved.

    Rows, frequent values and examples are for those who could take the table as well. Of a
    set that is not open others read no figure that rests on fewer than three rows.
    """
    if found is None:
        return None
    dataset = found.version.dataset
    if is_signed_in and reads.may_take(dataset, organisation):
        if dataset.organisation != organisation:
            # What is wrong with single files and rows is for who can mend it.
            found.document = without(found.document, {"examples"})
        return found
    found.document = without_values(found.document)
    if dataset.access != Access.OPEN:
        found.document = without_small_cells(found.document)
    return found
