"""Checks accept right answers, reject wrong ones with the right words, and never say what was expected."""

# ruff: noqa: E731
import copy
import subprocess
import sys

import numpy as np
import pytest

from course import checks
from course.checks import CheckFailed

E = 2.718281828459045
SECRET = np.array([[91.5, 92.5, 93.5], [94.5, 95.5, 96.5]])
DIGITS = ("2.718", "91.5", "92.5", "93.5", "94.5", "95.5", "96.5", "8191", "zanzibar", "777")


def refused(check, *args, **kwargs) -> str:
    """Return the message of a check that must fail, after looking for the answer in it."""
    with pytest.raises(CheckFailed) as caught:
        check("the name", *args, **kwargs)
    shown = "\n".join(caught.value._render_traceback_()) + str(caught.value) + repr(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__ or caught.value.__context__ is None
    for digits in DIGITS:
        assert digits not in shown
    assert str(caught.value).startswith("[no] the name: ")
    return str(caught.value)


class Liar:
    """Says yes to everything."""

    __array_priority__ = 1e9
    shape, ndim, size, dtype = (2, 3), 2, 6, np.dtype(float)

    def _yes(self, *_):
        return True

    __eq__ = __bool__ = __le__ = __lt__ = __ge__ = __gt__ = __contains__ = _yes
    __hash__ = None
    __len__ = lambda self: 6
    __float__ = lambda self: E
    __int__ = __index__ = lambda self: 8191
    __array__ = lambda self, *_, **__: SECRET.copy()
    numpy = lambda self: SECRET.copy()
    __sub__ = __rsub__ = __abs__ = lambda self, *_: 0.0
    __array_ufunc__ = lambda self, *_, **__: True
    __instancecheck__ = _yes

    @property
    def __class__(self):
        return np.ndarray


class LyingArray(np.ndarray):
    def __eq__(self, other):
        return True

    __ne__ = lambda self, other: False
    __array_ufunc__ = lambda self, *_, **__: np.zeros(1)
    __array_finalize__ = lambda self, other: None


class LyingFloat(float):
    __eq__ = lambda self, other: True
    __ne__ = lambda self, other: False
    __hash__ = float.__hash__
    __sub__ = __rsub__ = lambda self, other: 0.0
    __float__ = lambda self: E


class LyingInt(int):
    __eq__ = lambda self, other: True
    __ne__ = lambda self, other: False
    __hash__ = int.__hash__


class LyingStr(str):
    __eq__ = lambda self, other: True
    __ne__ = lambda self, other: False
    __hash__ = str.__hash__


class LyingList(list):
    __eq__ = lambda self, other: True
    __len__ = lambda self: 3


def _object_array(item):
    made = np.empty((1, 2), dtype=object)
    made[0, 0] = made[0, 1] = item
    return made


LyingTensor = type("EagerTensor", (Liar,), {"__module__": "tensorflow.python.framework.ops"})
LIARS = [
    Liar(),
    LyingTensor(),
    LyingFloat(1.0),
    LyingInt(3),
    LyingStr("no"),
    LyingList([1]),
    _object_array(Liar()),
    [[Liar()] * 3] * 2,
    np.zeros((2, 3)).view(LyingArray),
]

# ------------------------------------------------------------------------------------------------- close


@pytest.mark.parametrize(
    ("got", "expected"),
    [
        (E, E),
        (E + 1e-9, E),
        (np.float32(E), E),
        (3, 3.0),
        (np.int8(3), 3),
        ([1, 2], (1.0, 2.0)),
        ([[1.0, 2.0], [3.0, 4.0]], np.array([[1, 2], [3, 4]], np.uint8)),
        (np.inf, np.inf),
        ([np.nan, 1], [np.nan, 1]),
        ([], []),
        (1 + 2j, 1 + 2j),
        ((SECRET, 2), (SECRET, 2.0)),
        (SECRET.view(LyingArray), SECRET),
        (np.array([1, 2.5], dtype=object), [1, 2.5]),
    ],
)
def test_close_accepts(got, expected, capsys):
    checks.close("fine", got, expected)
    assert capsys.readouterr().out.startswith("[ok] fine: ")


@pytest.mark.parametrize(
    ("got", "words"),
    [
        (E + 0.1 - 0.2, "too small"),
        (30, "got 30, too large"),
        (-E + 5, "too small"),
        (2.7177, "only just"),
        (np.inf, "division by zero or an overflow"),
        (np.nan, "not a number"),
        (None, "does the function end with `return …`?"),
        (True, "which is True or False"),
        ("e", "which is text"),
        (np.sum, "the function `sum` itself"),
        (lambda x: E, "call it"),
        (1j, "take the real part"),
        ([1.0], "a single number is expected, got an array of shape (1,)"),
        ({}, "a dict"),
        ((i for i in "ab"), "a generator"),
        (object(), "an object of type object"),
        (float, "an object of type type"),
        (np.datetime64("2020"), "datetime64"),
    ],
)
def test_close_rejects_for_a_number(got, words):
    assert words in refused(checks.close, got, E)


@pytest.mark.parametrize(
    ("got", "words"),
    [
        (SECRET * 0, "all entries differ"),
        (SECRET.T * 0, "shape (2, 3) is expected, got (3, 2): transposed?"),
        (SECRET.ravel() * 0, "got (6,): the number of entries is right"),
        (np.zeros((2, 4)), "off by one along axis 1"),
        (np.zeros((2, 3, 1, 2)), "4 axes instead of 2"),
        (np.zeros((7, 9)), "got (7, 9)"),
        (np.zeros((0, 3)), "got (0, 3)"),
        (0.0, "got the single number 0.0"),
        ([[1, 2], [3]], "ragged list: its rows have sizes 2, 1"),
        ([[1, "a", 2]] * 2, "mixes numbers and text"),
        ([[1, None, 2]] * 2, "a list with None"),
        (SECRET * (1 + 0j), "take the real part"),
        (SECRET > 0, "numbers are expected, got bools"),
        (SECRET.astype(str) == "", "got bools"),
        (np.where(SECRET > 93, np.nan, 0), "(4 NaN)"),
        (np.array([[1, [2]], [3, 4]], dtype=object), "ragged"),
        (np.array([[{}, 2]], dtype=object), "dtype object"),
    ],
)
def test_close_rejects_for_an_array(got, words):
    assert words in refused(checks.close, got, SECRET)


def test_close_counts_the_differences():
    got = np.arange(6.0).reshape(2, 3)
    said = refused(checks.close, got, got + 777 * np.eye(2, 3))
    assert "2 of 6 entries differ, the first at [0, 0]: got 0.0, too small\n  got, shape (2, 3):\n" in said


def test_close_compares_tuples_of_different_shapes_item_by_item():
    assert "item 1: all entries differ" in refused(checks.close, (SECRET, [1.0, 2]), (SECRET, [777.0, 0]))
    assert "got 1 item, too few" in refused(checks.close, (1.0,), (SECRET, E))
    assert "a sequence is expected, got None" in refused(checks.close, None, (SECRET, E))
    assert "single value 1.0" in refused(checks.close, 1.0, (SECRET, E))


def test_close_shows_a_window_around_the_first_difference_of_a_large_array():
    got = np.zeros((3, 50, 60))
    expected = got.copy()
    expected[1, 20, 30] = 777
    said = refused(checks.close, got, expected)
    assert "1 of 9000 entries differs, the first at [1, 20, 30]" in said
    assert "plane [1, :, :], rows 17 to 22, columns 26 to 33" in said
    assert len(said) < 700


def test_infinities_do_not_hide_differences():
    assert "too small" in refused(checks.close, 3.0, np.inf)
    assert "wrong sign" in refused(checks.close, -np.inf, np.inf)
    assert "not a number" in refused(checks.close, [np.nan, 1], [np.inf, 1])


def test_tolerances_are_the_callers():
    checks.close("loose", 1.1, 1.0, rtol=0.2)
    refused(checks.close, 1.1, 1.0)
    refused(checks.close, 1e-5, 0.0)
    checks.close("absolute", 1e-5, 0.0, atol=1e-4)


def test_hint_ends_the_message_as_a_sentence():
    said = refused(checks.close, 0.693, E, hint="each half costs ln 2")
    assert said == "[no] the name: got 0.693, too small. Each half costs ln 2."
    assert refused(checks.close, 0.0, E, hint="np.pad does it").endswith(" np.pad does it.")
    assert refused(checks.close, 0.0, E, hint="n + k - 1 long").endswith(" n + k - 1 long.")
    assert refused(checks.close, [0.0, 1.0], [E, E], hint="look").endswith("\n  Look.")


# ------------------------------------------------------------------------------------------------- equal


@pytest.mark.parametrize(
    ("got", "expected"),
    [
        (3, 3),
        (np.int64(3), 3),
        (np.array(3), 3),
        (True, True),
        (np.True_, True),
        ("same", "same"),
        (np.str_("same"), "same"),
        (None, None),
        (3, 3.0),
        ([1, 2], (1, 2)),
        (np.array([1, 2]), (1, 2)),
        ((1, "a", [2.5]), (1, "a", [2.5])),
        ({"a": [1]}, {"a": (1,)}),
        (np.uint8([1, 2]), np.array([1, 2])),
        ([], []),
        (np.zeros(0), []),
        (2**70, 2**70),
    ],
)
def test_equal_accepts(got, expected):
    checks.equal("fine", got, expected)


@pytest.mark.parametrize(
    ("got", "expected", "words"),
    [
        (8190, 8191, "got 8190, too small"),
        (8192, 8191, "too large"),
        (9.0, 8191, "got 9.0, a float: use // instead of /, or convert with int()"),
        (np.float64(9), 8191, "use //"),
        (True, 1, "an integer is expected, got True"),
        (1, True, "a bool is expected, got 1"),
        (False, True, "got False, which is not the answer"),
        ("no", "zanzibar", "got 'no', which is not the answer"),
        (5, "zanzibar", "text is expected, got 5"),
        (None, 8191, "does the function end"),
        (3, None, "None is expected"),
        ([8191 - 1], 8191, "an integer is expected, got an array of shape (1,)"),
        ((1, 2), (1, 777), "item 1: got 2, too small"),
        ((1.0, 777 - 1), (1, 777), "item 0: an integer is expected"),
        ((1, 2, 3), (1, 777), "got 3 items, too many: [1, 2, 3]"),
        ("ab", ("a", "zanzibar"), "a sequence is expected, got 'ab'"),
        ({"a": 1}, {"a": 777}, "under the key 'a': got 1, too small"),
        ({"b": 1}, {"a": 777}, "the key 'a' is missing"),
        ({"a": 1, "b": 2}, {"a": 1}, "2 keys, too many"),
        ([1], {"a": 777}, "a dict is expected"),
        (np.array([1.0, 2.0]), np.array([1, 777]), ".astype(int)"),
        (np.array([1, 2]), np.array([1, 777]), "1 of 2 entries differs, the first at [1]: got 2"),
        (np.array([True, False]), np.array([True, True]), "first at [1]: got False"),
        (1.0, E, "too small"),
        (2.0**70, 2**70, "a float"),
        ({1, 2}, (1, 777), "an object of type set"),
    ],
)
def test_equal_rejects(got, expected, words):
    assert words in refused(checks.equal, got, expected)


# ---------------------------------------------------------------------------------------- objects that lie


@pytest.mark.parametrize("liar", LIARS, ids=lambda liar: type(liar).__name__)
def test_no_object_speaks_for_itself(liar):
    refused(checks.close, liar, E)
    refused(checks.close, liar, SECRET)
    refused(checks.equal, liar, 8191)
    refused(checks.equal, liar, True)
    refused(checks.equal, liar, "zanzibar")
    refused(checks.equal, liar, (1, 777, 3))
    refused(checks.equal, liar, SECRET)
    refused(checks.equal, liar, None)
    refused(checks.equal, liar, {"a": 1})
    refused(checks.true, liar)
    refused(checks.choice, liar)
    refused(checks.shape, liar, (9, 9, 9))
    refused(checks.matches, lambda x: liar, lambda x: SECRET, [(1,)])
    refused(checks.matches, lambda x: liar, lambda x: 8191, [(1,)])


def test_made_up_tensor_type_is_read_by_nobody():
    assert "an object of type EagerTensor" in refused(checks.close, LyingTensor(), SECRET)
    assert "an object of type EagerTensor" in refused(checks.shape, LyingTensor(), (2, 3))


SABOTAGE = """
import builtins
import numpy as np
from course import checks
numpy_names = ("allclose", "array_equal", "isclose", "abs", "array", "asarray", "isnan", "isinf", "isfinite",
    "nonzero", "ones", "zeros", "errstate", "dtype", "all", "any", "less_equal", "not_equal")
answers = ((1.0, 2.0), ([1.0, 2.0], [1.0, 3.0]), (None, 1.0), (np.inf, 1.0))
refused = 0
for lie in (np.True_, np.False_, None, 0):
    for name in numpy_names:
        setattr(np, name, lambda *_, **__: lie)
    np.testing.assert_allclose = np.testing.assert_equal = lambda *_, **__: None
    np.seterr(all="raise")
    for got, expected in answers:
        for check in (checks.close, checks.equal, checks.finite):
            kept = {name: getattr(builtins, name) for name in ("len", "isinstance", "abs", "type", "all")}
            for name in kept:
                setattr(builtins, name, lambda *_: lie)
            try:
                check("x", got, expected) if check is not checks.finite else check("x", [np.inf])
            except checks.CheckFailed:
                refused += 1
            finally:
                for name, function in kept.items():
                    setattr(builtins, name, function)
print(refused)
"""


def test_replaced_functions_change_nothing():
    done = subprocess.run([sys.executable, "-c", SABOTAGE], capture_output=True, text=True)
    assert done.stdout == "48\n", done.stderr


# ------------------------------------------------------------------------- shape, dtype, finite, true, choice


def test_shape():
    checks.shape("fine", SECRET, (2, 3))
    checks.shape("any number of rows", SECRET, (None, 3))
    checks.shape("one axis", [1, 2], 2)
    checks.shape("scalar", 3.0, ())
    assert "shape (3, 2) is expected, got (2, 3)" in refused(checks.shape, SECRET, (3, 2))
    assert "shape (None, 2) is expected" in refused(checks.shape, SECRET, (None, 2))
    assert "got (2, 3)" in refused(checks.shape, SECRET, (2, 3, 1))
    assert "ragged" in refused(checks.shape, [[1], [1, 2]], (2, 2))
    assert "got None" in refused(checks.shape, None, (2,))


@pytest.mark.parametrize("kind", ["float", "float32", np.float32, float, np.dtype("f4")])
def test_dtype_accepts(kind):
    checks.dtype("fine", np.zeros(2, np.float32), kind)


@pytest.mark.parametrize(
    ("got", "kind", "words"),
    [
        (np.zeros(2), "int", "an int dtype is expected, got float64"),
        (np.zeros(2), "float32", "dtype float32 is expected, got float64"),
        (np.zeros(2, np.uint8), "float", "a float dtype is expected, got uint8"),
        (np.zeros(2, bool), int, "got bool"),
        (np.zeros(2, complex), "float", "got complex128"),
        ([True], "int", "got bool"),
        ("a", "float", "got str"),
        (None, "float", "got None"),
        (np.array([object()]), "float", "got object"),
    ],
)
def test_dtype_rejects(got, kind, words):
    assert words in refused(checks.dtype, got, kind)


@pytest.mark.parametrize(
    ("got", "words"),
    [
        (np.inf, "expected a finite number, got inf"),
        (-np.inf, "got -inf"),
        (np.nan, "got nan"),
        ([[1, np.nan]], "got nan at [0, 1] (1 of 2 entries are not finite)"),
        (None, "got None"),
        ("1", "got '1'"),
        (True, "got True"),
        (complex("nan"), "got nan"),
    ],
)
def test_finite_rejects(got, words):
    assert words in refused(checks.finite, got)


def test_finite_accepts():
    for got in (1, 1.5, [1, 2], SECRET, [], 1j):
        checks.finite("fine", got)


@pytest.mark.parametrize("got", [1, 0, None, "True", [True, True], [], 1.0, Liar(), print])
def test_true_wants_one_bool(got):
    refused(checks.true, got)


def test_true():
    for got in (True, np.True_, np.array(True), [True]):
        checks.true("fine", got)
    assert refused(checks.true, False, hint="look again") == ("[no] the name: this does not hold. Look again.")


@pytest.mark.parametrize("got", ["", "ab", "e", "B", 1, None, True, ["a"], LyingStr("b")])
def test_choice_wants_one_letter(got):
    assert 'one of the letters "a", "b", "c", "d"' in refused(checks.choice, got)


def test_choice_says_nothing_of_the_truth(capsys):
    for letter in "abcd":
        checks.choice("why", letter)
    assert capsys.readouterr().out.splitlines()[1] == "[ok] why: your answer is 'b'; only the form is checked here"


# ------------------------------------------------------------------------------------------------ matches

CASES = [(rng.normal(size=n), rng.normal(size=k)) for rng in [checks.rng(1)] for n in (9, 5, 2) for k in (3, 1)]


def slow_convolve(x, h):
    y = np.zeros(len(x) + len(h) - 1)
    for i, a in enumerate(x):
        for j, b in enumerate(h):
            y[i + j] += a * b
    return y


def test_matches_accepts_and_counts(capsys):
    checks.matches("random", np.convolve, slow_convolve, CASES)
    checks.matches("names", lambda x, h: np.convolve(h, x), slow_convolve, [{"x": [1.0], "h": [2.0]}])
    checks.matches("single", lambda x: x + x, lambda x: 2 * x, iter([1, 2.5, SECRET]))
    checks.matches("pairs", lambda x: (x, str(x)), lambda x: [x, str(x)], range(3))
    assert "[ok] random: 6 cases agree" in capsys.readouterr().out


def test_matches_shows_the_smallest_failing_case():
    def correlate(x, h):
        return np.convolve(x, h[::-1])

    said = refused(checks.matches, correlate, slow_convolve, [([8.0, 9], [3.0, 4]), *CASES, ([1, 2], [3, 4])])
    assert "5 of 8 cases fail, the smallest is\n    x = [1, 2]\n    h = [3, 4]\n" in said
    assert "all entries differ, the first at [0]: got 4" in said


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (lambda x, h: np.convolve(x, h, "same"), "is expected, got (3,): off by one"),
        (lambda x, h: None, "does the function end"),
        (lambda x, h: np.convolve(x, h).sum(), "got the single number"),
        (lambda x, h: np.convolve(x, h) + 0j, "real part"),
        (lambda x, h: np.convolve(x, h).astype(int), "differ"),
        (lambda x, h: np.convolve, "the function `convolve` itself"),
        (lambda x, h: np.convolve(x, h).astype(str), "numbers are expected, got text"),
        (lambda x, h: x[5] * h, "IndexError: index 5 is out of bounds for axis 0 with size 2"),
        (lambda x: x, "TypeError"),
        (lambda x, h: exit(3), "SystemExit: 3"),
    ],
)
def test_matches_explains(wrong, words):
    assert words in refused(checks.matches, wrong, slow_convolve, CASES)


