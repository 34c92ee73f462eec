"""Short answers: every way of writing the right one is right, and no text can do harm."""

from __future__ import annotations

import numpy as np
import pytest

from grader.answers import Unreadable, read
from grader.answers.formula import latex, plain, value
from grader.answers.judging import require_answer, require_readable
from grader.answers.keys import Choice, Expression, Wrong
from grader.answers.tokens import MOST_CHARACTERS
from grader.calls.failures import StudentRaised
from grader.trials.mismatch import Mismatch

AREA = Expression(
    "1/(a_l^2 + a_s^2)",
    {"a_l": (0.2, 8.0), "a_s": (0.2, 8.0)},
    (Wrong("1/(a_l + a_s)", "not squared", "How often does a enter?"),),
)
GREEK = Expression("abs(1 - 2 eta sigma^2)", {"eta": (0.02, 3.0), "sigma": (0.2, 6.0)})
ROOT = Expression("(sqrt(k) - 1)/(sqrt(k) + 1)", {"k": (1.2, 90.0)})
HALF = Expression("1/2")
THOUSAND = Expression("1000")
COLOUR = Choice(
    "dark red", ("dark red", "blue", "green or red"), (Wrong("blue", "cold", "Warmer."),)
)

READ_ALIKE = [
    (AREA, "1/(a_l**2 + a_s**2)"), (AREA, "(a_s^2+a_l^2)^-1"), (AREA, "1 / (a_l·a_l + a_s a_s)"),
    (AREA, "(a_l^2 + a_s^2)**(-1)"), (AREA, "2/(2a_l^2+2a_s^2)"), (AREA, "0.5/(a_l²/2 + a_s²/2)"),
    (AREA, r"\frac{1}{a_\ell^2 + a_s^2}"), (AREA, r"$\frac{1}{a_{l}^{2}+a_{s}^{2}}$"),
    (AREA, "a = 1/(al^2 + as^2)"), (AREA, "1÷(a_l² + a_s²)"), (AREA, "(a_l²+a_s²)⁻¹"),
    (AREA, "1/((a_l + a_s)^2 − 2 a_l a_s)"), (AREA, "1/[a_l^2 + a_s^2]"),
    (AREA, "exp(-ln(a_l^2 + a_s^2))"), (AREA, "1/sqrt(a_l^2 + a_s^2)^2"), (AREA, "1/(aₗ² + aₛ²)"),
    (AREA, "(1/a_l^2) * (1/a_s^2) / (1/a_l^2 + 1/a_s^2)"), (AREA, "a_l^-2/(1 + (a_s/a_l)^2)"),
    (AREA, "1/(|a_l|^2 + |a_s|^2)"), (AREA, "1e0/(a_l^2+a_s^2)"), (AREA, "+1/(a_l^2+a_s^2)"),
    (AREA, "-(-1)/(a_l^2 + a_s^2)"), (AREA, "1/(a_ell^2 + a_s^2)"), (AREA, "1/(A_L^2 + A_S^2)"),
    (AREA, "η < 1/(a_l²+a_s²)"), (AREA, r"0 < \eta \leq 1/(a_l^2+a_s^2)"), (HALF, "x <= 1/2"),
    (GREEK, "|1 - 2ησ²|"), (GREEK, "abs(1-2*eta*sigma**2)"), (GREEK, "|2 η σ^2 − 1|"),
    (GREEK, "sqrt((1 - 2 eta sigma^2)^2)"), (GREEK, "√((1-2ησσ)²)"), (GREEK, "|1−2·η·σ·σ|"),
    (GREEK, r"\left|1 - 2\eta\sigma^2\right|"), (GREEK, r"|1-2\,\eta\,\sigma^{2}|"),
    (GREEK, "2 |1/2 - η σ²|"), (GREEK, "|1 - 2η σ ** 2|"), (GREEK, "|σ|² |1/σ² − 2η|"),
    (GREEK, "((1-2ησ^2)^4)^(1/4)"), (GREEK, "abs(2 eta sigma^2 - 1.0)"), (GREEK, "|1-2σ² eta|"),
    (GREEK, "factor = |1 - 2ησ²|"), (GREEK, "abs (1 - (2eta) (sigma^2))"), (GREEK, "|1−ησ²−ησ²|"),
    (ROOT, "(√k − 1)/(√k + 1)"), (ROOT, "(k^(1/2) - 1)/(k^0.5 + 1)"), (ROOT, "1 - 2/(√(k) + 1)"),
    (ROOT, "(sqrt k - 1)/(sqrt k + 1)"), (ROOT, "(k-1)/(sqrt(k)+1)^2"), (ROOT, "(√k-1)²/(k-1)"),
    (ROOT, r"\frac{\sqrt{k}-1}{\sqrt{k}+1}"), (ROOT, "(1 - 1/√k)/(1 + 1/√k)"),
    (ROOT, "(1-k^-.5)/(1+k^-.5)"), (ROOT, "(exp(ln(k)/2)-1)/(exp(ln(k)/2)+1)"),
    (ROOT, "(e^(log(k)/2) - 1)/(e^(ln(k)/2) + 1)"), (ROOT, "(k + 1 - 2√k)/(k - 1)"),
    (HALF, "0.5"), (HALF, ".5"), (HALF, "1/2"), (HALF, "½"), (HALF, "2^-1"), (HALF, "5e-1"),
    (HALF, "1 - 0.5"), (HALF, "sqrt(0.25)"), (HALF, "\\frac{1}{2}"), (HALF, " 0.50 "),
    (HALF, 0.5), (HALF, "1/√4"), (COLOUR, "dark red"), (COLOUR, "Dark Red"), (COLOUR, "dark_red"),
    (COLOUR, " darkred. "), (COLOUR, "dark"), (COLOUR, "the darker one"), (COLOUR, "dark σ"),
    (COLOUR, "it's dark red!"),
    (AREA, "np.power(a_l*a_l + a_s*a_s, -1)"), (AREA, "1/(pow(a_l, 2) + pow(a_s, 2))"),
    (AREA, r"\dfrac{1}{a_l^2 + a_s^2}"), (AREA, "1/(max(a_l, a_s)^2 + min(a_l, a_s)^2)"),
    (GREEK, r"\lvert 1 - 2\eta\sigma^2 \rvert"), (GREEK, "math.fabs(1 - 2*eta*sigma**2)"),
    (GREEK, "‖1 − 2ησ²‖"), (GREEK, "max(1 - 2ησ², 2ησ² - 1)"), (GREEK, "np.max(|1-2ησ²|, 0)"),
    (ROOT, r"(\sqrt{k} - 1)/(k^{\frac12} + 1)"), (ROOT, "(np.sqrt(k) - 1)/(math.sqrt(k) + 1)"),
    (ROOT, r"(\sqrt{k} - 1) \frac{1}{\sqrt{k} + 1}."), (ROOT, "2 pow(√k - 1, 2)/(2 (k - 1))"),
    (ROOT, "(k^(1/log_2(4)) - 1)/(√k + 1)"), (ROOT, "(k^log(2, 4) - 1)/(k^log_4(2) + 1)"),
    (HALF, "0,5"), (HALF, "0.5 meters"), (HALF, r"\tfrac12"), (HALF, r"\frac1{2}"),
    (HALF, r"\frac{1}2"), (THOUSAND, "1,000"),
    (THOUSAND, "1000 steps"), (THOUSAND, "1,000.0"), (THOUSAND, "n = 1000"), (THOUSAND, "1000,0"),
]  # fmt: skip
READ_APART = [
    (AREA, "1/a_l^2 + a_s^2"), (AREA, "1/(a_l+a_s)"), (AREA, "1/(a_l+a_s)^2"), (AREA, "a_l"),
    (AREA, "2/(a_l^2+a_s^2)"), (AREA, "1/(a_l^2-a_s^2)"), (AREA, "1/a_l^2"), (AREA, "1/(a_l a_s)"),
    (AREA, "1/(2a_l^2+2a_s^2)"), (AREA, "a_l^2+a_s^2"), (AREA, "-1/(a_l^2+a_s^2)"), (AREA, "0"),
    (AREA, "1/(a_l^2+a_s^2+0.001)"), (AREA, "1/(a_l^2+a_s^1.99)"), (AREA, "1/a_l^2+1/a_s^2"),
    (AREA, "1/sqrt(a_l^2+a_s^2)"), (AREA, "exp(a_l^2 + a_s^2)"), (AREA, "1/(a_s^2+a_s^2)"),
    (AREA, "ln(a_l^2+a_s^2)"), (AREA, "1/(a_l^3 + a_s^3)"), (AREA, "1/2 a_l"), (AREA, "1/b"),
    (GREEK, "1-2ησ²"), (GREEK, "|1-ησ²|"), (GREEK, "|1-2ησ|"), (GREEK, "2ησ²"), (GREEK, "1"),
    (GREEK, "(1-2ησ²)²"), (GREEK, "|1+2ησ²|"), (GREEK, "|1-2η²σ²|"), (GREEK, "-|1-2ησ²|"),
    (GREEK, "|1-2ησ²|/2"), (GREEK, "1-2|ησ²|"), (GREEK, "|1-2ησ²"), (GREEK, "|1-2η/σ²|"),
    (GREEK, "|1-2σ²|"), (GREEK, "|1-(2ησ)²|"), (GREEK, "1/|1-2ησ²|"), (GREEK, "|1-2ησ²|+0.01"),
    (GREEK, "0 < |1-2ησ²|"), (GREEK, "sqrt(1-2ησ²)"), (GREEK, "|1-2.001ησ²|"),
    (HALF, "x > 1/2"), (HALF, "0 < x < 1/2 < 1"),
    (ROOT, "(k-1)/(k+1)"), (ROOT, "(1-√k)/(1+√k)"), (ROOT, "(√k+1)/(√k-1)"), (ROOT, "1-1/√k"),
    (ROOT, "1 - 2/√k"), (ROOT, "√((k-1)/(k+1))"), (ROOT, "√k - 1/√k + 1"), (ROOT, "1/√k"),
    (ROOT, "(√k-1)/(√k+1)^2"), (ROOT, "0.5"), (ROOT, "ln(k)"), (ROOT, "(√k-1)/√k+1"),
    (HALF, "0.51"), (HALF, "2"), (HALF, "-0.5"), (HALF, "0,05"), (HALF, "1/3"), (HALF, "half"),
    (HALF, "1/0"), (HALF, 5), (HALF, True), (HALF, ["0.5"]), (COLOUR, "blue"), (COLOUR, "red"),
    (COLOUR, 1), (COLOUR, "dark red or blue"), (COLOUR, "not dark red"), (COLOUR, "light red"),
    (COLOUR, "dark blue"), (COLOUR, "the one"), (THOUSAND, "1.000"), (THOUSAND, "1,00"),
    (THOUSAND, "1 000"), (THOUSAND, "10 100"), (THOUSAND, "1,000,0"), (THOUSAND, "1000 or less"),
    (THOUSAND, "max(1,000)"), (THOUSAND, "max(1000)"), (THOUSAND, "pow(10, 3, 7)"),
    (ROOT, "(k^(0,5) - 1)/(√k + 1)"), (ROOT, "log_x(k)"), (ROOT, "sqrt(k, 2)"),
    (HALF, "0½"), (HALF, r"\sqrt[3]{1/8}"), (COLOUR, "σ"),
]  # fmt: skip
HOSTILE = [
    "9**9**9", "9^9^9^9^9^9^9", "1e999", "2^-9^99", "(" * 100, ")" * 100, "((1)" * 50, "-" * 190,
    "1" * 200, "x" * 200, "1" * (MOST_CHARACTERS + 1), "1+" * 99 + "1", "|" * 199, "√" * 150,
    "^".join("2" * 99), "__import__('os').system('true')", "eval('1')", "().__class__", "a.b.c",
    "lambda: 0", "open('/etc/passwd')", "f'{1}'", "{x: 1}", "[1, 2][0]", "x if x else x", "x; x",
    "# x", "\\input{/etc/passwd}", "\\frac" * 30, "x\x00x", "\u202ex", "x\ud800", "🙂", "１/２",
    "x\n\n\nx", "$(true)", "<b>x</b>", "' or 1=1", "x!", "0x10", "1_000", "1j", "nan", "inf",
    "x_" + "a" * 150, "_" * 150, "\\" * 150, "σ" * 150, "e" * 199, "1/" * 80, "=" * 100,
    "log_" * 40, "max(" * 39 + "1" + ")" * 39, "pow(9,pow(9,pow(9,9)))", "," * 150, "min()",
    "log_(2)", "log_0(2)", "\\frac12" * 28, "½" * 150, "np." * 60,
]  # fmt: skip


