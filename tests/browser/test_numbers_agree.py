"""The browser's numbers are Python's: thousands of random states, to a few ulp."""

import json
from itertools import islice

import numpy as np

from softmax_edu import cross_entropy, cross_entropy_gradient, softmax, softmax_jacobian
from softmax_edu.live import load_module

IMPORT = "import numpy as np\nfrom softmax_edu import Explorer"
ROUNDS = 2000
FEW = {"s": 8, "gradient": 8, "loss": 8, "jacobian": 16}  # ulp; J is a product of two S


def states(count):
    """Random scores: K from 2 to 100, up to ±300, ties and runaway winners among them."""
    random = np.random.default_rng(20)
    for n in range(count):
        k = int(random.choice([2, 3, 5, 10, 10, 20, 100]))
        theta = random.normal(0, random.choice([1, 5, 50, 300]), k).clip(-300, 300)
        if n % 5 == 0:
            theta = np.round(theta / 10)  # ties
        if n % 7 == 0:
            theta[n % k] = theta.max() + random.uniform(20, 300)  # S → 1
        y = int(random.integers(k)) if n % 3 else (random.random(k) * 2).round(3)
        yield theta, y


def ulps(found, expected, scale=0.0):
    """The largest difference, in units of the last place of the value (or of its terms)."""
    found, expected = np.asarray(found), np.asarray(expected)
    unit = np.maximum(np.spacing(np.abs(expected)), np.spacing(scale))
    return float(np.max(np.abs(found - expected) / unit))


def worst_of(found, theta, y):
    weights = np.eye(len(theta))[y] if isinstance(y, int) else y
    gradient = cross_entropy_gradient(theta, y)
    # A soft gradient is a difference of two terms: its unit is that of the larger one.
    scale = 0.0 if isinstance(y, int) else np.maximum(found["s"] * weights.sum(), weights)
    return {
        "s": ulps(found["s"], softmax(theta)),
        "jacobian": ulps(found["jacobian"], softmax_jacobian(theta)),
        "gradient": ulps(found["gradient"], gradient, scale),
        "loss": ulps(found["loss"], cross_entropy(theta, y)),
    }


def test_two_thousand_states_through_the_real_widget(open_notebook):
    notebook = open_notebook(IMPORT, "explorer = Explorer([0, 1], y=0)\nexplorer")
    notebook.explorer()
    # The model is set as a message would set it; the page is read after the next frame.
    read = """async (rounds) => {
      const root = document.querySelector('.softmax-explorer');
      const all = (quantity) => [...root.querySelectorAll(`[data-quantity=${quantity}]`)]
        .sort((a, b) => (a.dataset.i ?? 0) * 1e3 + (a.dataset.j ?? 0) * 1
          - (b.dataset.i ?? 0) * 1e3 - (b.dataset.j ?? 0) * 1)
        .map((mark) => Number(mark.dataset.value));
      const results = [];
      for (const { theta, y } of rounds) {
        window.softmaxModel.set({ theta, y });
        await new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go)));
        results.push({ s: all('s'), jacobian: all('jacobian'), gradient: all('gradient'),
          loss: all('loss')[0] });
      }
      return results;
    }"""
    notebook.page.evaluate(
        """async (id) => {
          const { rendermime } = window.jupyterapp.shell.currentWidget.content;
          const mimeType = 'application/vnd.jupyter.widget-view+json';
          const renderer = rendermime.getFactory(mimeType).createRenderer({ mimeType });
          const manager = await renderer._manager.promise;
          window.softmaxModel = await manager.get_model(id);
        }""",
        notebook.run("print(explorer.model_id)").strip(),
    )
    # Up to ten classes every cell is in the page; the canvas of more is compared below.
    small = (state for state in states(4 * ROUNDS) if len(state[0]) <= 10)
    rounds = list(islice(small, ROUNDS))
    worst: dict[str, float] = {}
    for start in range(0, ROUNDS, 250):
        batch = rounds[start : start + 250]
        payload = [
            {"theta": t.tolist(), "y": y if isinstance(y, int) else y.tolist()} for t, y in batch
        ]
        for found, (theta, y) in zip(notebook.page.evaluate(read, payload), batch, strict=True):
            found["jacobian"] = np.reshape(found["jacobian"], (len(theta), len(theta)))
            found["s"] = np.asarray(found["s"])
            for name, value in worst_of(found, theta, y).items():
                assert value <= FEW[name], (name, theta.tolist(), y)
                worst[name] = max(worst.get(name, 0.0), value)
    print(json.dumps(worst))


def test_many_and_masked_classes_by_the_functions_themselves(browser):
    page = browser.new_page()
    page.goto("about:blank")
    code = load_module("softmax") + "\nglobalThis.numbersOf = (theta, y) => { "
    code += "const t = theta.map((v) => v ?? -Infinity); const n = evaluate(t, y); "
    code += "return { s: n.s, gradient: n.gradient, loss: n.loss, "
    code += "jacobian: n.s.map((_, i) => n.s.map((_, j) => jacobian(n, i, j))) }; };"
    page.add_script_tag(content=code, type="module")
    page.wait_for_function("() => window.numbersOf")
    random = np.random.default_rng(3)
    for n, (theta, y) in enumerate(states(600)):
        if n % 2 and len(theta) > 2:
            masked = random.random(len(theta)) < 0.4
            masked[y if isinstance(y, int) else int(np.argmax(y))] = False
            theta = np.where(masked, -np.inf, theta)
            if not isinstance(y, int):
                y = np.where(masked, 0, y)
        found = page.evaluate(
            "([theta, y]) => window.numbersOf(theta, y)",
            [
                [None if score == -np.inf else score for score in theta.tolist()],
                y if isinstance(y, int) else y.tolist(),
            ],
        )
        found = {name: np.asarray(value) for name, value in found.items()}
        for name, value in worst_of(found, theta, y).items():
            assert value <= FEW[name], (name, theta.tolist(), y)
    page.close()
