"""What learners write instead of an answer is told as what it is; two mistakes are told as two."""

import math
import re

import numpy as np
import pytest

import softmax_edu
from softmax_edu.checks import wording
from softmax_edu.checks.misconceptions import MISCONCEPTIONS
from softmax_edu.checks.tasks import TASKS
from softmax_edu.words import catalogue
from tests.corpus.unnamed import UNNAMED


def check(task, f, **options):
    return getattr(softmax_edu, f"check_{task}")(f, **options)


def of_numbers(task, f):
    """Return a function of arrays as one of this task, which may take another function first."""
    return (lambda _, *arrays: f(*arrays)) if task == "slopes" else f


def S(theta):
    e = np.exp(theta - np.max(theta, axis=-1, keepdims=True))
    return e / np.sum(e, axis=-1, keepdims=True)


# The tasks in which one thing is to be returned; in the others several are.
ONE, SEVERAL = [], []
for name, of_task in TASKS.items():
    (SEVERAL if len(of_task.parts) > 1 else ONE).append(name)


# --- not an answer yet ----------------------------------------------------------------------------


@pytest.mark.parametrize("task", ONE)
@pytest.mark.parametrize(
    "stub",
    [
        lambda theta, *y: 0,
        lambda theta, *y: 1.0,
        lambda theta, *y: np.zeros(len(theta)),
        lambda theta, *y: np.zeros_like(theta, dtype=float),
        lambda theta, *y: np.ones_like(theta, dtype=float),
        lambda theta, *y: np.zeros((len(theta), len(theta))),
        lambda theta, *y: [0] * len(theta),
    ],
)
def test_a_stub_is_no_mistake(task, stub):
    report = check(task, of_numbers(task, stub))
    assert (report.kind, report.named) == ("unwritten", ())
    assert "nothing is computed yet" in str(report)


@pytest.mark.parametrize("task", SEVERAL)
def test_several_stubs_are_no_mistake(task):
    report = check(task, lambda *arguments: (0,) * len(TASKS[task].parts))
    assert (report.kind, report.named) == ("unwritten", ())
    assert "nothing is computed yet" in str(report)


@pytest.mark.parametrize("task", SEVERAL)
def test_too_few_things_are_told_as_that(task):
    said = str(check(task, lambda *arguments: 0.5))
    assert f"It should return 3 things, in this order: {', '.join(TASKS[task].parts)}." in said


def test_a_transpose_that_stops_at_the_first_matrix_that_is_not_square_is_named():
    """It raises there, as the known formula does; until there the two were equal."""

    def attention_backward(Q, K, V, dO, mask):
        root = np.sqrt(Q.shape[1])
        P = S(np.where(mask, Q @ K.T / root, -np.inf))
        dP = dO @ V.T
        dS = P * (dP - (P * dP).sum(axis=1, keepdims=True))
        return dS @ K / root, dS @ Q / root, P.T @ dO

    report = check("attention_backward", attention_backward)
    assert report.misconception == "dk-untransposed"
    said = report.rungs[0]
    assert "Right in every call: dQ, dV." in said
    assert "it raises ValueError" in said
    assert "dS @ Q / root" in said


def test_a_slip_of_python_at_a_later_call_has_no_name():
    def attention_backward(Q, K, V, dO, mask):
        if len(Q) != len(K):
            raise ValueError("not square")
        return TASKS["attention_backward"].truth(Q, K, V, dO, mask)

    assert check("attention_backward", attention_backward).kind == "raised"


def test_ones_that_were_computed_are_told_apart_from_a_stub():
    report = check("softmax", lambda theta: np.exp(theta) / np.exp(theta))
    assert report.misconception == "one-score-at-a-time"


@pytest.mark.parametrize("task", [task for task in ONE if TASKS[task].truths[0].ndim])
def test_a_number_where_an_array_is_due_is_told_as_that(task):
    said = str(check(task, of_numbers(task, lambda theta, *y: float(np.max(theta)))))
    assert "it returns one number" in said
    assert "the shape is ()" not in said