def shown(value: object) -> str:
    return ascii(value)[:30] if not isinstance(value, Expression | Choice) else ""


def test_there_are_sixty_of_each_and_forty_hostile_ones() -> None:
    assert min(len(READ_ALIKE), len(READ_APART)) >= 60
    assert len(HOSTILE) >= 40


@pytest.mark.fast
@pytest.mark.parametrize(("key", "text"), READ_ALIKE, ids=shown)
def test_every_form_of_the_right_answer_is_right(key: Expression | Choice, text: object) -> None:
    require_answer({"answer": text}, "answer", key.recorded())


@pytest.mark.fast
@pytest.mark.parametrize(("key", "text"), READ_APART, ids=shown)
def test_a_wrong_answer_is_wrong(key: Expression | Choice, text: object) -> None:
    with pytest.raises(Mismatch) as wrong:
        require_answer({"answer": text}, "answer", key.recorded())
    assert "\n" not in str(wrong.value)


@pytest.mark.fast
@pytest.mark.parametrize("text", HOSTILE, ids=shown)
def test_a_hostile_text_is_one_clear_line(text: str) -> None:
    key = Expression("x", {"x": (1.5, 2.0)}).recorded()
    with pytest.raises(Mismatch) as told:
        require_answer({"answer": text}, "answer", key)
    line = str(told.value)
    assert line.startswith("answer: “")
    assert line.isprintable()
    assert len(line) < 1000


