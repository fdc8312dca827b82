"""Code of strangers runs, is stopped, and leaves nothing behind: no stream, filter or alarm."""

import asyncio
import io
import os
import re
import signal
import subprocess
import sys
import threading
import time
import warnings
from pathlib import Path

import numpy as np
import pytest

import softmax_edu
from softmax_edu import check_jacobian, check_softmax
from softmax_edu.checks.pristine import true_numpy

# A sleep is ended by signals only.
WITH_SIGNALS = pytest.mark.skipif(not hasattr(signal, "pthread_kill"), reason="no signals here")


def s_of(theta):
    e = np.exp(theta - np.max(theta))
    return e / e.sum()


def jacobian(theta):
    s = s_of(theta)
    return np.diag(s) - np.outer(s, s)


def on_a_thread(work):
    answers = []
    thread = threading.Thread(target=lambda: answers.append(work()))
    thread.start()
    thread.join()
    return answers[0]


# --- nothing global is left touched ---------------------------------------------------------------


def test_checks_on_four_threads_give_streams_and_filters_back(capsys):
    def talks(theta):
        print("here")
        warnings.warn("there", stacklevel=1)
        time.sleep(0.0005)
        return s_of(theta)

    before = sys.stdout, sys.stderr, list(warnings.filters), warnings.showwarning
    gate, passed = threading.Barrier(4), []

    def work():
        gate.wait()
        passed.extend(check_softmax(talks).passed for _ in range(5))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert passed == [True] * 20
    assert (sys.stdout, sys.stderr, list(warnings.filters), warnings.showwarning) == before
    print("and after")
    assert capsys.readouterr().out == "here\n" * 20 + "and after\n"


def test_what_other_threads_print_meanwhile_is_not_lost(capsys):
    def slow(theta):
        thread = threading.Thread(target=print, args=("from beside",))
        thread.start()
        thread.join()
        return s_of(theta)

    assert check_softmax(slow).passed
    assert capsys.readouterr().out.count("from beside") > 5


def test_a_stream_that_somebody_puts_there_meanwhile_stays():
    other, before = io.StringIO(), sys.stdout

    def takes_the_stream(theta):
        sys.stdout = other
        return s_of(theta)

    try:
        check_softmax(takes_the_stream)
        assert sys.stdout is other
    finally:
        sys.stdout = before


def test_the_first_calls_prints_are_bounded(capsys):
    def floods(theta):
        for _ in range(100):
            print("x" * 100_000)
        return s_of(theta)

    assert check_softmax(floods).passed
    shown = capsys.readouterr().out
    assert 5_000 < len(shown) < 20_000
    assert shown.count("more than is shown") == 1


def test_a_check_in_a_check_does_not_wait_for_itself():
    def checks_itself(theta):
        assert check_jacobian(jacobian).passed
        assert on_a_thread(lambda: check_jacobian(jacobian)).passed
        return s_of(theta)

    assert check_softmax(checks_itself).passed


def test_the_stop_of_an_outer_check_is_not_taken_for_one_of_an_inner():
    inner = []

    def forever(theta):
        while True:
            pass

    def outer(theta):
        inner.append(check_softmax(forever, seconds=60))
        return s_of(theta)

    assert check_softmax(outer, seconds=0.02).kind == "stopped"
    assert inner == []


# --- the clock ------------------------------------------------------------------------------------


def swallows(theta):
    while True:
        try:
            sum(range(20_000))
        except:  # noqa: E722 - as learners write it
            continue


def refuses_in_the_end(theta):
    try:
        while True:
            pass
    finally:
        while True:
            time.sleep(0.001)


def disarms(theta):
    signal.alarm(0)
    signal.setitimer(signal.ITIMER_REAL, 0)
    while True:
        pass


def swallows_twice(theta):
    while True:
        try:
            try:
                sum(range(20_000))
            except BaseException:
                sum(range(20_000))
        except BaseException:
            continue


STUBBORN = [swallows, swallows_twice, refuses_in_the_end]
if hasattr(signal, "setitimer"):
    STUBBORN.append(disarms)