def test_an_array_of_integers_is_told_to_cut_off():
    def jacobian(theta):
        J = np.zeros((len(theta), len(theta)), dtype=int)
        s = S(theta)
        for i in range(len(s)):
            for j in range(len(s)):
                J[i, j] = s[i] * ((i == j) - s[j])
        return J

    report = check("jacobian", jacobian)
    assert (report.kind, report.named) == ("unknown", ())
    assert "array of integers cuts off" in str(report)


# --- slips of Python ------------------------------------------------------------------------------


def test_a_method_that_is_not_called_is_found():
    def softmax(theta):
        u = np.exp(theta)
        return u / u.sum

    assert ".sum() with parentheses" in str(check("softmax", softmax))
    assert "parentheses () are missing" in str(check("loss", lambda theta, y: theta.sum))


def test_a_target_used_as_an_index_is_told_to_be_a_vector():
    said = str(check("loss", lambda theta, y: -np.log(S(theta))[y]))
    assert "right when y is the number of the true class" in said
    said = str(check("loss", lambda theta, y: S(theta)[y]))
    assert "it cannot say which entry to take" in said

    def gradient(theta, y):
        g = S(theta)
        g[np.arange(len(theta)), y] -= 1
        return g / len(theta)

    assert "right when y is the number" in str(check("batch_gradient", gradient))


@pytest.mark.parametrize("task", ["softmax", "gradient", "loss"])
def test_a_function_for_batches_only_is_told_to_be_right_for_those(task):
    def rows(theta):
        e = np.exp(theta - theta.max(axis=1, keepdims=True))
        return e / e.sum(axis=1, keepdims=True)

    f = {
        "softmax": rows,
        "gradient": lambda theta, y: (rows(theta) - y) / len(theta),
        "loss": lambda theta, y: -np.sum(y * np.log(rows(theta))) / len(theta),
    }[task]
    report = check(task, f)
    assert report.kind == "raised"
    assert "It is right for a batch of rows" in str(report)


def test_of_several_things_returned_the_right_one_is_named():
    def both(theta, y):
        s = S(theta)
        return -np.sum(y * np.log(s)), s * y.sum() - y

    said = str(check("gradient", both))
    assert "returns 2 things" in said
    assert "number 1 (counted from 0) is right" in said
    assert "number 0 (counted from 0) is right" in str(check("loss", both))


def test_print_in_place_of_return_is_told(capsys):
    def softmax(theta):
        print(S(theta))

    assert "Put return in the place of print" in str(check("softmax", softmax))


def test_a_target_that_is_changed_in_place_is_told_by_its_name():
    def gradient(theta, y):
        y -= S(theta)

    said = str(check("gradient", gradient))
    assert "changes its argument y" in said
    assert "y = y - …" in said


# --- carried forward ------------------------------------------------------------------------------


def twice(theta):
    return S(S(theta))


@pytest.mark.parametrize("task", ["gradient", "batch_gradient"])
def test_s_minus_y_on_an_own_wrong_softmax_is_consistent(task):
    def f(theta, y):
        return (twice(theta) - y) / (len(theta) if theta.ndim > 1 else 1)

    report = check(task, f, softmax=twice)
    assert report.kind == "consistent"
    assert "“applied-twice”" in str(report)
    assert "assumes Σy = 1" in str(report)


def test_an_own_softmax_that_is_wrong_on_a_batch_only_is_carried_too():
    def one_sum(theta):
        e = np.exp(theta - np.max(theta))
        return e / np.sum(e)

    report = check("batch_gradient", lambda t, y: (one_sum(t) - y) / len(t), softmax=one_sum)
    assert report.kind == "consistent"
    assert "“one-sum-for-the-batch”" in str(report)


def test_a_wrong_softmax_in_a_right_step_is_named():
    report = check("gradient", lambda theta, y: np.exp2(theta) / np.exp2(theta).sum() - y)
    assert report.misconception == "base-two"
    assert "All other steps are right." in str(report)