def test_matches_is_strict_about_integers_and_bools():
    assert "use //" in refused(checks.matches, lambda n: n / 2, lambda n: n // 2, [8])
    assert "a bool is expected" in refused(checks.matches, lambda n: 1, lambda n: n > 2, [8])
    assert "which is not the answer" in refused(checks.matches, lambda n: "a", lambda n: "zanzibar", [8])


def test_matches_shows_the_line_of_the_students_code():
    def mine(x):
        y = x * 2
        return y[len(x)]

    said = refused(checks.matches, mine, lambda x: x, [np.zeros(2)])
    assert "raised IndexError" in said and ": return y[len(x)]" in said

    def calls_numpy(x):
        return np.convolve(x, [])

    assert ": return np.convolve(x, [])" in refused(checks.matches, calls_numpy, lambda x: x, [np.zeros(2)])


def test_matches_says_that_an_exercise_is_not_written():
    def stub(x):
        raise NotImplementedError("Exercise 1.3: conv_output_size is not written yet")

    said = refused(checks.matches, stub, lambda x: 777, [1, 2])
    assert said == "[no] the name: Exercise 1.3: conv_output_size is not written yet"


def test_arguments_are_copied_for_every_call():
    def spoil(x, items):
        expected = 2 * x.sum() + len(items)
        x[:] = 0
        items.clear()
        return expected

    case = (np.ones(3), [np.ones(2)])
    checks.matches("copies", spoil, lambda x, items: 2 * x.sum() + len(items), [case, case])
    assert case[0].sum() == 3 and len(case[1]) == 1


def test_the_reference_cannot_be_spoiled_through_the_arguments():
    def cheat(x):
        x[:] = 0
        return np.zeros(3)

    refused(checks.matches, cheat, lambda x: x + 91.5, [np.ones(3)])
    refused(checks.matches, cheat, lambda x: x, [{"x": np.ones(3)}])


def test_matches_needs_cases_and_a_function():
    with pytest.raises(ValueError, match="no cases"):
        checks.matches("x", len, len, [])
    assert "a function is expected, got 3" in refused(checks.matches, 3, len, [1])


def test_errors_of_the_reference_are_not_the_students():
    with pytest.raises(ZeroDivisionError):
        checks.matches("x", lambda x: 1, lambda x: 1 / 0, [1])


def test_large_arguments_are_shown_small():
    said = refused(checks.matches, lambda x, m: x * 0, lambda x, m: x + 1, [(np.ones((40, 50)), "full")])
    assert "x = array of shape (40, 50), float64: (rows 0 to 5, columns 0 to 7)" in said
    assert "m = 'full'" in said and len(said) < 1200


# ---------------------------------------------------------------------------------------- raises, unchanged


def test_raises(capsys):
    checks.raises("text", ValueError, int, "x")
    checks.raises("a subclass counts", LookupError, [].pop)
    checks.raises("keyword", TypeError, int, nothing=1)
    assert "[ok] text: ValueError: invalid literal" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (lambda x: x, "the function returned 1: test the arguments first and `raise ValueError(…)`"),
        (lambda x: None, "the function returned None"),
        (lambda x: [][x], "ValueError is expected, got IndexError"),
        (lambda x: exit(), "got SystemExit"),
        (7, "a function is expected"),
    ],
)
def test_raises_rejects(function, words):
    assert words in refused(checks.raises, ValueError, function, 1)