@pytest.mark.parametrize("f", STUBBORN)
@pytest.mark.parametrize("where", [lambda work: work(), on_a_thread])
def test_whoever_swallows_the_stop_or_disarms_the_alarm_is_stopped(f, where):
    traced = sys.gettrace()
    report = where(lambda: check_softmax(f, seconds=0.02))
    assert report.kind == "stopped"
    assert sys.gettrace() is traced


@WITH_SIGNALS
def test_a_sleep_is_cut_short():
    began = time.monotonic()
    assert check_softmax(lambda theta: time.sleep(60), seconds=0.02).kind == "stopped"
    assert time.monotonic() - began < 30


def test_the_first_call_may_take_longer_than_the_others():
    waited = []

    def compiles(theta):
        if not waited:
            waited.append(True)
            time.sleep(0.8)
        return s_of(theta)

    assert check_softmax(compiles, seconds=0.4).passed

    def slow_later(theta):
        waited.append(True)
        if len(waited) > 3:
            time.sleep(60)
        return s_of(theta)

    report = check_softmax(slow_later, seconds=0.2)
    assert report.kind == "stopped"
    assert re.search(r"after 0\.[12]\d? s, so", str(report))


class Compiled:
    """A function as JAX has it: slow once for each shape, and float32 in arrays of its own."""

    def __init__(self, f, seconds):
        self.f, self.seconds, self.known = f, seconds, set()

    def __call__(self, *arguments):
        shapes = tuple(np.shape(argument) for argument in arguments)
        if shapes not in self.known:
            time.sleep(self.seconds)
            self.known.add(shapes)
        return LikeJax(self.f(*arguments).astype(np.float32))


class LikeJax:
    """An array that is none of NumPy's, and becomes one."""

    def __init__(self, values):
        self.values = values
        self.dtype, self.shape = values.dtype, values.shape

    def __array__(self, dtype=None, copy=None):
        return np.array(self.values, dtype=dtype)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("check", "f"),
    [
        (check_softmax, s_of),
        (check_jacobian, jacobian),
        (softmax_edu.check_gradient, lambda theta, y: s_of(theta) * y.sum() - y),
    ],
)
def test_each_shape_may_have_to_be_compiled_anew(check, f):
    """Six shapes of half a second each are more than all calls may take together."""
    report = check(Compiled(f, 0.5), seconds=0.4)
    assert report.passed, report
    assert "dtype" in report.faults


def test_a_shape_that_never_comes_back_is_not_waited_for_as_long_as_the_first():
    def stuck(theta):
        time.sleep(0.2 if theta.size == 3 else 60)
        return s_of(theta)

    began = time.monotonic()
    assert check_softmax(stuck, seconds=0.5).kind == "stopped"
    assert time.monotonic() - began < 30


def test_an_answer_of_too_few_digits_is_told_as_that():
    """bfloat16 is a dtype that NumPy does not know; a void stands in for it."""
    report = check_softmax(lambda theta: np.zeros(theta.shape, dtype="V2"))
    assert "too few digits to compare" in str(report)
    assert report.kind == "unknown"


def test_a_long_wait_is_counted_on_screen(monkeypatch, capsys):
    monkeypatch.setattr("softmax_edu.checks.diagnosis._LONG", 0.0)
    waited = []

    def compiles(theta):
        if not waited:
            waited.append(True)
            time.sleep(2.5)
        return s_of(theta)

    assert check_softmax(compiles).passed
    assert "\rStill computing: 1 s" in capsys.readouterr().out


@WITH_SIGNALS
def test_a_loop_is_spoken_of_only_where_the_learner_has_one():
    def loops(theta):
        total = 0.0
        while total < 1:
            total += 0.0
        return theta

    said = str(check_softmax(loops, seconds=0.02))
    assert "total += 0.0" in said or "while total < 1" in said
    assert "loop of yours" in said

    def waits(theta):
        time.sleep(60)

    said = str(check_softmax(waits, seconds=0.02))
    assert "loop" not in said
    assert "time.sleep(60)" in said

    def counts(theta):
        total = 0
        for k in range(10**12):
            total += k
        return total

    said = str(check_softmax(counts, seconds=0.02))
    assert "loop of yours" in said
    assert "condition" not in said