# --- two at once ----------------------------------------------------------------------------------


def rows_with_one_sum(theta):
    e = np.exp(theta - theta.max(axis=1, keepdims=True))
    return e / e.sum()


def one_hot(y):
    return np.eye(y.shape[-1])[y.argmax(axis=-1)]


PAIRS = [
    ("batch_gradient", lambda t, y: -y * (1 - S(t)), {"mean-forgotten", "diagonal-only"}),
    ("batch_gradient", lambda t, y: S(t) - one_hot(y), {"mean-forgotten", "largest-y-only"}),
    ("batch_gradient", lambda t, y: 2 * (S(t) - y), {"mean-forgotten", "factor-two"}),
    (
        "batch_gradient",
        lambda t, y: rows_with_one_sum(t) - y,
        {"mean-forgotten", "one-sum-for-the-batch"},
    ),
    ("gradient", lambda t, y: one_hot(y) - S(t), {"largest-y-only", "sign-flipped"}),
    ("gradient", lambda t, y: S(-t) - one_hot(y), {"negated-scores", "largest-y-only"}),
    ("gradient", lambda t, y: -one_hot(y) * (1 - S(t)), {"diagonal-only", "largest-y-only"}),
    ("gradient", lambda t, y: (y - S(t)) / len(t), {"mean-over-classes", "sign-flipped"}),
    ("jacobian", lambda t: -2 * np.outer(S(t), S(t)), {"other-case-everywhere", "factor-two"}),
    ("jacobian", lambda t: np.diag(S(-t) * (1 - S(-t))), {"negated-scores", "diagonal-only"}),
    ("loss", lambda t, y: np.mean(y * np.log(S(t))), {"mean-over-classes", "sign-flipped"}),
    ("loss", lambda t, y: -y * np.log2(S(t)), {"sum-missing", "another-base"}),
    ("softmax", lambda t: np.exp(-t), {"negated-scores", "not-normalised"}),
    ("softmax", lambda t: 2.0**t / len(t), {"base-two", "divided-by-the-count"}),
    ("softmax", lambda t: np.log(S(-t)), {"negated-scores", "log-of-softmax"}),
    ("softmax", lambda t: S(1 / (1 + np.exp(-t))), {"elementwise-sigmoid", "applied-twice"}),
    ("softmax", lambda t: (t == t.min()) * 1.0 / np.sum(t == t.min()), set()),
]


@pytest.mark.parametrize(("task", "f", "keys"), PAIRS)
def test_two_mistakes_at_once_are_named_together(task, f, keys):
    report = check(task, f)
    assert (report.kind, set(report.named)) == ("both" if keys else "unknown", keys), str(report)
    assert all(f"“{key}”" in str(report) for key in keys)


# --- of this task ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "task"), [(key, task) for key, m in MISCONCEPTIONS.items() for task in m.models]
)
def test_numbers_in_a_hint_are_those_of_the_task(key, task):
    entry = catalogue("misconceptions")[key]
    hint = entry.get(task, {}).get("hint", entry["hint"])
    quoted = {name[0] for name in re.findall(r"\{(\w+)\}", hint)}
    assert not quoted or TASKS[task].of_scores
    of_task = {"jacobian": {"s", "j"}, "gradient": {"s", "y", "g"}}
    assert quoted <= of_task.get(task, {"s"}), hint


def test_sums_and_symmetry_are_not_spoken_of_for_one_number():
    said = "\n".join(check("loss", lambda theta, y: np.sum(y * np.log(S(theta)))).rungs)
    assert "ymmetry" not in said
    assert "sums of 0" not in said


@pytest.mark.parametrize("task", TASKS)
def test_the_answer_runs_as_it_is_pasted(task):
    space = {}
    exec(wording.rungs(check(task, lambda *arguments: np.nan))[4], space)
    assert check(task, space[task]).passed


# --- what stays unknown ---------------------------------------------------------------------------