def test_an_unwritten_exercise_does_not_raise_the_right_error():
    def stub(x):
        raise NotImplementedError("Exercise 1.1: f is not written yet")

    for wanted in (ValueError, RuntimeError, Exception):
        assert refused(checks.raises, wanted, stub, 1) == "[no] the name: Exercise 1.1: f is not written yet"


def test_an_error_with_a_broken_message_is_still_reported():
    class Odd(Exception):
        def __str__(self):
            raise RuntimeError

    def f(x):
        raise Odd

    assert "got Odd" in refused(checks.raises, ValueError, f, 1)
    assert "raised Odd" in refused(checks.matches, f, lambda x: x, [1])


def _poke(x):
    x[1] += 1


@pytest.mark.parametrize(
    ("function", "args", "words"),
    [
        (_poke, (np.zeros(3),), "changed its argument x at [1]: work on a copy"),
        (_poke, ([1, 2],), "an item became 3"),
        (lambda x: np.negative(x, out=x), (np.zeros(2),), "its bytes"),
        (_poke, ([True, False],), "an item became 1"),
        (lambda x: x.append(1), ([],), "(0 items became 1)"),
        (lambda x, y: y.sort(), (1, np.array([2, 1])), "its argument y at [0]"),
        (lambda x: x.resize((2, 2)), (np.zeros(4),), "shape"),
        (lambda x: x.update(a=2), ({"a": 1},), "an item became 2"),
        (lambda x: x[0].fill(1), ((np.zeros(2),),), "changed"),
        (lambda x: x.__setitem__(0, Liar()), ([np.zeros(2)],), "an array became an object of type Liar"),
        (lambda x: x.__setitem__(0, LyingInt(3)), ([3],), "an item became"),
        (lambda x: x.__setitem__(0, (1,)), ([[1]],), "a list became [1]"),
        (lambda x: x.y, (1,), "raised AttributeError"),
    ],
)
def test_unchanged_rejects(function, args, words):
    assert words in refused(checks.unchanged, function, *args)


