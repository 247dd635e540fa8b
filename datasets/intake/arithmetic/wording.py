"""Words by which people name the columns of their tables."""

import re

# Of the column that says what a row is.
LABEL_NAME = re.compile(
    r"class|label|target|variety|cultivar|species|病名|品種|等級|ラベル|判定|種別", re.IGNORECASE
)
