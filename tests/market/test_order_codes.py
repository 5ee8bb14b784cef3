"""Order codes: every slip of a finger is noticed, and a transfer's memo never names an order that it does not mean."""

from __future__ import annotations

from itertools import combinations
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from market.codes import (
    ALPHABET,
    check_character,
    is_order_code,
    new_order_code,
    order_codes_in,
    read_order_code,
    show_order_code,
)

ONE, TWO = "LS7K3M2QS", "LSABCDEFR"
CODES = st.text(ALPHABET, min_size=6, max_size=6).map(lambda body: "LS" + body + check_character(body))
SOME = [ONE, TWO, "LS2222222", "LSZZZZZZ6", *(new_order_code(Random(seed).choice) for seed in range(20))]
LOOK_ALIKES = "0O1IL"


def test_the_alphabet_is_a_prime_number_of_characters_that_nobody_confuses() -> None:
    assert len(set(ALPHABET)) == len(ALPHABET) == 31
    assert not set(ALPHABET) & set(LOOK_ALIKES)
    assert "".join(sorted(ALPHABET)) == ALPHABET


@pytest.mark.parametrize(("body", "check"), [("7K3M2Q", "S"), ("ABCDEF", "R"), ("222222", "2"), ("ZZZZZZ", "6")])
def test_check_characters_never_change(body: str, check: str) -> None:
    """They are on printed labels and in bank statements."""
    assert check_character(body) == check
    assert is_order_code("LS" + body + check)


@given(st.randoms())
def test_a_new_code_is_a_code(random: Random) -> None:
    code = new_order_code(random.choice)
    assert is_order_code(code)
    assert len(code) == 9


def test_a_new_code_uses_the_whole_alphabet_and_asks_for_each_character() -> None:
    asked: list[str] = []
    new_order_code(lambda letters: asked.append(letters) or letters[0])  # type: ignore[func-returns-value]
    assert asked == [ALPHABET] * 6


@pytest.mark.parametrize("code", SOME)
def test_every_single_wrong_character_is_noticed(code: str) -> None:
    for place in range(2, 9):
        for letter in ALPHABET + LOOK_ALIKES + "?":
            if letter != code[place]:
                assert not is_order_code(code[:place] + letter + code[place + 1 :])


@pytest.mark.parametrize("code", SOME)
def test_every_swap_of_two_characters_is_noticed(code: str) -> None:
    for i, j in combinations(range(9), 2):
        swapped = list(code)
        swapped[i], swapped[j] = swapped[j], swapped[i]
        assert is_order_code("".join(swapped)) is (code[i] == code[j])


@given(CODES, st.integers(0, 5), st.sampled_from(ALPHABET))
def test_slips_in_any_code_are_noticed(code: str, place: int, letter: str) -> None:
    place += 2
    typo = code[:place] + letter + code[place + 1 :]
    swap = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert is_order_code(typo) is (typo == code)
    assert is_order_code(swap) is (swap == code)


@pytest.mark.parametrize(
    "wrong",
    ["", "LS", ONE[:-1], ONE + "2", ONE.lower(), " " + ONE, ONE + "\n", "SL7K3M2QS", "LS-7K3M-2QS", "LS７K3M2QS"],
)
def test_a_code_has_one_spelling(wrong: str) -> None:
    assert not is_order_code(wrong)


@given(CODES)
def test_a_code_is_read_as_it_is_shown(code: str) -> None:
    shown = show_order_code(code)
    assert shown == f"LS-{code[2:6]}-{code[6:]}"
    assert read_order_code(shown) == read_order_code(shown.lower()) == read_order_code(code) == code


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("ls7k3m2qs", ONE),
        ("  LS-7K3M-2QS\n", ONE),
        ("Ls 7k3 m2_q.s", ONE),
        ("l s 7 k 3 m 2 q s", ONE),
        ("LS7K3M2QT", None),
        ("7K3M2QS", None),
        (f"{ONE}{ONE}", None),
        (f"don {ONE}", None),
        ("", None),
        ("Đơn hàng", None),
    ],
)
def test_codes_that_people_type(typed: str, code: str | None) -> None:
    assert read_order_code(typed) == code


