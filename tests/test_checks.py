"""A learner's function is told what it is, and never accused of what it is not."""

import html.parser
import json
import os
import re
import subprocess
import sys
import threading
from base64 import b64decode
from contextlib import suppress
from fractions import Fraction

import numpy as np
import pytest

import softmax_edu
from softmax_edu import Ladder, checks, words
from softmax_edu.checks import wording
from softmax_edu.checks.combining import carried, composites
from softmax_edu.checks.comparison import RIGHT_TO
from softmax_edu.checks.facts import measured
from softmax_edu.checks.misconceptions import EQUIVALENT, MISCONCEPTIONS
from softmax_edu.checks.notation import number
from softmax_edu.checks.tasks import TASKS, evaluate
from tests.corpus.learners import LEARNERS, UNKNOWN
from tests.corpus.right import RIGHT
from tests.corpus.wrong import WRONG
from tests.pseudo import english

STUBS = [(key, task) for key, m in MISCONCEPTIONS.items() for task in m.models]


def check(task, f, **options):
    return getattr(softmax_edu, f"check_{task}")(f, **options)


def s_of(theta):
    e = np.exp(theta - np.max(theta))
    return e / e.sum()


def diagonal(theta):
    s = s_of(theta)
    return np.diag(s * (1 - s))


def jacobian(theta):
    s = s_of(theta)
    return np.diag(s) - np.outer(s, s)


# --- the corpora ---------------------------------------------------------------------------------


def test_the_corpora_are_large_and_cover_every_task():
    assert len(RIGHT) >= 30
    assert len(WRONG) >= 60
    assert {r.task for r in RIGHT} == {w.task for w in WRONG} == set(TASKS)


@pytest.mark.parametrize("right", RIGHT, ids=lambda right: f"{right.task}-{right.name}")
def test_whoever_is_right_passes(right):
    report = check(right.task, right.f)
    assert report.passed, str(report)
    assert report.misconception is None
    assert set(report.faults) == right.faults, str(report)
    assert bool(report.faults) <= bool(report.remarks)


@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: f"{wrong.task}-{wrong.name}")
def test_whoever_is_wrong_is_judged_as_listed(wrong):
    report = check(wrong.task, wrong.f, **wrong.options)
    assert not report.passed
    assert (report.kind, set(report.named)) == (wrong.kind, wrong.named), str(report)
    assert report.misconception == (
        next(iter(wrong.named)) if wrong.kind == "misconception" else None
    )
    assert report.facts
    assert len(report.rungs) == 5
    assert all(report.rungs)


@pytest.mark.parametrize("learner", LEARNERS, ids=lambda learner: learner.name)
def test_formulas_are_known_in_every_style(learner):
    report = check(learner.task, learner.f)
    assert report.passed == learner.right, str(report)
    if not learner.right:
        assert (set(report.named) or {UNKNOWN}) == learner.keys, str(report)


def test_few_wrong_functions_of_learners_stay_unknown():
    wrong = [learner for learner in LEARNERS if not learner.right]
    assert len(LEARNERS) >= 200
    assert sum(UNKNOWN in learner.keys for learner in wrong) <= len(wrong) / 6


@pytest.mark.parametrize(
    "right",
    [right for right in RIGHT if TASKS[right.task].takes_y],
    ids=lambda right: f"{right.task}-{right.name}",
)
def test_weights_belong_to_the_task_only_where_it_says_so(right):
    """S − y passes with a remark; where the task is about weights, it is a misconception."""
    report = check(right.task, right.f, weights=True)
    if "unit-sum" not in right.faults:
        assert report.passed
    elif report.kind == "misconception":
        assert report.misconception == "unit-sum-assumed"
    else:
        assert report.kind == "raised"  # it refuses such y, in its own words


# --- the registry --------------------------------------------------------------------------------


