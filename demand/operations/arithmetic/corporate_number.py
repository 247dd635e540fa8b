"""Corporate numbers (法人番号): thirteen digits, of which the first checks the others."""

LENGTH = 13


def check_digit(body: str) -> int:
    """Calculate the digit that stands before the twelve of a registration.

    Raises: ValueError if these are not twelve digits.
    Source: 9 − (Σ PₙQₙ mod 9), Q = 1 for odd n and 2 for even n, counted from the
    right; 法人の番号 省令, as in science.md, section 9.
    """
    if not (len(body) == LENGTH - 1 and body.isascii() and body.isdigit()):
        raise ValueError("Not twelve digits")
    total = sum(
        int(digit) * (1 if place % 2 else 2) for place, digit in enumerate(reversed(body), start=1)
    )
    return 9 - total % 9


def is_well_formed(number: str) -> bool:
    """Tell whether a number could be one: its syntax holds. It proves nothing of its bearer."""
    if not (len(number) == LENGTH and number.isascii() and number.isdigit()):
        return False
    return int(number[0]) == check_digit(number[1:])