def test_unchanged_accepts_what_reads_or_copies():
    def reads(x):
        assert isinstance(x, list) and x == [3, {"a": 1}] and x + x == x * 2 and {**x[1]} == {"a": 1}
        for mine in (x.copy(), copy.copy(x), copy.deepcopy(x), list(x), sorted(x[:1]), np.array(x[:1])):
            mine[0] = 0

    checks.unchanged("a list", reads, [3, {"a": 1}])


def test_unchanged_accepts():
    array = np.array([np.nan, 1])
    checks.unchanged("reads only", lambda x, y: x + y, array, [1, 2])
    checks.unchanged("by name", lambda x, y: x + y, array, y=np.ones(2))


# -------------------------------------------------------------------------------------- tensors and notebooks


def test_tensors():
    import keras
    import tensorflow as tf

    checks.close("tensor", tf.constant([1.0, 2.0]), [1, 2])
    checks.close("variable", tf.Variable(2.0), 2)
    checks.close("keras variable", keras.Variable(2.0), 2)
    checks.close("list of tensors", [tf.constant(1.0), 2.0], [1, 2])
    checks.close("bfloat16", tf.constant([1.5], tf.bfloat16), [1.5])
    checks.close("against a tensor", np.float32([1.0]), tf.constant([1.0]))
    checks.equal("integer", tf.constant(3), 3)
    checks.true("bool", tf.constant(True))
    checks.dtype("bfloat16", tf.constant(1.5, tf.bfloat16), "bfloat16")
    checks.dtype("float", tf.constant(1.5, tf.bfloat16), "float")
    checks.dtype("symbolic", keras.Input((4,)), "float32")
    checks.shape("symbolic", keras.Input((4,)), (None, 4))
    checks.unchanged("tensor", lambda x: x + 1, tf.constant(1.0))
    refused(checks.close, tf.constant([1.0, 2.0]), [1, 777.0])
    refused(checks.equal, tf.constant(3.0), 3)
    assert "symbolic" in refused(checks.close, keras.Input((4,)), E)
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    assert "a Sequential" in refused(checks.close, model, E) and len(refused(checks.close, model, E)) < 200
    assert "ragged" in refused(checks.close, tf.ragged.constant([[1], [1, 2]]), E)