@pytest.mark.parametrize(
    ("memo", "codes"),
    [
        # As the bank passes it on.
        (ONE, [ONE]),
        (ONE.lower(), [ONE]),
        ("Ls7k3M2qS", [ONE]),
        (f"{ONE} thanh toan don hang", [ONE]),
        (f"NGUYEN THI HOA chuyen tien {ONE}", [ONE]),
        ("Thanh toán đơn hàng LS-7K3M-2QS cho Chợ Xứ Lạng", [ONE]),
        # Broken by the bank's own lines and separators.
        ("LS7K 3M2QS", [ONE]),
        ("LS 7K3M 2QS", [ONE]),
        ("L S 7 K 3 M 2 Q S", [ONE]),
        ("LS-7K3M-2QS", [ONE]),
        ("LS.7K3M.2QS", [ONE]),
        ("LS_7K3M_2QS", [ONE]),
        ("LS7K3M\n2QS", [ONE]),
        ("LS7K3M\N{NO-BREAK SPACE}2QS", [ONE]),
        ("LS - 7K3M - 2QS.", [ONE]),
        # Bank prefixes and suffixes, glued on or not.
        (f"MBVCB.5243186547.123456.{ONE}.CT tu 0011001234567 NGUYEN THI HOA toi 1234567 CHO XU LANG", [ONE]),
        (f"IBFT{ONE}", [ONE]),
        (f"FT26328123456789;{ONE}", [ONE]),
        (f"CT DEN:632812345678 {ONE} -241126-10:02:11 632812", [ONE]),
        (f"{ONE}-CHUYEN TIEN-OQCH00012abc-MOMO632812345678MOMO", [ONE]),
        (f"QR - {ONE} GD 6328IBT1iJK4 241126-10:02", [ONE]),
        (f"SEVQR{ONE}TRACE123456", [ONE]),
        # The beginning of a code that goes on elsewhere, before the whole one.
        (f"LS7K {ONE}", [ONE]),
        (f"LSLS{ONE}", [ONE]),
        # Two codes: both, in order, for a person to look at; one of them twice is one.
        (f"{ONE} {TWO}", [ONE, TWO]),
        (f"{TWO},{ONE}", [TWO, ONE]),
        (f"{ONE}{TWO}", [ONE, TWO]),
        (f"{ONE} va LS-ABCD-EFR va {ONE}", [ONE, TWO]),
        (f"{ONE}/{ONE.lower()}", [ONE]),
        # No code.
        ("", []),
        ("NGUYEN THI HOA chuyen tien mua na", []),
        ("LS", []),
        ("LANG SON 2026", []),
        ("lsu 2222 3333", []),
        # Nearly a code.
        ("LS7K3M2QT", []),
        ("LS7K3M2Q", []),
        ("LSK73M2QS", []),
        ("7K3M2QS", []),
        ("L57K3M2QS", []),
        ("SL7K3M2QS", []),
        ("LS7K3M2Q5", []),
        ("LS7K3M2OS", []),
        ("LS7K3M/2QS", []),
        ("LS7K3M,2QS", []),
        ("LS7K3MÁ2QS", []),
        ("LS 7K3M 2QT chuyen tien", []),
    ],
)
def test_memos(memo: str, codes: list[str]) -> None:
    assert order_codes_in(memo) == codes


SEPARATORS = st.text(" .-_\t\n", max_size=2)


@given(CODES, st.lists(SEPARATORS, min_size=8, max_size=8), st.booleans())
def test_a_code_is_found_however_it_is_broken(code: str, breaks: list[str], lower: bool) -> None:
    broken = "".join(letter + between for letter, between in zip(code, [*breaks, ""], strict=True))
    memo = f"MBVCB 5243 {broken.lower() if lower else broken}, CHO XU"
    assert order_codes_in(memo) == [code]


@given(CODES, CODES)
def test_two_codes_are_both_found(one: str, two: str) -> None:
    assert order_codes_in(f"CT {one}-{two}, HOA") == list(dict.fromkeys([one, two]))


def _mangled(code: str, random: Random) -> list[str]:
    """What fingers do: a wrong character, two swapped, one left out, one doubled, one put in."""
    i = random.randrange(2, 9)
    j = random.randrange(2, 8)
    other = random.choice(ALPHABET.replace(code[i], ""))
    swapped = code[:j] + code[j + 1] + code[j] + code[j + 2 :]
    return [
        code[:i] + other + code[i + 1 :],
        *([swapped] if swapped != code else []),
        code[:i] + code[i + 1 :],
        code[:i] + code[i] + code[i:],
        code[:i] + other + code[i:],
    ]


def test_no_mangled_memo_names_another_open_order() -> None:
    """A slip that shifts the rest can make another valid code, one time in 31; that it is somebody's is another thing.

    With ten thousand open orders, all their memos mangled in every way, with words before and after: none."""
    random = Random(20261124)
    open_orders = {new_order_code(random.choice) for _ in range(10_000)}
    wrong = [
        (code, slip)
        for code in sorted(open_orders)
        for slip in _mangled(code, random)
        if (set(order_codes_in(f"MBVCB.5243186547.{slip} CHUYEN TIEN")) - {code}) & open_orders
    ]
    assert wrong == []


def test_a_wrong_or_swapped_character_in_a_memo_gives_no_code_at_all() -> None:
    random = Random(7)
    for code in SOME:
        wrong, *rest = _mangled(code, random)
        swapped = rest[:-3]
        assert [order_codes_in(f"CT DEN:6328 {slip} CHUYEN TIEN") for slip in [wrong, *swapped]] == [[]] * (
            1 + len(swapped)
        )
