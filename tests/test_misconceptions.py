"""The named wrong formulas: wrong, told apart, and described in true numbers."""

import itertools
import re
from fractions import Fraction

import numpy as np
import pytest

from softmax_edu.checks import wording
from softmax_edu.checks.facts import parting
from softmax_edu.checks.misconceptions import EQUIVALENT, MISCONCEPTIONS
from softmax_edu.checks.misconceptions.registry import wrong
from softmax_edu.checks.notation import number, place, scores
from softmax_edu.checks.tasks import TASKS, evaluate
from softmax_edu.words import catalogue

STUBS = [(key, task) for key, m in MISCONCEPTIONS.items() for task in m.models]

DERIVATION = [task for task in TASKS.values() if task.of_scores]

# What a formula must differ by, at some probe, to be told apart: far more than a check tolerates.
APART = 2e-3


def models(task):
    return [(key, f) for key, m in MISCONCEPTIONS.items() for f in m.models.get(task, ())]


def answers(task, model, *kinds):
    return [answer(model, TASKS[task].probes[k]) for k in TASKS[task].of_kind(*kinds)]


def answer(model, probe):
    """Return what a formula gives; a transpose that was forgotten runs on squares only."""
    try:
        return evaluate(model, probe)
    except ValueError:
        return np.array([])


def truths(task, *kinds):
    return [TASKS[task].truths[k] for k in TASKS[task].of_kind(*kinds)]


def differ(some, others):
    return any(
        a.shape != b.shape or not np.allclose(a, b, rtol=APART, atol=APART, equal_nan=True)
        for a, b in zip(some, others, strict=True)
    )


@pytest.mark.parametrize("task", TASKS)
def test_formulas_of_different_names_differ_or_are_declared_equivalent(task):
    """Otherwise a report would name one of two mistakes that nobody can tell apart."""
    right = truths(task, "plain")
    seen = [(key, answers(task, model, "plain", "weights")) for key, model in models(task)]
    # Those that are right at every ordinary θ are told apart by the other probes, in test_checks.
    plain = len(right)
    wrong = [(key, values) for key, values in seen if differ(values[:plain], right)]
    assert len(wrong) > (10 if TASKS[task].of_scores else 3)
    for (one, values), (other, others) in itertools.combinations(wrong, 2):
        if one != other and not differ(values, others):
            assert any({one, other} <= group for group in EQUIVALENT.get(task, ())), (one, other)


@pytest.mark.parametrize("task", EQUIVALENT)
def test_what_is_declared_equivalent_is(task):
    for group in EQUIVALENT[task]:
        for one, other in itertools.combinations(sorted(group), 2):
            assert any(
                not differ(
                    answers(task, a, "plain", "weights"), answers(task, b, "plain", "weights")
                )
                for a in MISCONCEPTIONS[one].models[task]
                for b in MISCONCEPTIONS[other].models[task]
            )


@pytest.mark.parametrize("task", TASKS)
def test_no_wrong_formula_of_an_ordinary_probe_is_almost_right(task):
    """A formula is right to 1e-4 or wrong by far more: no tolerance decides on a learner."""
    for key, model in models(task):
        pairs = zip(answers(task, model, "plain"), truths(task, "plain"), strict=True)
        errors = [np.inf if a.shape != t.shape else np.max(np.abs(a - t)) for a, t in pairs]
        worst = np.max(np.nan_to_num(errors, nan=np.inf))
        assert worst < 1e-4 or worst > 1e-2, (key, worst)


@pytest.mark.parametrize("key", MISCONCEPTIONS)
def test_every_entry_says_all_there_is_to_say(key):
    entry = MISCONCEPTIONS[key]
    assert entry.key == key == key.lower()
    assert " " not in key
    for said in (entry.computes, entry.tempting, entry.hint, entry.source):
        assert len(said) > 3
        assert "{" not in said
        assert "you think" not in said.lower()
    for said in (entry.tempting, entry.hint):
        assert said.endswith((".", "?"))


def test_a_formula_needs_a_source_where_its_key_comes_first():
    with pytest.raises(ValueError, match="unheard-of"):
        wrong("unheard-of", "softmax")


def test_messages_and_registry_have_the_same_keys():
    told = {key for key, value in catalogue("misconceptions").items() if isinstance(value, dict)}
    assert told == set(MISCONCEPTIONS)