@pytest.mark.parametrize("one", UNNAMED, ids=lambda one: f"{one.task}-{one.name}")
def test_a_mistake_without_a_name_is_shown_by_its_report(one):
    """Each report was read without the function beside it; the clue is what gave it away."""
    report = check(one.task, one.f)
    assert (report.kind, report.named) == ("unknown", ()), report
    assert (one.clue or "") in str(report), report
    if report.comparison is not None:
        assert "Read off" not in report.rungs[0]  # a formula is the third rung's


@pytest.mark.parametrize("task", ["softmax", "jacobian", "loss", "gradient", "batch_gradient"])
def test_no_formula_is_read_off_numbers_that_have_none(task):
    """The same numbers for the same θ, and else no rule in them."""
    true = TASKS[task].truth

    def f(theta, *y):
        seed = np.frombuffer(theta.tobytes(), dtype=np.uint32)
        noise = np.random.default_rng(seed).uniform(0.9, 1.1, true(theta, *y).shape)
        return true(theta, *y) * noise

    report = check(task, f)
    assert report.kind == "unknown"
    assert "Read off" not in str(report)


def test_hardly_a_mistake_without_a_name_is_left_unclear():
    clear = sum(one.clue is not None for one in UNNAMED)
    assert len(UNNAMED) >= 55
    assert clear / len(UNNAMED) > 0.95


def test_an_unknown_gradient_is_told_entry_by_entry_and_part_by_part():
    def f(theta, y):
        g = S(theta) - y
        g[-1] *= 3
        return g

    said = str(check("gradient", f))
    assert "these entries are right: ∂L/∂θ₀, ∂L/∂θ₁" in said
    assert "If the y in yours is right" in said
    assert "The smallest of the inputs that show it: at θ = (1.3, −0.4)" in said


def test_an_unknown_jacobian_is_told_by_the_factor_of_its_entries():
    def f(theta):
        s = S(theta)
        return np.diag(s * (1 - s)) + 0.5 * (np.diag(s * s) - np.outer(s, s))

    said = str(check("jacobian", f))
    assert "these entries are right: ∂S₀/∂θ₀, ∂S₁/∂θ₁, ∂S₂/∂θ₂" in said
    assert "these entries are 1/2 times the true ones: ∂S₀/∂θ₁" in said


def test_an_unknown_softmax_is_told_by_its_scores():
    said = str(check("softmax", lambda theta: S(np.sin(theta))))
    assert "less the first of them, these are (0, 0.6390, 0.9993)" in said


def test_a_softmax_that_only_needs_a_division_is_told_so():
    assert "Each divided by that sum, they are right" in str(
        check("softmax", lambda theta: 7 * S(theta) * len(theta))
    )


def test_an_unknown_loss_is_told_by_the_probability_it_stands_for():
    said = str(check("loss", lambda theta, y: -np.sum(y * np.log(S(theta) + 0.1))))
    assert "if L is −ln S₁ in yours, S₁ is 7/20 there. It is 1/4" in said
    said = str(check("loss", lambda theta, y: 3 - np.sum(y * np.log(S(theta)))))
    assert "alike: L = 3 − Σₖ yₖ ln Sₖ. In truth L = −Σₖ yₖ ln Sₖ" in said


@pytest.mark.parametrize(
    ("task", "part"),
    [
        ("jacobian", "the rows in the bracket behind it are ((7/8, −1/4, −5/8), (0, 3/4, −5/8)"),
        ("log_softmax_jacobian", "row by row, ((1/8, 1/4, 5/8), (0, 1/4, 5/8), (0, 0, 5/8))"),
    ],
)
def test_an_unknown_jacobian_is_told_part_by_part(task, part):
    """With its other parts put right, each is what the numbers leave for it."""
    true = TASKS[task].truth
    assert part in str(check(task, lambda theta: np.triu(true(theta))))


def test_what_breaks_by_overflow_is_told_to_shift():
    def softmax(theta):
        e = [math.exp(t) for t in theta]
        return [x / sum(e) for x in e]

    report = check("softmax", softmax, large=True)
    assert report.kind == "raised"
    assert "Take max θ from every score first" in str(report)


