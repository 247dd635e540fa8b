"""Words by which people name the columns of their tables."""

import re

# Of the column that says what a row is.
LABEL_NAME = re.compile(
    r"class|label|target|variety|cultivar|species|病名|品種|等級|ラベル|判定|種別", re.IGNORECASE
)
# What the column that says whose a row is may be called.
CONTRIBUTOR_NAME = re.compile(
    r"(contributor|farmer|grower|producer|fisher)(_?name)?|(データ)?提供者名?|(生産|出荷|栽培)者名?|"
    r"農家名?|組合員名?|漁業者名?",
    re.IGNORECASE,
)
