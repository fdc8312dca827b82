"""The list of mutations fits the code. `python -m tests.mutations` shows that each is noticed."""

import ast

import pytest

from tests.mutations import ROOT, copy_checkout, is_red, mutate, mutations

pytestmark = pytest.mark.checkout
every_mutation = pytest.mark.parametrize("mutation", mutations(), ids=lambda m: m.reason)


def test_there_are_at_least_twenty_in_every_file_of_the_formulas():
    assert len(mutations()) >= 20
    assert len({(m.file, m.snippet, m.replacement) for m in mutations()}) == len(mutations())
    files = {"_accurate.py", "activations.py", "losses.py", "numdiff.py"}
    assert {m.file for m in mutations()} == files


@every_mutation
def test_its_snippet_stands_exactly_once(mutation):
    code = (ROOT / "softmax_edu" / mutation.file).read_text("utf-8")
    assert code.count(mutation.snippet) == 1
    mutated = code.replace(mutation.snippet, mutation.replacement)
    assert ast.dump(ast.parse(mutated)) != ast.dump(ast.parse(code))


@every_mutation
def test_what_must_notice_it_exists(mutation):
    assert all((ROOT / target).is_file() for target in mutation.targets)


@pytest.mark.slow
def test_the_runner_sees_the_copy_and_not_the_checkout(tmp_path):
    """One mutation from end to end; the same copy without it is green."""
    copy_checkout(tmp_path)
    mutation = mutations()[0]
    target = f"{mutation.targets[0]}::TestSoftmax::test_probe_point"
    assert not is_red(tmp_path, target)
    mutate(tmp_path, mutation)
    assert is_red(tmp_path, target)
