"""Lines of a page are kept or dropped by its gold text; what stays in doubt is unknown."""

import functools

import numpy as np
import pytest
import training_helpers

from declutter.training.align import DROP, KEEP, UNKNOWN, align
from declutter.training.lookups import lookups

FIRST, SECOND, THIRD, FOURTH = training_helpers.SENTENCES
GOLD = "\n".join(["Storm over the bay", FIRST, SECOND, THIRD, FOURTH])
OTHER = "Ten jumpers for the last cold week of spring, all of them under forty crowns, and two that even children like."

OTHER_SCRIPTS = {
    "Han": (
        "渡船星期二没有开，因为风向变了，谁也不愿意第一个大声说出来。",
        "春天最后一个寒冷的星期，十件毛衣，全部低于四十克朗。",
    ),
    "kana": (
        "火曜日のフェリーは風向きが変わったため出港せず、誰も最初に言い出そうとしなかった。",
        "この春に着たいセーター十着、すべて四千円以下で送料無料です。",
    ),
    "Thai": (
        "เรือข้ามฟากไม่ได้ออกเมื่อวันอังคารเพราะลมเปลี่ยนทิศและไม่มีใครอยากพูดก่อน",
        "เสื้อกันหนาวสิบตัวสำหรับสัปดาห์สุดท้ายของฤดูหนาวลดราคาทุกตัว",
    ),
    "Hangul": (
        "화요일에는 바람이 바뀌어 배가 뜨지 않았고 아무도 먼저 말하려 하지 않았다.",
        "봄의 마지막 추운 주를 위한 스웨터 열 벌을 모두 싸게 드립니다.",
    ),
    "Arabic": (
        "لم تغادر العبارة يوم الثلاثاء لأن الريح تغيرت ولم يرد أحد أن يقول ذلك أولا.",
        "عشر سترات للأسبوع البارد الأخير من الربيع وكلها بأقل من أربعين.",
    ),
}


@functools.cache
def tables():
    return lookups()[0]


def aligned(*lines, gold=GOLD):
    return align(lines, gold, tables()).tolist()


def test_lines_of_the_gold_text_are_kept_and_others_dropped():
    assert aligned(FIRST, OTHER, SECOND) == [KEEP, DROP, KEEP]


def test_blanks_case_and_signs_do_not_matter():
    assert aligned(f"  {FIRST.upper()} ", FIRST.replace(" ", "  ").replace(",", " –")) == [KEEP, KEEP]


def test_a_gold_text_that_is_broken_into_other_lines_still_counts():
    assert aligned(f"{FIRST} {SECOND}", *THIRD.split(" the whole "), gold=" ".join([FIRST, SECOND, THIRD]))[0] == KEEP
    assert aligned(FIRST, SECOND, gold=f"{FIRST}\n{SECOND[:50]}\n{SECOND[50:]}") == [KEEP, KEEP]


def test_a_line_that_is_half_of_the_gold_text_is_left_in_doubt():
    half = " ".join([*FIRST.split()[:12], *OTHER.split()[:12]])
    assert aligned(FIRST, half, SECOND) == [KEEP, UNKNOWN, KEEP]


def test_a_short_line_needs_its_place_too():
    menu = [OTHER] * 5
    assert aligned("Storm over the bay", FIRST)[0] == KEEP
    assert aligned("The bay", FIRST)[0] == UNKNOWN, "in the gold text but no line of it, near the piece"
    assert aligned("The bay", *menu, FIRST)[0] == DROP, "in the gold text but no line of it, far from the piece"
    assert aligned("Log in", FIRST)[0] == DROP, "not in the gold text"
    assert aligned("Log in", *menu, FIRST)[0] == DROP


def test_a_short_line_of_the_gold_text_far_from_the_piece_is_left_in_doubt():
    gold = f"Home\n{GOLD}"
    assert aligned("Home", *[OTHER] * 5, FIRST, gold=gold)[0] == UNKNOWN
    assert aligned("Home", FIRST, gold=gold)[0] == KEEP


def test_lines_without_words_follow_their_neighbours():
    assert aligned("* * *", FIRST) == [UNKNOWN, KEEP]
    assert aligned("* * *", *[OTHER] * 5) == [DROP] * 6


@pytest.mark.parametrize("script", OTHER_SCRIPTS)
def test_every_script_is_compared(script):
    wanted, other = OTHER_SCRIPTS[script]
    assert aligned(wanted, other, gold=f"{wanted}\n") == [KEEP, DROP]


def test_form_of_the_answer():
    answer = align([FIRST, OTHER], GOLD, tables())
    assert answer.dtype == np.int8
    assert answer.shape == (2,)


def test_an_empty_gold_text_has_nothing_to_keep():
    assert aligned(FIRST, "Home", "---", gold="") == [DROP] * 3


def test_no_lines_have_no_answers():
    assert align([], GOLD, tables()).shape == (0,)