@pytest.mark.fast
@pytest.mark.parametrize("text", HOSTILE, ids=shown)
def test_no_text_reads_as_a_formula_that_cannot_be_drawn(text: str) -> None:
    try:
        formula = read(text)
    except Unreadable:
        return
    value(formula, {}) if not plain(formula).strip("0123456789^.+") else latex(formula)


@pytest.mark.fast
@pytest.mark.parametrize(
    ("text", "line", "drawn"),
    [
        ("1/(2 sigma_l^2)", "1/(2·σ_l^2)", r"\frac{1}{2 \, \sigma_{l}^{2}}"),
        ("a - (b - c)", "a − (b − c)", "a - \\left(b - c\\right)"),
        ("(a^b)^c", "(a^b)^c", r"\left(a^{b}\right)^{c}"),
        ("a^b^c", "a^(b^c)", "a^{b^{c}}"),
        ("-a^2", "−a^2", "-a^{2}"),
        ("(-a)^2", "(−a)^2", r"\left(-a\right)^{2}"),
        ("a/b/c", "a/b/c", r"\frac{\frac{a}{b}}{c}"),
        ("a/(b c)", "a/(b·c)", r"\frac{a}{b \, c}"),
        ("|x| sqrt(y)", "|x|·√(y)", r"\left|x\right| \, \sqrt{y}"),
        ("ln x / ln y", "ln(x)/ln(y)", r"\frac{\ln\left(x\right)}{\ln\left(y\right)}"),
    ],
)
def test_a_formula_is_shown_as_it_was_read(text: str, line: str, drawn: str) -> None:
    formula = read(text)
    assert (plain(formula), latex(formula)) == (line, drawn)