@pytest.mark.parametrize(("key", "task"), STUBS)
def test_every_stub_gets_its_own_key(key, task):
    """By its name, or by that of its fault if it is right; or with those declared equivalent."""
    report = check(task, MISCONCEPTIONS[key].stub(task))
    if report.passed:
        assert key in report.named
        assert report.faults
    elif report.kind == "ambiguous":
        assert {key} < set(report.named)
        assert any(set(report.named) <= group for group in EQUIVALENT[task])
    else:
        assert report.misconception == key


@pytest.mark.parametrize(("key", "task"), STUBS)
def test_every_form_of_a_misconception_gets_its_key(key, task):
    for model in MISCONCEPTIONS[key].models[task]:
        report = check(task, model)
        assert key in report.named, (model, str(report))


@pytest.mark.parametrize(("key", "task"), STUBS)
def test_what_is_said_of_a_stub_are_true_numbers(key, task):
    """The two numbers of the largest gap are those of the stub and of the truth."""
    stub = MISCONCEPTIONS[key].stub(task)
    report = check(task, stub)
    seen = report.comparison
    if report.passed or seen.largest is None:
        told = {fact.kind for fact in report.facts}
        assert report.passed or told & {"shape_wrong", "shape_of_a_number", "one_number"}
        return
    with np.errstate(all="ignore"):
        yours = evaluate(stub, seen.probe)[seen.largest]
    truth = evaluate(TASKS[task].truth, seen.probe)[seen.largest]
    said = f"{number(float(yours))} in yours and {number(float(truth))} in truth."
    assert said in report.rungs[0]


@pytest.mark.slow
@pytest.mark.parametrize("times", [-1.0, 2.0, 0.5, -3.0])
@pytest.mark.parametrize("task", ["jacobian", "gradient", "batch_gradient"])
def test_two_mistakes_at_once_are_both_or_unknown(task, times):
    """A known formula times a number that is not its own: never one of the two alone.

    Unless the product is the truth, or a known formula itself; then all its numbers are.
    """
    for key, entry in MISCONCEPTIONS.items():
        for model in entry.models.get(task, ()):

            def f(*arguments, model=model):
                return times * np.asarray(model(*arguments), dtype=float)

            report = check(task, f)
            if report.passed:
                assert _equal(task, f, TASKS[task].truth, "plain"), key
            else:
                assert len(report.named) == 2 or report.kind != "both"
                for forms in formulas_of(report):
                    assert any(_equal(task, f, m, "plain", "weights") for m in forms), key


def formulas_of(report):
    """Return, for each thing that a report names, formulas of which one must be theirs."""
    if report.kind == "both":
        return [[c.model for c in composites(report.task) if c.keys == set(report.named)]]
    if any(note.kind == "in_softmax" for note in report.notes):
        return [[model for key, model in carried(report.task) if key == report.named[0]]]
    return [MISCONCEPTIONS[name].models[report.task] for name in report.named]


def _equal(task, f, g, *kinds):
    probes = [TASKS[task].probes[k].arguments for k in TASKS[task].of_kind(*kinds)]
    with np.errstate(all="ignore"), suppress(KeyError, IndexError, TypeError):
        return all(
            np.shape(f(*at)) == np.shape(g(*at))
            and np.allclose(f(*at), g(*at), rtol=RIGHT_TO, atol=RIGHT_TO, equal_nan=True)
            for at in probes
        )
    return False


def gradient_terms(theta, y):
    s = s_of(theta)
    return [s * y.sum(), s, y, np.ones_like(s), y * s, s * s, s * (y @ s), theta, y / s]


def jacobian_terms(theta):
    s, K = s_of(theta), len(theta)
    square = [np.diag(s), np.outer(s, s), np.diag(s * s), np.eye(K), np.tile(s, (K, 1))]
    return [*square, square[-1].T, np.ones((K, K)), np.diag(theta), np.outer(theta, theta)]