@pytest.mark.parametrize("key", MISCONCEPTIONS)
def test_numbers_in_hints_are_computed_not_typed(key):
    """A number that is typed can be wrong; placeholders are filled with computed ones."""
    said = catalogue("misconceptions")[key]["hint"]
    typed = re.findall(r"(?<![\w^{/−(])\d+(?:\.\d+)?(?:/\d+)?(?![\w}])", said)
    # e^710 overflows; axis=-1; the exponentials 1, 2, 5; weights of 2: said of something else.
    assert set(typed) <= {"0", "1", "2", "5", "710", "0/0"}, typed


def test_spoken_numbers_are_those_of_the_probe_point():
    """S = (1/8, 1/4, 5/8), in exact fractions, apart from NumPy."""
    s = [Fraction(k, 8) for k in (1, 2, 5)]
    assert MISCONCEPTIONS["not-normalised"].hint.count("1/8, 1/4, 5/8") == 1
    assert f"= −{s[0] * s[1]}." in MISCONCEPTIONS["diagonal-only"].hint
    diagonal = ", ".join(str(p * (1 - p)) for p in s)
    assert diagonal in MISCONCEPTIONS["diagonal-left-out"].hint
    hint = MISCONCEPTIONS["y-taken-for-ones"].hint
    assert f"here {s[0]} and {s[2]}" in hint
    assert f"one is −{1 - s[1]}." in hint


def test_e_to_the_710_is_more_than_a_float64_can_hold():
    with np.errstate(over="ignore"):
        assert np.isfinite(np.exp(709.0))
        assert np.isinf(np.exp(710.0))


@pytest.mark.parametrize(("key", "task"), STUBS)
def test_counter_examples_are_what_the_two_formulas_give(key, task):
    """And there is one for each: every stub is wrong somewhere."""
    example = MISCONCEPTIONS[key].counter_example(task)
    given = evaluate(MISCONCEPTIONS[key].stub(task), example.probe)
    right = evaluate(TASKS[task].truth, example.probe)
    said = wording.say(task, parting(example))
    if not example.same_shape:
        assert str(given.shape) in said
        assert (str(right.shape) if right.shape else "a single number") in said
    else:
        assert f"{number(given[example.first])} in yours" in said
        assert f"{number(right[example.first])} in truth" in said


def test_the_diagonal_only_counter_example_is_the_one_to_check_by_hand():
    example = MISCONCEPTIONS["diagonal-only"].counter_example("jacobian")
    said = wording.say("jacobian", parting(example))
    assert said == "At θ = (0, ln 2, ln 5), ∂S₀/∂θ₁ is 0 in yours and −1/32 in truth."


def test_probes_do_not_let_shapes_or_sums_hide_a_mistake():
    """N ≠ K and N ≥ 3 in every batch; Σy ≠ 1 only where it says so; ties are among the probes."""
    for task in DERIVATION:
        for probe in task.probes:
            theta, *y = probe.arguments
            if task.name == "batch_gradient" and probe.kind in ("plain", "weights"):
                assert len(theta) >= 3
                assert len(theta) != theta.shape[1]
            if y and probe.kind == "plain":
                np.testing.assert_allclose(y[0].sum(axis=-1), 1)
            if y and probe.kind == "weights":
                assert not np.allclose(y[0].sum(axis=-1), 1)
    plain = [task.probes[k].arguments[0] for task in DERIVATION for k in task.of_kind("plain")]
    assert any(len(set(row)) < len(row) for theta in plain for row in np.atleast_2d(theta))


def test_truth_agrees_with_the_formula_from_s():
    """Two ways to the same truth: from the scores, and from S as it is derived."""
    softmax = TASKS["softmax"].truth
    for task in DERIVATION:
        for k in task.of_kind("plain", "weights"):
            again = evaluate(task.from_s, task.probes[k], softmax)
            np.testing.assert_allclose(again, task.truths[k], rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (-0.03125, "−1/32"),
        (0.0, "0"),
        (-1e-17, "0"),
        (3.0, "3"),
        (0.1234567, "0.1235"),
        (np.nan, "nan"),
        (-np.inf, "−∞"),
        (1 / 3, "1/3"),
        (np.log(2), "0.6931"),
        (3e-7, "3.000·10⁻⁷"),
    ],
)
def test_numbers_are_short_fractions_where_they_are_fractions(value, said):
    assert number(value) == said


def test_places_are_named_output_first():
    assert place("jacobian", (1, 2)) == "∂S₁/∂θ₂"
    assert place("softmax", (1,)) == "S₁"
    assert place("batch_gradient", (3, 1)) == "∂L/∂θ₁ of row 3"
    assert place("loss", ()) == "L"


def test_scores_are_said_exactly():
    assert scores(np.array([0.3, -1.2, 800.0])) == "(0.3, −1.2, 800)"