@pytest.mark.fast
@pytest.mark.parametrize(
    ("key", "text"), [each for each in READ_ALIKE if isinstance(each[0], Expression)], ids=shown
)
def test_what_is_shown_reads_as_the_same_formula(key: Expression, text: object) -> None:
    points = key.recorded()["letters"]
    formula = read(str(text), key.letters)
    for shown in (plain(formula), latex(formula)):
        np.testing.assert_allclose(
            value(read(shown, key.letters), points), value(formula, points), rtol=1e-12
        )


@pytest.mark.fast
@pytest.mark.parametrize(
    ("key", "text", "name"),
    [
        (AREA, "1/(a_s + a_l)", "matches “not squared”"),
        (AREA, "-1/(a_l^2 + a_s^2)", "has the opposite sign"),
        (AREA, "3/(a_l^2 + a_s^2)", "differs from the right one by a constant factor"),
        (AREA, "a_l^2 + a_s^2", "is upside down"),
        (AREA, "1/(a_l^2 + a_s^2)^2", "is the right one squared, or its root"),
        (AREA, "1/a_l^3", "doesn't depend on a_s"),
        (GREEK, "1 - 2ησ²", "has the right size, but not always the right sign"),
        (GREEK, "|1 - 2ησ²| + 3", "is off by a constant that is added"),
        (HALF, "0.499", "is another number"),
        (COLOUR, "blue", "matches “cold”"),
    ],
)
def test_a_wrong_answer_is_told_what_is_wrong_with_it(
    key: Expression | Choice, text: str, name: str
) -> None:
    with pytest.raises(Mismatch) as wrong:
        require_answer({"answer": text}, "answer", key.recorded())
    assert wrong.value.idea is not None
    assert wrong.value.idea.title == f"Your answer {name}"