def agree(f, g, at):
    with np.errstate(all="ignore"), suppress(KeyError, IndexError, TypeError):
        return np.shape(g(*at)) == np.shape(f(*at)) and np.allclose(f(*at), g(*at))
    return False


@pytest.mark.slow
@pytest.mark.parametrize(
    ("task", "terms", "fresh"),
    [
        ("gradient", gradient_terms, ([0.37, -0.9, 1.3, 0.2, -1.7], [0.3, 0.0, 1.1, 0.05, 0.7])),
        ("jacobian", jacobian_terms, ([0.37, -0.9, 1.3, 0.2, -1.7],)),
    ],
)
def test_whoever_is_named_has_that_formula_at_points_never_probed(task, terms, fresh):
    """Formulas thrown together at random are named, or pass, only where that is true elsewhere."""
    rng = np.random.default_rng(7)
    at = tuple(np.array(values) for values in fresh)
    met = set()
    for _ in range(250):
        weights = rng.choice([-2.0, -1.0, -0.5, 0.5, 1.0, 2.0], 9) * (rng.random(9) < 0.25)

        def f(*arguments, weights=weights):
            return sum(w * term for w, term in zip(weights, terms(*arguments), strict=True))

        report = check(task, f)
        met.add(report.kind)
        if report.passed and "unit-sum" not in report.faults:
            np.testing.assert_allclose(f(*at), TASKS[task].truth(*at), atol=1e-9)
        if report.kind in ("misconception", "ambiguous", "both"):
            for forms in formulas_of(report):
                assert any(agree(f, g, at) for g in forms)
    assert met >= {"misconception", "unknown"}


# --- what is said --------------------------------------------------------------------------------


def test_the_diagonal_only_report_says_what_can_be_checked_by_hand():
    report = softmax_edu.check_jacobian(diagonal)
    assert str(report).splitlines() == [
        "check_jacobian: Not yet.",
        "The shape (3, 3) is right.",
        "The diagonal is right.",
        "At θ = (0, ln 2, ln 5), row 0 adds up to 7/64. Each row of the truth adds up to 0.",
        "Largest gap at θ = (0, ln 2, ln 5): ∂S₁/∂θ₂, which is 0 in yours and −5/32 in truth.",
        "Your numbers equal “diagonal-only”: what follows from the diagonal alone, Sᵢ(1 − Sᵢ) for "
        "∂Sᵢ/∂θᵢ, with every ∂Sᵢ/∂θⱼ, i ≠ j, left out.",
        "At θ = (0, ln 2, ln 5), ∂S₀/∂θ₁ is 0 in yours and −1/32 in truth.",
        "Raise θ₁ by 0.1, and S₀ goes from 0.1250 to 0.1218.",
        "Why it is tempting: It is right for functions that act on each number alone, such as the "
        "sigmoid; and the numerator e^θᵢ does not contain θⱼ.",
        "All outputs share one sum. Raise θ₁ and the sum grows, so S₀ falls: at "
        "θ = (0, ln 2, ln 5), ∂S₀/∂θ₁ = −1/32.",
    ]


@pytest.mark.slow
def test_nobody_is_told_what_they_think():
    for wrong in WRONG:
        said = str(check(wrong.task, wrong.f, **wrong.options)).lower()
        assert "you think" not in said
        assert "you believe" not in said
        assert "!" not in said


@pytest.mark.slow
def test_two_runs_say_the_same():
    """nbval compares what is printed."""
    for wrong in WRONG:
        said = [str(check(wrong.task, wrong.f, **wrong.options)) for _ in range(2)]
        assert said[0] == said[1]