def test_importing_does_not_load_tensorflow():
    code = "import sys; from course import checks; sys.exit('tensorflow' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0


@pytest.mark.parametrize("mode", ["Context", "Verbose"])
def test_a_notebook_shows_the_message_and_nothing_else(mode, capsys):
    from IPython.core.interactiveshell import InteractiveShell

    shell = InteractiveShell()
    shell.run_line_magic("xmode", mode)
    shell.run_cell("from course import checks\nimport numpy as np\nanswer = 2.718281828 * np.ones(3)")
    capsys.readouterr()
    for cell in (
        "checks.close('sum', np.zeros(3), answer)",
        "checks.equal('sum', np.zeros(3), answer)",
        "checks.matches('sum', lambda x: x, lambda x: answer, [np.zeros(3)])",
    ):
        result = shell.run_cell(cell)
        assert type(result.error_in_exec).__name__ == "CheckFailed"
        shown = capsys.readouterr().out
        assert "[no] sum: " in shown and "2.718" not in shown and "answer" not in shown
        assert len(shown.splitlines()) < 10


# ------------------------------------------------------------------------------ anything against anything

_CYCLE = []
_CYCLE.append(_CYCLE)
ODD = [
    *(None, True, 0, -1, 2**64, -(2**70), 10**400, 1e308, float("nan"), float("inf"), 1j, complex("nan")),
    *("", "a", b"x", bytearray(b"a"), [], [[]], [[], [1]], (), {}, {"a": 1}, {1}, range(3), iter([1])),
    *(print, int, object(), NotImplemented, ..., np.array([]), np.zeros((0, 3)), np.array("a")),
    *(np.array(["a", "b"]), np.array([None]), np.zeros(3, "M8[s]"), np.zeros(2, [("a", int)])),
    *(np.float16(1), np.longdouble(1), np.uint64(2**64 - 1), np.array([-128], np.int8), np.bytes_(b"a")),
    *(np.ma.masked_array([1, 2], [0, 1]), np.zeros((1,) * 10), np.zeros((200, 300)), ["a", 1], [True, 1]),
    *([1, [2]], [np.zeros(2), np.zeros(3)], [1 + 1j, 2], [np.nan, np.inf], Exception("x"), _CYCLE, *LIARS),
]
EXPECTED = [
    *(None, True, 3, 2**70, 1.5, float("nan"), 1j, "b", [1, 2], (1, "a"), (), {"b": 1}, np.array([])),
    *(
        np.array([1, 2]),
        np.array([True, False]),
        np.array(["a"]),
        np.zeros((2, 2)),
        (np.zeros(2), np.zeros(3)),
    ),
]


