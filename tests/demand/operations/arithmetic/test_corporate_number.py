import pytest

from demand.operations.arithmetic.corporate_number import check_digit, is_well_formed


@pytest.mark.parametrize(("body", "digit"), [("000012080001", 5), ("000012050002", 7)])
def test_the_digit_checks_the_twelve_others(body, digit):
    # science.md, section 9: two ministries.
    assert check_digit(body) == digit
    assert is_well_formed(f"{digit}{body}")


@pytest.mark.parametrize(
    "number",
    ["4000012080001", "500001208000", "50000120800011", "5oooo12080001", "５０００012080001", ""],
)
def test_what_cannot_be_a_number_is_told(number):
    assert not is_well_formed(number)


def test_one_wrong_digit_is_always_found_unless_nine_stands_for_nought():
    # The sum is taken modulo nine: 0 and 9 alone cannot be told apart.
    body = "000012080001"

    for place in range(12):
        for digit in set("12345678") - {body[place]}:
            if body[place] in "09":
                wrong = body[:place] + digit + body[place + 1 :]
                assert check_digit(wrong) != check_digit(body)


@pytest.mark.parametrize("body", ["", "12345678901", "12345678901a"])
def test_anything_but_twelve_digits_has_no_check_digit(body):
    with pytest.raises(ValueError, match="twelve"):
        check_digit(body)