@pytest.mark.parametrize("task", [name for name, task in TASKS.items() if task.of_scores])
def test_what_is_measured_is_true(task):
    """The nudge is by 0.1, and both numbers are those of an own softmax."""
    probe = TASKS[task].probes[0]
    theta, *y = probe.arguments
    index = {"softmax": (0,), "loss": (), "gradient": (1,), "batch_gradient": (2, 1)}.get(
        task, (0, 1)
    )
    said = wording.say(task, measured(task, probe, index))
    if task in ("softmax", "loss"):
        assert "(1/8, 1/4, 5/8)" in said
        return
    nudged = theta.copy()
    nudged[index if task == "batch_gradient" else index[-1]] += 0.1
    rows, nudged_rows = np.atleast_2d(theta), np.atleast_2d(nudged)
    before, after = np.array([s_of(r) for r in rows]), np.array([s_of(r) for r in nudged_rows])
    if task == "jacobian":
        values = before[0, 0], after[0, 0]
    elif task == "log_softmax_jacobian":
        values = np.log(before[0, 0]), np.log(after[0, 0])
    else:
        target = np.atleast_2d(y[0])
        values = tuple(-(target * np.log(s)).sum(axis=1).mean() for s in (before, after))
    told = [float(x.replace("−", "-")) for x in re.findall(r"−?\d\.\d{3,}", said)]
    np.testing.assert_allclose(told, values, rtol=1e-3)


def test_the_worked_steps_and_answers_are_true():
    """Each answer is run; the numbers of the worked steps are computed again."""
    for task in TASKS.values():
        options = {"weights": True} if task.takes_y else {}
        if task.name == "softmax":
            options = {"large": True, "rows": True}
        report = check(task.name, lambda *arguments: np.nan, **options)
        space = {}
        exec(report.rungs[4], space)
        answered = check(task.name, space[task.name], **options)
        assert answered.passed
        assert not set(answered.faults) - {"batch"}
    for options, left in ({}, {"overflow", "batch"}), ({"large": True}, {"batch"}):
        space = {}
        exec(check("softmax", lambda theta: np.nan, **options).rungs[4], space)
        answered = check("softmax", space["softmax"], **options)
        assert answered.passed
        assert set(answered.faults) == left
    said = check("jacobian", lambda theta: np.nan).rungs[3]
    q, h = (lambda x, z: x / (x + z)), 1e-6
    slopes = (q(1 + h, 3) - q(1, 3)) / h, (q(1, 3 + h) - q(1, 3)) / h
    told = [Fraction(x.replace("−", "-")) for x in re.findall(r"−?\d+/\d+", said)]
    np.testing.assert_allclose([float(x) for x in told], slopes, rtol=1e-4)
    assert "0.6931" in check("loss", lambda theta, y: np.nan).rungs[3]


def test_own_exception_comes_with_the_learners_line():
    def loss(theta, y):
        return -y @ np.log(thta)  # noqa: F821 - the learner's mistake

    report = softmax_edu.check_loss(loss)
    assert report.kind == "raised"
    assert "NameError: name 'thta' is not defined" in report.rungs[0]
    assert "return -y @ np.log(thta)" in report.rungs[0]


def test_an_error_deep_in_a_library_is_told_by_the_learners_line():
    def gradient(theta, y):
        return np.linalg.inv(np.zeros((2, 3)))

    report = softmax_edu.check_gradient(gradient)
    assert "np.linalg.inv(np.zeros((2, 3)))" in report.rungs[0]


def test_the_line_is_found_in_a_callable_without_code_of_its_own():
    def f(theta):
        return theta[100]

    report = softmax_edu.check_softmax(np.vectorize(f, signature="(k)->(k)"))
    assert "return theta[100]" in report.rungs[0]


def test_an_unwritten_function_is_not_called_an_error():
    def jacobian(theta):
        raise NotImplementedError

    report = softmax_edu.check_jacobian(jacobian)
    assert report.kind == "unwritten"
    assert str(report).startswith("check_jacobian: Not written yet.")
    assert "NotImplementedError" not in str(report)


def test_wrong_arguments_are_answered_by_the_call():
    report = softmax_edu.check_gradient(lambda theta: theta)
    assert "gradient(theta, y)" in report.rungs[0]