def test_an_argument_that_is_handed_back_is_told_as_that():
    for task in ("softmax", "jacobian", "gradient", "batch_gradient", "loss"):
        assert "It hands back θ as it came in" in str(check(task, lambda theta, *y: theta))


def test_a_comma_too_many_is_told():
    said = str(check("softmax", lambda theta: (S(theta),)))
    assert "is there a comma" in said
    assert "shape" not in said


def test_of_two_things_the_one_that_passes_alone_is_right():
    """S − y passes where Σy = 1 is all that was asked for."""
    said = str(check("gradient", lambda theta, y: (S(theta), S(theta) - y)))
    assert "number 1 (counted from 0) is right" in said


@pytest.mark.parametrize("task", ["jacobian", "log_softmax_jacobian"])
@pytest.mark.parametrize("at", [(0,), (1,), (-1,), (0, 0), (1, 1), (0, 1)])
def test_one_row_or_entry_of_a_jacobian_is_named(task, at):
    true = TASKS[task].truth
    assert check(task, lambda theta: true(theta)[at]).misconception == "part-of-j"


@pytest.mark.parametrize("task", ["softmax", "gradient", "jacobian"])
def test_integers_cut_off_are_told_wherever_numbers_are_held_in_them(task):
    true = TASKS[task].truth

    def f(theta, *y):
        out = np.zeros(true(theta, *y).shape, dtype=int)
        out[...] = true(theta, *y)
        return out

    report = check(task, f)
    assert (report.kind, report.named) == ("unknown", ())
    assert "array of integers cuts off" in str(report)


def test_overflow_of_math_exp_has_its_name():
    def softmax(theta):
        e = [math.exp(t) for t in theta]
        return [x / sum(e) for x in e]

    report = check("softmax", softmax)
    assert report.passed
    assert report.named == ("no-shift",)


def without_keepdims(theta):
    e = np.exp(theta - theta.max(axis=-1))
    return e / e.sum(axis=-1)


def for_three_classes(theta):
    s = S(theta)
    return np.array([[s[i] * ((i == j) - s[j]) for j in range(3)] for i in range(3)])


def of_an_identity_of_three(theta):
    s = S(theta)
    return s[:, np.newaxis] * (np.eye(3) - s)


e_of = np.exp


def of_a_function_uncalled(theta):
    return e_of / e_of(theta).sum()


def by_the_other_axis(theta):
    e = np.exp(theta)
    return e / e.sum(axis=1, keepdims=True)


@pytest.mark.parametrize(
    ("task", "f", "options", "told"),
    [
        ("softmax", lambda theta: e**theta, {}, "no_name_e"),  # noqa: F821
        ("softmax", without_keepdims, {"rows": True}, "axis_not_kept"),
        ("softmax", by_the_other_axis, {}, "no_such_axis"),
        ("softmax", lambda theta: math.exp(theta), {}, "takes_one_number"),
        ("softmax", lambda theta: [1.0] * len(theta).sum(), {}, None),
        ("softmax", lambda theta: np.exp(theta) / list(theta).sum(), {}, "list_has_no"),
        ("softmax_backward", lambda P, dP: P * (dP - P @ dP), {}, "product_of_tables"),
        ("jacobian", for_three_classes, {}, "that_many_classes"),
        ("jacobian", of_an_identity_of_three, {}, "that_many_classes"),
        ("softmax", of_a_function_uncalled, {}, "function_not_called"),
    ],
)
def test_a_common_exception_is_told_with_what_it_comes_of(task, f, options, told):
    report = check(task, f, **options)
    assert report.kind == "raised"
    hints = {"no_name_e", "no_such_axis", "axis_not_kept", "product_of_tables"}
    hints |= {"takes_one_number", "list_has_no", "that_many_classes", "function_not_called"}
    assert hints & {fact.kind for fact in report.facts} == ({told} if told else set())
    assert report.where.kind == ("name_where" if told == "no_name_e" else "raised_where")