@pytest.mark.parametrize("got", ODD, ids=lambda got: type(got).__name__)
@pytest.mark.filterwarnings("error")
def test_whatever_comes_is_a_pass_or_a_short_message(got):
    calls = [(check, got, wanted) for check in (checks.close, checks.equal) for wanted in EXPECTED]
    calls += [(checks.matches, lambda x: got, lambda x, w=wanted: w, [1]) for wanted in EXPECTED]
    calls += [(check, got) for check in (checks.finite, checks.true, checks.choice)]
    calls += [(checks.shape, got, shape) for shape in ((), (2,), (None, 3))]
    calls += [(checks.dtype, got, kind) for kind in ("int", "float", "float32", "bfloat16", np.uint8)]
    calls += [(checks.raises, ValueError, got, 1), (checks.raises, ValueError, lambda: got)]
    for check, *args in calls:
        try:
            check("x", *args)
        except CheckFailed as failed:
            assert str(failed).startswith("[no] x: ") and len(str(failed)) < 1500
        except TypeError as error:  # the check's author compares what `close` cannot
            assert check is checks.close and "the check expects" in str(error)


class TestCallsInsideACheck:
    """A value given as `lambda:`, and a result that several checks look at."""

    @staticmethod
    def broken(x):
        return x + "one"

    @pytest.mark.parametrize("check", [checks.close, checks.equal, checks.shape, checks.dtype, checks.finite])
    def test_what_a_function_raises_meets_the_hint(self, check):
        rest = {checks.shape: ((3,),), checks.dtype: ("float",), checks.finite: ()}.get(check, (3,))
        said = refused(check, lambda: self.broken(1), *rest, hint="add numbers")
        assert "the function raised TypeError" in said and 'return x + "one"' in said and "Add numbers." in said

    @pytest.mark.parametrize("mistake", [lambda x: x.ndim, lambda x: x[:1] * x, lambda x: (0, x)[1].shape])
    def test_a_list_where_an_array_is_needed_has_a_hint_of_its_own(self, mistake):
        def student(x):
            return mistake(x)

        said = refused(checks.close, lambda: student([1, 2]), 3, hint="the kernel was reversed")
        assert "Error: " in said and said.endswith(
            "This is a list, not an array: np.asarray(…) makes an array of it."
        )

    def test_a_pair_where_a_dictionary_is_needed_keeps_the_hint_of_its_case(self):
        said = refused(checks.close, lambda: (1, 2).items(), 3, hint="return a dict")
        assert said.endswith("Return a dict.")

    def test_true_and_choice_call_too(self, capsys):
        checks.true("name", lambda: True)
        assert "raised TypeError" in refused(checks.true, lambda: self.broken(1))
        assert "raised TypeError" in refused(checks.choice, lambda: self.broken(1))
        assert capsys.readouterr().out == "[ok] name\n"

    def test_values_are_compared_as_before(self, capsys):
        checks.close("name", lambda: [1.0, 2.0], [1, 2])
        assert "too large" in refused(checks.close, lambda: 3, 2)
        assert "the function `broken` itself" in refused(checks.close, self.broken, 2)
        assert "call it" in refused(checks.close, lambda x: x, 2)

    def test_a_result_of_no_use_is_told_apart(self):
        said = refused(checks.close, lambda: (lambda: 5)()[0], 5, hint="return a pair")
        assert "what the function returned cannot be used here (TypeError" in said and "Return a pair." in said

    def test_an_unwritten_exercise_keeps_its_words(self):
        def stub():
            raise NotImplementedError("Exercise 4.2: f is not written yet")

        said = refused(checks.close, lambda: stub(), 5, hint="no hint for this")
        assert said == "[no] the name: Exercise 4.2: f is not written yet"

    def test_call_returns_or_explains(self):
        given = [1]
        assert checks.call("name", lambda x, more: x, given, more=2) is given
        said = refused(checks.call, self.broken, 1, hint="add numbers")
        assert 'return x + "one"' in said and "Add numbers." in said
        assert "a function is expected" in refused(checks.call, 5)

    def test_colours_of_a_message_do_not_come_along(self):
        def bold():
            raise ValueError("\x1b[1mInvalid shape\x1b[0m for the input")

        said = refused(checks.call, bold)
        assert "ValueError: Invalid shape for the input" in said and "\x1b" not in said

    def test_the_words_of_a_check_inside_stay(self):
        with pytest.raises(CheckFailed, match="inner"):
            checks.true("outer", lambda: checks.equal("inner", 1, 2))