def test_own_softmax_is_told_apart_from_this_step():
    def twice(theta):
        return s_of(s_of(theta))

    def built_on_it(theta):
        s = twice(theta)
        return np.diag(s) - np.outer(s, s)

    report = softmax_edu.check_jacobian(built_on_it, softmax=twice)
    assert report.kind == "consistent"
    assert not report.passed
    assert "“applied-twice”" in str(report)
    assert "this step is right" in str(report)


def test_a_right_softmax_of_ones_own_changes_nothing():
    assert softmax_edu.check_jacobian(jacobian, softmax=s_of).kind == "right"
    report = softmax_edu.check_jacobian(diagonal, softmax=s_of)
    assert report.misconception == "diagonal-only"


def test_an_own_softmax_that_cannot_be_called_is_left_aside():
    def broken(theta):
        raise ValueError

    assert softmax_edu.check_jacobian(diagonal, softmax=broken).misconception == "diagonal-only"
    none = softmax_edu.check_jacobian(diagonal, softmax=lambda theta: None)
    assert none.misconception == "diagonal-only"


@pytest.mark.parametrize("task", TASKS)
def test_the_call_of_a_function_is_not_the_function(task):
    with pytest.raises(TypeError, match="without parentheses"):
        check(task, np.ones(3))


def test_a_transpose_is_never_diagnosed_on_the_symmetric_jacobian():
    assert softmax_edu.check_jacobian(lambda theta: jacobian(theta).T).remarks == ()
    assert "jacobian" not in MISCONCEPTIONS["transposed"].models


def test_single_precision_does_not_make_a_wrong_formula_right():
    report = softmax_edu.check_jacobian(lambda theta: diagonal(theta).astype(np.float16))
    assert report.misconception == "diagonal-only"


# --- running strangers' code ---------------------------------------------------------------------


def test_arguments_are_the_learners_to_change():
    """A function that destroys its arguments meets whole ones in the next call, and is told."""

    def destroys(theta):
        s = s_of(theta)
        theta[:] = np.nan
        return s

    report = softmax_edu.check_softmax(destroys)
    assert report.passed
    assert "mutates" in report.faults
    for task in TASKS.values():
        for probe in task.probes:
            numbers = [argument for argument in probe.arguments if argument.dtype != object]
            assert not any(np.any(np.isnan(argument)) for argument in numbers)


def test_mutation_is_remarked_on_in_a_wrong_function_too():
    def f(theta):
        theta -= theta.max()
        return np.diag(np.exp(theta) / np.exp(theta).sum() * 0.5)

    assert "changes its argument θ" in softmax_edu.check_jacobian(f).rungs[0]


def test_what_a_function_returns_may_be_its_own_argument():
    """Later calls change neither what was kept nor the verdict."""
    assert softmax_edu.check_jacobian(lambda theta: theta).kind == "unknown"


def test_prints_of_the_first_call_are_shown_and_no_others(capsys):
    def talks(theta):
        print("here")
        return s_of(theta)

    softmax_edu.check_softmax(talks)
    assert capsys.readouterr().out == "here\n"


def test_the_random_state_of_numpy_errors_and_warnings_is_left_alone():
    before = np.geterr()
    softmax_edu.check_softmax(lambda theta: np.exp(theta) / np.exp(theta).sum())
    assert np.geterr() == before


@pytest.mark.parametrize("task", TASKS)
def test_a_learner_who_lets_numpy_raise_is_answered_all_the_same(task):
    """Our arithmetic has its own error state; the learner's function runs under the learner's."""
    stubs = [m.stub(task) for m in MISCONCEPTIONS.values() if task in m.models]
    states = []

    def truth(*arguments):
        states.append(np.geterr())
        with np.errstate(all="ignore"):
            return TASKS[task].truth(*arguments)

    vars(TASKS[task]).pop("truths", None)
    with np.errstate(all="raise"):
        assert check(task, truth).passed
        assert all(check(task, f).kind for f in stubs)
    assert {*states[0].values()} == {"raise"}


