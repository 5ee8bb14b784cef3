"""Refusals: a code for programs, a Vietnamese sentence for people, and the details of this one case."""

from __future__ import annotations

import pytest
from market.refusals import Busy, Cause, InvalidInput, Refused


class Full(Refused):
    code = "cart.full"
    sentence = "Giỏ đã đầy."


def test_a_refusal_says_its_own_sentence_or_a_better_one() -> None:
    assert (str(Full()), Full().sentence, Full().details) == ("Giỏ đã đầy.", "Giỏ đã đầy.", {})
    better = Full("Giỏ đã đầy: bớt ba loại.", over=3)
    assert (str(better), better.sentence, better.details) == (better.sentence, "Giỏ đã đầy: bớt ba loại.", {"over": 3})
    assert Full.sentence == "Giỏ đã đầy.", "another's sentence is its own"


def test_wrong_fields_are_named_with_their_fix() -> None:
    wrong = InvalidInput({"phone": "Số điện thoại cần 10 chữ số."})
    assert (wrong.code, wrong.cause) == ("input.invalid", Cause.INVALID)
    assert wrong.fields == wrong.details["fields"] == {"phone": "Số điện thoại cần 10 chữ số."}
    assert str(wrong) == "Thông tin chưa đúng. Hãy sửa các mục được đánh dấu."


@pytest.mark.parametrize(
    ("refusal", "cause"), [(Refused(), Cause.CONFLICT), (Full(), Cause.CONFLICT), (Busy(), Cause.UNAVAILABLE)]
)
def test_causes(refusal: Refused, cause: Cause) -> None:
    assert refusal.cause is cause