@WITH_SIGNALS
def test_a_loop_around_the_function_is_not_its_own():
    for seconds in (0.02,):

        def waits(theta):
            return time.sleep(60)

        assert "loop" not in str(check_softmax(waits, seconds=seconds))


# --- exceptions -----------------------------------------------------------------------------------


class LeavesError(Exception):
    def __str__(self):
        raise SystemExit


class WholeError(BaseException):
    pass


@pytest.mark.parametrize(
    "error", [LeavesError, WholeError, asyncio.CancelledError, GeneratorExit, SystemExit]
)
def test_no_exception_of_a_learners_gets_out(error):
    def f(theta):
        raise error

    report = check_softmax(f)
    assert report.kind == "raised"
    assert error.__name__ in str(report)


def test_an_exception_whose_text_never_ends_is_stopped():
    class EndlessError(Exception):
        def __str__(self):
            while True:
                pass

    def f(theta):
        raise EndlessError

    assert check_softmax(f, seconds=0.02).kind == "stopped"


# --- whose line it was ----------------------------------------------------------------------------

BESIDE = """
import numpy as np
def helper(u):
    return np.sum(u, axis=5)
"""


@pytest.mark.parametrize("chained", [True, False])
def test_only_lines_of_the_learners_own_module_are_shown_as_theirs(tmp_path, monkeypatch, chained):
    """A package may be installed anywhere: in the user's site, in a chained environment."""
    (tmp_path / "elsewhere.py").write_text(BESIDE, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    from elsewhere import helper

    def f(theta):
        return helper(theta) if chained else np.sum(theta, axis=7)

    said = str(check_softmax(f))
    assert "return helper(theta) if chained else np.sum(theta, axis=7)" in said
    assert "axis=5)" not in said
    monkeypatch.delitem(sys.modules, "elsewhere")


def test_a_function_of_a_learners_module_is_shown_by_its_line_there(tmp_path, monkeypatch):
    (tmp_path / "elsewhere.py").write_text(BESIDE, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    from elsewhere import helper

    assert "Your line 4: return np.sum(u, axis=5)" in str(check_softmax(helper))
    monkeypatch.delitem(sys.modules, "elsewhere")


def test_no_line_of_a_package_is_shown_as_the_learners():
    """A function may come out of a package as it is, or be wrapped around one that does."""
    import functools

    import scipy.special

    @functools.wraps(scipy.special.softmax)
    def wrapped(theta):
        return scipy.special.softmax(theta, axis=7)

    for f in (wrapped, functools.partial(scipy.special.softmax, axis=7)):
        said = str(check_softmax(f))
        assert "axis=7" in said or "Your line" not in said
        assert "x_shifted" not in said
        assert "np.amax" not in said
        assert "x_max" not in said


# --- NumPy ----------------------------------------------------------------------------------------

PATCHED_BEFORE = """
import numpy as np
import softmax_edu
np.exp = lambda theta, *rest, **options: np.ones(np.shape(theta))
print(softmax_edu.check_softmax(lambda theta: np.exp(theta) / np.exp(theta).sum()).passed)
print(np.exp([3.0]))
"""


def test_a_replaced_exp_stays_away_from_the_truth():
    """A uniform S does not pass because the truth has become uniform too."""
    done = subprocess.run(
        [sys.executable, "-c", PATCHED_BEFORE],
        env=os.environ | {"PYTHONPATH": str(Path(softmax_edu.__file__).parents[1])},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == ["False", "[1.]"]


def test_what_a_function_replaces_in_numpy_is_put_back_and_told():
    exp = np.exp

    def f(theta):
        np.exp = lambda x: np.ones(np.shape(x))
        return np.exp(theta) / np.exp(theta).sum()

    report = check_softmax(f)
    assert np.exp is exp
    assert not report.passed
    assert "np.exp" in str(report)
    assert report.faults == ("patches",)


def test_our_arithmetic_runs_on_numpy_as_it_was_imported(monkeypatch):
    exp = np.exp
    monkeypatch.setattr(np, "exp", None)
    with true_numpy():
        assert np.exp is exp
    assert np.exp is None