def test_a_pending_alarm_of_somebody_else_survives():
    signal = pytest.importorskip("signal")
    heard = []
    previous = signal.signal(signal.SIGALRM, lambda *_: heard.append(True))
    try:
        signal.setitimer(signal.ITIMER_REAL, 60)
        softmax_edu.check_softmax(s_of)
        assert signal.getitimer(signal.ITIMER_REAL)[0] > 0
        assert signal.getsignal(signal.SIGALRM) is not signal.SIG_DFL
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)
    assert heard == []


def test_checks_work_on_other_threads():
    found = []
    thread = threading.Thread(target=lambda: found.append(softmax_edu.check_softmax(s_of)))
    thread.start()
    thread.join()
    assert found[0].passed


def test_the_stop_button_gets_through():
    def interrupted(theta):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        softmax_edu.check_softmax(interrupted)


def test_a_hostile_exception_cannot_break_the_report():
    class HostileError(Exception):
        def __str__(self):
            raise RuntimeError

    def f(theta):
        raise HostileError

    assert softmax_edu.check_softmax(f).kind == "raised"


def test_addresses_in_messages_are_left_out():
    def f(theta):
        raise ValueError(f"bad thing {object()}")

    assert "0x…" in str(softmax_edu.check_softmax(f))


def test_a_very_long_message_is_cut():
    def f(theta):
        raise ValueError("x" * 10_000)

    assert len(str(softmax_edu.check_softmax(f))) < 1000


# --- display -------------------------------------------------------------------------------------


class _Tags(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags = []
        self.text = ""

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)

    def handle_data(self, data):
        self.text += data


def parsed(report):
    parser = _Tags()
    parser.feed(report.html())
    return parser


HOSTILE = (
    "</details><script>alert(1)</script><img src=x onerror=alert(1)> $\\href{javascript:1}{x}$"
)


def test_what_a_learner_wrote_is_escaped():
    def raises(theta):
        raise ValueError(HOSTILE)

    named = type(HOSTILE, (), {})
    for report in (
        softmax_edu.check_softmax(raises),
        softmax_edu.check_softmax(lambda theta: named()),
    ):
        tags = parsed(report).tags
        assert not {"script", "img"} & set(tags)
        assert "<script" not in report.html()
        assert "$" not in report.html()


@pytest.mark.slow
def test_cards_are_made_of_a_few_harmless_tags():
    allowed = {"div", "p", "pre", "b", "table", "caption", "tr", "td", "th", "details", "summary"}
    allowed |= {"wbr"}
    for wrong in WRONG:
        assert set(parsed(check(wrong.task, wrong.f, **wrong.options)).tags) <= allowed


def test_the_card_shows_the_three_matrices_in_numbers():
    """Without colour: every number is written, with its sign, and the largest gap is outlined."""
    report = softmax_edu.check_jacobian(diagonal)
    card = parsed(report)
    for text in ("yours", "truth", "yours − truth", "S₀", "θ₂", "−0.156", "+0.156", "0.000"):
        assert text in card.text
    assert "−0.000" not in card.text
    assert card.tags.count("table") == 3
    assert report.html().count("outline:2px solid") == 3


@pytest.mark.parametrize("wrong", WRONG[::7], ids=lambda wrong: f"{wrong.task}-{wrong.name}")
def test_every_display_carries_the_record(wrong):
    """The card of a plain report as well as that of an attempt, for the overview of a class."""
    report = check(wrong.task, wrong.f, **wrong.options)
    data = report._repr_mimebundle_()
    assert set(data) == {"text/plain", "text/html"}
    assert data["text/plain"] == str(report)
    assert record_of(report) == report.record()
    attempt = Ladder(lambda f, **options: report).attempt(wrong.f)
    assert record_of(attempt) == attempt.record()
    assert attempt.record().items() >= report.record().items()