@pytest.mark.fast
def test_a_number_or_an_option_that_is_right_is_never_shown() -> None:
    for key, text in ((HALF, "7"), (COLOUR, "blue")):
        with pytest.raises(Mismatch) as wrong:
            require_answer({"answer": text}, "answer", key.recorded())
        assert not {"0.5", "dark"} & set(str(wrong.value).split())
        assert wrong.value.expected is None


@pytest.mark.fast
@pytest.mark.parametrize("table", [{}, {"answer": ""}, {"answer": "  "}])
def test_an_empty_answer_is_not_started(table: dict[str, str]) -> None:
    with pytest.raises(StudentRaised) as missing:
        require_answer(table, "answer", HALF.recorded())
    assert missing.value.not_started


@pytest.mark.fast
def test_what_cannot_be_read_is_told_before_what_is_empty() -> None:
    keys = {"first": COLOUR.readable(), "second": HALF.readable()}
    require_readable({"first": "blue", "second": "7"}, keys)
    with pytest.raises(Mismatch, match="second: “1/”"):
        require_readable({"second": "1/"}, keys)
    with pytest.raises(StudentRaised, match="first is empty"):
        require_readable({"second": "7"}, keys)


@pytest.mark.fast
def test_what_is_readable_does_not_say_what_is_right() -> None:
    assert COLOUR.readable() == {"options": list(COLOUR.options)}
    assert HALF.readable() == {"letters": {}}


@pytest.mark.fast
def test_no_two_letters_are_drawn_together() -> None:
    points = Expression("a", dict.fromkeys("abcdefgh", (0.5, 2.0))).recorded()["letters"]
    assert len({values.tobytes() for values in points.values()}) == 8
    assert all((values >= 0.5).all() and (values <= 2).all() for values in points.values())
