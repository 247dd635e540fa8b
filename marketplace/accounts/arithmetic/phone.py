"""A mobile number as people write it becomes one as a gateway dials it."""

import re
import unicodedata

SIGNS = re.compile(r"[\s()\-‐-―−ー.]")
ABROAD = re.compile(r"\+[0-9]{8,15}")
MOBILE = re.compile(r"0([789]0[0-9]{8})")


class NoMobileNumber(ValueError):
    """No message could reach this number. Never quoted: it is somebody's."""


def mobile(written: str) -> str:
    """Read 090-1234-5678, ０９０…, or +81 90 …, as +819012345678 (E.164).

    Raises: NoMobileNumber.
    """
    number = SIGNS.sub("", unicodedata.normalize("NFKC", written))
    if at_home := MOBILE.fullmatch(number):
        return f"+81{at_home[1]}"
    # Some write both the country and the zero that it replaces.
    number = re.sub(r"^\+810", "+81", number)
    if ABROAD.fullmatch(number):
        return number
    raise NoMobileNumber