def record_of(shown):
    [coded] = re.findall(r'^<div class="softmax-check" data-record="([^"]+)"', shown.html())
    return json.loads(b64decode(coded))


@pytest.mark.slow
def test_a_report_holds_no_sentence():
    """Words are a matter of the door: whatever is said comes from the language of the moment."""
    for wrong in WRONG:
        report = check(wrong.task, wrong.f, **wrong.options)
        held = [report.where, *report.facts, *report.notes, *report.remarks]
        held += [report.example, report.measured, *(each.example for each in held if each)]
        for finding in filter(None, held):
            assert re.fullmatch("[a-z_]+", finding.kind)
            ours = {k: v for k, v in finding.values.items() if k not in ("text", "line")}
            if finding.kind.startswith("reads_"):  # in symbols
                assert not [english(v) for v in ours.values() if english(v)]
                continue
            assert not [v for v in ours.values() if isinstance(v, str) and " " in v]


def test_a_report_is_said_in_the_language_of_the_moment(monkeypatch):
    report = softmax_edu.check_jacobian(diagonal)
    before = str(report)
    other = {name: pseudo(words.catalogue(name)) for name in ("checks", "misconceptions", "list")}
    monkeypatch.setattr(words, "_sentences", lambda language: other)
    *said, code = report.rungs
    assert not re.search("[a-z]{3,} [a-z]{3,}", str(report) + "".join(said))
    assert not re.search(
        ">[^<]*[a-z]{3,} [a-z]{3,}", report.html().replace(html.escape(code, quote=True), "")
    )
    monkeypatch.undo()
    assert str(report) == before


def pseudo(said):
    """Return a table of sentences with every letter of its words exchanged; code stays."""
    if isinstance(said, dict):
        return {key: text if key == "answer" else pseudo(text) for key, text in said.items()}
    if isinstance(said, list):
        return [pseudo(each) for each in said]
    return re.sub(r"(\{\w*\})|[A-Za-z]", lambda match: match[1] or "字", said)


def full_width(said):
    """Return a table of sentences with Chinese punctuation, and without spaces."""
    if isinstance(said, dict):
        return {key: text if key == "answer" else full_width(text) for key, text in said.items()}
    if isinstance(said, list):
        return [full_width(each) for each in said]
    marks = dict(zip(".,:;?", "。，：；？", strict=True))
    marked = re.sub(r"([.,:;?])( |$|(?=\n))", lambda mark: marks[mark[1]], said)
    return marked.replace("} {", "}{")


def raises(theta):
    raise ValueError("wherever")


@pytest.mark.parametrize(
    "f",
    [
        lambda theta: softmax_edu.softmax(2 * theta),
        lambda theta: np.exp(theta - theta.max()),
        lambda theta: 1 / (1 + np.exp(-theta)),
        lambda theta: np.exp(theta) / np.exp(theta).sum(),
        raises,
    ],
)
def test_punctuation_is_that_of_the_language(f, monkeypatch):
    """No sentence is joined to the next, and no name to another, by the code."""
    report = softmax_edu.check_softmax(f)
    names = ("checks", "misconceptions", "list")
    other = {name: full_width(words.catalogue(name)) for name in names}
    monkeypatch.setattr(words, "_sentences", lambda language: other)
    said = html.unescape(re.sub("<table.*?</table>|<[^>]*>", "\n", report.html(), flags=re.S))
    for text in (str(report), *report.rungs[:4], said):
        told = text.replace(report.rungs[-1], "")
        told = re.sub(r"\([^()]*\)|shape=|Your line.*", "", told)  # vectors, code
        assert not re.search(r"[.,:;?](?![\w(])|[。，：；？] ", told), told


PRINTING = r"""
import softmax_edu
def f(theta):
    print("\u03b8 =", theta)
    return softmax_edu.softmax(theta)
print(softmax_edu.check_softmax(f).passed)
"""