def test_the_rows_of_a_batch_are_samples_and_those_of_a_jacobian_are_outputs():
    def heads(report):
        return re.findall(r'<th scope="(col|row)"[^>]*>([^<]*)<', report.html())[: 3 + 4]

    upright = check(
        "softmax", lambda theta: S(theta.T).T if theta.ndim > 1 else S(theta), rows=True
    )
    names = ["S₀", "S₁", "S₂", *(f"n = {n}" for n in range(4))]
    assert sorted(name for _, name in heads(upright)) == sorted(names)
    wrong = check("batch_gradient", lambda theta, y: S(theta) - y)
    assert {"∂L/∂θ₀", "n = 3"} <= {name for _, name in heads(wrong)}
    diagonal = check("jacobian", lambda theta: np.diag(S(theta)))
    assert {"θ₀", "S₂"} <= {name for _, name in heads(diagonal)}


def test_where_to_look_and_the_similar_step_are_about_what_went_wrong():
    said = catalogue("checks")["softmax"]
    for f, options, about in (
        (lambda theta: theta / theta.sum(), {"large": True}, ""),
        (lambda theta: np.exp(theta) / np.exp(theta).sum(), {"large": True}, "_large"),
        (lambda theta: S(theta.ravel()).reshape(theta.shape), {"rows": True}, "_rows"),
    ):
        rungs = check("softmax", f, **options).rungs
        assert rungs[3] == said[f"worked{about}"]
        assert said[f"question{about}"].partition("{")[0] in rungs[1]


def test_a_short_batch_is_told_in_numbers():
    def of_all(theta):
        return S(theta.ravel()).reshape(theta.shape)

    # ln 2 and ln 5 are too long to be read.
    assert "In a batch of 4 rows and 3 classes" in str(check("softmax", of_all, rows=True))
    wrong = check("batch_gradient", lambda theta, y: S(theta) - y)
    assert "with y = ((0, 1, 0), (0, 0, 1), (1, 0, 0), (0, 1, 0))" in wrong.html()
    assert "in row 0 of a batch, with θ = (0, ln 2, ln 5), y = (0, 1, 0)" in str(wrong)


def test_a_row_of_a_batch_is_told_with_its_numbers():
    def first_row_for_all(theta):
        return np.exp(theta) / np.exp(theta[:1]).sum() if theta.ndim > 1 else S(theta)

    report = check("softmax", first_row_for_all, large=True, rows=True)
    told = str(report)
    assert "in row 1 of a batch, with θ = (0.3, −1.2, 0.8)" in told


def test_what_was_done_to_the_true_numbers_is_all_that_is_said():
    report = check("softmax", lambda theta: np.round(S(theta), 3))
    assert "rounded to 3 digits" in str(report)
    assert "No known formula" not in str(report)
    assert report.notes == ()


def test_a_helper_that_is_wrong_is_told():
    space = {"np": np, "softmax": S}
    exec(
        "def jacobian(theta):\n"
        "    return softmax(theta) + np.sin(theta)[:, None]\n"
        "def f(theta):\n"
        "    return jacobian(theta) / softmax(theta)[:, None]\n",
        space,
    )
    report = check("log_softmax_jacobian", space["f"])
    assert report.facts[-1].kind == "on_wrong"
    assert "It calls your jacobian, which is not right yet" in str(report)


def test_a_step_that_is_not_the_callers_is_told():
    def own_step(f, theta, h):
        nudges = 1e-5 * np.eye(len(theta))
        return np.array([f(theta + n) - f(theta - n) for n in nudges]) / 2e-5

    report = softmax_edu.check_slopes(own_step)
    assert report.passed
    assert report.faults == ("another-step",)


def test_the_place_of_the_smallest_is_not_what_stands_there():
    report = check("fit_temperature", lambda theta, labels, held_out: np.argmin(theta[:, 0] ** 2))
    assert "whole_number" in [fact.kind for fact in report.facts]
    assert "integer_array" not in [fact.kind for fact in report.facts]
