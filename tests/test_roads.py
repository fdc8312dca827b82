"""The roads from one score to the loss: what Python and the browser write, and that it is true."""

import json
import os
import re
import subprocess

import numpy as np
import pytest

from softmax_edu import live
from softmax_edu.figures.roads import edge_limits
from softmax_edu.moment import Moment
from softmax_edu.words.roads import road, sum_of_roads

HOME = np.log([1, 2, 5])


def states(count):
    """Mild, saturated and extreme scores; classes and weights as targets; warm and cold."""
    random = np.random.default_rng(14)
    for n in range(count):
        k = int(random.choice([2, 3, 5, 10]))
        theta = random.normal(0, random.choice([1, 3, 30, 300]), k).round(2)
        y = int(random.integers(k)) if n % 2 else random.choice([0, 0.2, 0.5, 2], k)
        yield Moment(theta, y, float(random.choice([1, 1, 2, 0.5])), (0, int(random.integers(k))))


def written_by_the_browser(moments, tool, root):
    payload = [
        {
            "theta": moment.theta.tolist(),
            "y": moment.y if isinstance(moment.y, int) else moment.y.tolist(),
            "temperature": moment.temperature,
            "j": moment.column,
        }
        for moment in moments
    ]
    folder = root / "tests" / "live"
    hook, script = (folder / "facts.mjs").as_uri(), str(folder / "roads_of.mjs")
    run = subprocess.run(
        [tool("node", "nodejs"), "--import", hook, script],
        input=json.dumps(payload),
        env=os.environ | {"FACTS_MODULE": live.read("facts.js")},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return json.loads(run.stdout)


@pytest.mark.checkout
def test_the_browser_writes_and_draws_the_moments_numbers(tool, root):
    moments = list(states(400))
    for moment, found in zip(moments, written_by_the_browser(moments, tool, root), strict=True):
        j = moment.column
        numbers = np.array(found["values"], dtype=float).T
        ours = moment.jacobian[:, j], moment.upstream, moment.terms
        for name, theirs, expected in zip(("J", "slope", "road"), numbers, ours, strict=True):
            # The browser knows ln S, and so slopes where S itself has left the doubles.
            known = np.isfinite(expected) & (np.abs(expected) < 1e300)
            np.testing.assert_allclose(theirs[known], expected[known], 1e-12, 1e-300, err_msg=name)
        assert found["limits"] == pytest.approx(edge_limits(moment))
        if not np.isfinite(moment.upstream).all() or moment.s.min() < 1e-15:
            continue
        texts = [road(moment, i)._asdict() for i in range(moment.K)]
        keys = ("factors", "left") if moment.K > 5 else texts[0].keys()
        for theirs, expected in zip(found["roads"], texts, strict=True):
            expected["factors"] = [list(part) for part in expected["factors"]]
            assert {key: theirs[key] for key in keys} == {key: expected[key] for key in keys}
        assert found["sum"] == sum_of_roads(moment)._asdict()


def number(text):
    """Read a number as it is written, and half a unit of its last digit."""
    found = re.fullmatch(r".*?([−+]?\d+(?:\.(\d+))?)(?:·10(⁻?)([⁰¹²³⁴⁵⁶⁷⁸⁹]+))?", text)
    digits = (found[4] or "⁰").translate(str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789"))
    power = 10.0 ** (-int(digits) if found[3] else int(digits))
    return float(found[1].replace("−", "-")) * power, 0.501 * 10.0 ** -len(found[2] or "") * power


def test_whoever_multiplies_a_road_out_and_adds_the_roads_up_finds_what_is_written():
    held = added = 0
    for moment in states(600):
        roads = [road(moment, i) for i in range(moment.K)]
        for one in roads:
            if one.result.startswith("="):
                held += 1
                found, unit = number(one.result)
                product = number(one.first)[0] * number(one.second)[0]
                assert abs(product - found) <= unit, one
        result = sum_of_roads(moment).result
        if result.startswith("=") and not any(one.result[0] in "<>" for one in roads):
            added += 1
            total, unit = number(result)
            assert abs(sum(number(one.result)[0] for one in roads) - total) <= unit
    assert held > 1000
    assert added > 300


def test_a_road_through_another_output_leaves_no_s_i():
    moment = Moment(HOME, [0.2, 0.5, 0.3], cell=(0, 1))
    one = road(moment, 0)
    assert "".join(text for text, struck in one.factors if struck) == "S₀S₀"
    assert one[1:] == ("y₀ S₁", "J₀₁ = −0.03125", "−y₀/S₀ = −1.600", "= +0.050")
    assert sum_of_roads(moment) == ("∂L/∂θ₁ = S₁ Σy − y₁", "= 0.250 − 0.5", "= −0.250")