def test_what_a_function_prints_is_kept_out_where_the_code_page_has_no_greek():
    """As on Windows: what is thrown away is written too, and must not fail at a θ."""
    ascii_only = {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
    done = subprocess.run(
        [sys.executable, "-c", PRINTING],
        env={**os.environ, **ascii_only, "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert done.stdout.splitlines()[-1] == "True"


def test_checking_loads_no_matplotlib():
    code = (
        "import sys, softmax_edu as s; r = s.check_softmax(lambda t: t); str(r); r.html();"
        "print(*{'matplotlib', 'ipywidgets', 'anywidget'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


# --- the ladder ----------------------------------------------------------------------------------


def attempts():
    """Five functions, each wrong in another way."""
    return [lambda theta, k=k: diagonal(theta) * (1 + 0.1 * k) for k in range(6)]


def test_a_changed_attempt_climbs_one_rung():
    ladder = Ladder(softmax_edu.check_jacobian)
    rungs = [ladder.attempt(f).rung for f in attempts()]
    assert rungs == [1, 2, 3, 4, 5, 5]


def test_the_same_function_again_gets_the_same_answer_again():
    """Also when it is typed anew: what counts is what it does."""
    ladder = Ladder(softmax_edu.check_jacobian)
    first = ladder.attempt(diagonal)
    again = ladder.attempt(lambda theta: np.diag(s_of(theta) - s_of(theta) ** 2))
    assert (first.rung, again.rung) == (1, 1)
    assert not again.changed
    assert str(again) == f"{first}\nThe same numbers as in the attempt before."


def test_no_rung_says_what_belongs_to_a_higher_one():
    ladder = Ladder(softmax_edu.check_jacobian)
    first = str(ladder.attempt(diagonal))
    assert "diagonal-only" not in first
    assert "outer" not in first
    report = ladder.attempts[0].report
    assert "diagonal-only" not in report.rungs[1]
    assert "diagonal-only" in report.rungs[2]
    assert "for j in" not in "".join(report.rungs[:4])
    assert "for j in" in report.rungs[4]


def test_what_is_not_written_yet_climbs_no_rung():
    """Whoever first runs the whole notebook as it came is told the facts of the first attempt."""

    def to_be_done(theta):
        raise NotImplementedError

    ladder = Ladder(softmax_edu.check_jacobian)
    assert [ladder.attempt(f).rung for f in (to_be_done, lambda theta: ...)] == [0, 0]
    assert [ladder.attempt(f).rung for f in attempts()[:2]] == [1, 2]


def test_an_attempt_as_a_card_says_what_it_says_as_text_and_no_more():
    """Its record is for the overview of a class; it names the mistake, but not to a reader."""
    ladder = Ladder(softmax_edu.check_jacobian)
    first = ladder.attempt(diagonal)
    assert "diagonal-only" not in first.html()
    assert "<table" not in first.html()
    assert record_of(first) == first.record() == ladder.record()[0]
    second = ladder.attempt(attempts()[1])
    assert "<table" in second.html()


def test_passing_ends_the_ladder_and_is_recorded():
    ladder = Ladder(softmax_edu.check_jacobian)
    ladder.attempt(diagonal)
    done = ladder.attempt(jacobian)
    assert done.rung == 0
    assert done.report.passed
    assert ladder.record() == [
        {
            "task": "jacobian",
            "kind": "misconception",
            "passed": False,
            "named": ["diagonal-only"],
            "faults": [],
            "remarks": [],
            "rung": 1,
            "changed": True,
            "number": 1,
        },
        {
            "task": "jacobian",
            "kind": "right",
            "passed": True,
            "named": [],
            "faults": [],
            "remarks": [],
            "rung": 0,
            "changed": True,
            "number": 2,
        },
    ]


def test_public_names_are_those_of_the_package():
    for name in checks.__all__:
        if name not in ("Attempt", "OwnReport"):  # what a ladder and a check give
            assert getattr(softmax_edu, name) is getattr(checks, name)
