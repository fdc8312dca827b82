"""Predictions and steps in a real browser: on a page without a kernel, and in JupyterLab."""

import json
import re

import pytest
from playwright.sync_api import expect

from softmax_edu.live import load_module, load_style
from softmax_edu.questions import answers_card, asked, predict, step, store
from softmax_edu.questions.formula import plain
from softmax_edu.words import speaking
from tests.pseudo import foreign

PREDICTIONS = {key: asked.prediction(key) for key in asked.keys("predict")}
STEPS = {key: asked.step(key) for key in asked.keys("steps")}
KEY, STEP = "s0-when-theta1-rises", "softmax-i-not-j"
RIGHT = {"guess": "falls", "right": True}
ADDRESS = "http://cards.test/"
POLICY = "default-src 'none'; script-src 'nonce-page' blob:; style-src 'nonce-page'"

# What a page without a kernel needs to mount a view: a stand-in for the model, and the module.
MOUNT = """
class Model {
  constructor(state) { this.state = state; this.listeners = {}; }
  get(name) { return this.state[name]; }
  set(name, value) {
    this.state[name] = value;
    for (const call of this.listeners[`change:${name}`] ?? []) call();
  }
  save_changes() {}
  on(event, call) { (this.listeners[event] ??= []).push(call); }
  off(event, call) { this.listeners[event] = this.listeners[event].filter((one) => one !== call); }
}
const { modules, cards } = JSON.parse(document.getElementById("data").textContent);
for (const { module, state } of cards) {
  const blob = new Blob([modules[module]], { type: "text/javascript" });
  const { default: view } = await import(URL.createObjectURL(blob));
  const el = document.querySelector("main").appendChild(document.createElement("div"));
  view.render({ model: new Model(state), el });
}
document.body.dataset.ready = "";
"""


def page_of(cards):
    modules = {card.module: load_module(card.module) for card in cards}
    data = json.dumps(
        {
            "modules": modules,
            "cards": [{"module": card.module, "state": card.page_state()} for card in cards],
        }
    ).replace("<", "\\u003c")
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Cards</title>'
        '<meta name="viewport" content="width=device-width">'
        f'<style nonce="page">{load_style("palette", "card")}</style></head>'
        "<body><main><h1>Cards</h1></main>"
        f'<script type="application/json" id="data">{data}</script>'
        f'<script type="module" nonce="page">{MOUNT}</script></body></html>'
    )


@pytest.fixture
def show(browser, tmp_path, monkeypatch):
    """Return a function that shows cards on a page without a kernel, under a strict policy."""
    monkeypatch.chdir(tmp_path)
    contexts, errors = [], []

    def open_(*cards, storage=None, **options):
        context = browser.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda said: said.type == "error" and errors.append(said.text))
        body = page_of(cards)
        page.route(
            f"{ADDRESS}**",
            lambda route: (
                route.fulfill(
                    body=body,
                    content_type="text/html",
                    headers={"Content-Security-Policy": POLICY},
                )
                if route.request.url == ADDRESS
                else route.fulfill(status=204)
            ),
        )
        if storage is not None:
            script = f"localStorage.setItem('softmax-edu:answers', {json.dumps(storage)})"
            page.add_init_script(f"if (!localStorage.length) {script}")
        page.goto(ADDRESS)
        page.wait_for_selector("body[data-ready]")
        return page

    yield open_
    for context in contexts:
        context.close()
    assert errors == []


def kept(page):
    return page.evaluate("() => localStorage.getItem('softmax-edu:answers')")


def lock(card, guess, confidence="sure"):
    card.locator(f"input[value='{guess}']").check()
    if confidence:
        card.locator(f"input[value='{confidence}']").check()
    card.get_by_role("button", name="Lock it in").click()


def tile(card, name):
    return card.locator(f".tile[data-tile='{name}']")


def test_every_prediction_waits_for_a_guess_and_answers_it(show):
    keys = list(PREDICTIONS)
    page = show(*[predict(key) for key in keys])
    for index, key in enumerate(keys):
        card = page.locator(".softmax-card").nth(index)
        question = PREDICTIONS[key]
        # Each position of an option comes up, the right ones and the wrong ones.
        option = question["options"][index % len(question["options"])]
        assert plain(option["reveal"])[:20] not in card.inner_text()
        lock(card, option["key"])
        said = card.locator(".said").inner_text()
        assert "and were sure" in said
        assert not any(mark in said for mark in "{}[]^_")
        assert "NaN" not in said
        assert ("measured:" in said) == ("measured" in question)
        rest = [one for one in question["options"] if one["key"] != option["key"]]
        wrong = [one for one in rest if one["key"] != question["right"]]
        expect(card.locator("details p")).to_have_count(len(wrong))
    found = store.parse(kept(page))
    assert set(found["predictions"]) == set(keys)
    assert kept(page) == store.write_out(found)  # the same bytes as Python's file


def test_the_guess_is_kept_before_the_reveal_is_made(show):
    page = show(predict(KEY))
    page.evaluate(
        "() => { const set = Storage.prototype.setItem; Storage.prototype.setItem = function (...a)"
        " { window.revealed = document.querySelector('.said').textContent;"
        " set.apply(this, a); }; }"
    )
    lock(page.locator(".softmax-card"), "stays")
    assert page.evaluate("() => window.revealed") == ""
    expect(page.locator(".said")).to_contain_text(
        "You said It stays: θ₀ did not change, and were sure."
    )
    expect(page.locator(".said")).to_contain_text("measured: S₀ 0.1250 → 0.1218 for θ₁ + 0.1")


def test_a_prediction_by_keyboard_alone(show):
    page = show(predict(KEY))
    card = page.get_by_role("group", name="Predict")
    expect(card.get_by_role("radiogroup").first).to_have_accessible_name(
        plain(PREDICTIONS[KEY]["prompt"])
    )
    button = card.get_by_role("button", name="Lock it in")
    button.focus()
    page.keyboard.press("Enter")
    expect(card.get_by_role("status")).to_have_text(
        "Choose an answer first. “Not sure yet” is one."
    )
    page.keyboard.press("ArrowDown")
    expect(card.get_by_label("It falls")).to_be_checked()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(card.get_by_role("status")).to_have_text("Say how sure you are, then lock it in.")
    page.keyboard.press("Space")
    expect(card.get_by_label("unsure", exact=True)).to_be_checked()
    assert card.locator("input:focus-visible").count() == 1
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(card.locator(".said")).to_be_focused()
    expect(card.locator(".said")).to_contain_text("and were unsure.")
    expect(card.get_by_role("status")).to_have_text("Locked.")


def test_who_is_not_sure_yet_may_say_so(show):
    page = show(predict(KEY))
    card = page.locator(".softmax-card")
    card.get_by_label("not sure yet").check()
    expect(card.get_by_label("sure", exact=True)).to_be_disabled()
    card.get_by_role("button", name="Lock it in").click()
    expect(card.locator(".said")).to_contain_text("You were not sure yet.")
    assert store.parse(kept(page))["predictions"][KEY]["confidence"] is None


def test_a_locked_guess_outlives_a_reload_and_cannot_be_changed(show):
    page = show(predict(KEY), answers_card())
    page.evaluate(
        "() => document.addEventListener('softmax-edu:locked',"
        " (event) => { window.heard = event.detail.key; })"
    )
    lock(page.locator(".softmax-card").first, "stays")
    assert page.evaluate("() => window.heard") == KEY
    before = kept(page)
    page.reload()
    page.wait_for_selector("body[data-ready]")
    card, listed = page.locator(".softmax-card").first, page.locator(".softmax-card").last
    expect(card.locator(".said")).to_contain_text("You said")
    expect(card.get_by_role("button", name="Lock it in")).to_be_hidden()
    assert card.locator("input:enabled").count() == 0
    assert kept(page) == before
    page.evaluate(
        "(detail) => document.dispatchEvent(new CustomEvent('softmax-edu:locked', { detail }))",
        {"key": KEY, "answer": store.parse(before)["predictions"][KEY] | RIGHT},
    )
    expect(card.locator(".said")).to_contain_text("You said It stays")
    expect(listed).to_contain_text("Predictions locked: 1. Right: 0.")
    with page.expect_download() as download:
        listed.get_by_role("button", name="Download as a file").click()
    assert download.value.suggested_filename == store.FILE
    assert download.value.path().read_text(encoding="utf-8") == before
    listed.get_by_role("button", name="Clear").click()
    assert kept(page) == before  # the first press asks
    listed.get_by_role("button", name="Clear all answers? Press again.").click()
    assert kept(page) is None
    expect(card.get_by_role("button", name="Lock it in")).to_be_visible()
    expect(card.locator(".said")).to_be_hidden()
    expect(listed).to_contain_text("Nothing is locked yet.")


def test_what_is_stored_is_shown_as_text_or_refused_and_never_overwritten(show):
    markup = "<img src=x onerror='window.pwned=1'>"
    page = show(predict(KEY), answers_card(), storage=markup)
    lock(page.locator(".softmax-card").first, "falls")
    expect(page.get_by_role("alert").first).to_contain_text("it is not JSON")
    expect(page.locator(".said")).to_contain_text("You said It falls")
    assert kept(page) == markup
    assert page.locator("img").count() == 0
    assert page.evaluate("() => window.pwned") is None


def test_markup_in_a_question_is_text(show):
    markup = "<img src=x onerror='window.pwned=1'>"
    options = {
        "a": {"label": markup, "reveal": markup},
        "b": {"label": "1", "reveal": "2"},
    }
    page = show(predict({"key": "mine", "prompt": markup, "options": options, "right": "a"}))
    lock(page.locator(".softmax-card"), "a")
    assert page.locator("img").count() == 0
    assert page.locator(".said").inner_text().count(markup) == 3  # said twice, and answered
    assert page.evaluate("() => window.pwned") is None


def test_cards_of_two_languages_stand_on_one_page(show, pseudo_language):
    with speaking("en"):
        cards = [predict(KEY), step(STEP), answers_card()]
    page = show(*cards, predict(KEY), step(STEP), answers_card())
    for index, (language, word) in enumerate(
        [("en", "Predict"), ("en", "Step"), ("en", "Your answers")]
        + [(pseudo_language, foreign(word)) for word in ("Predict", "Step", "Your answers")]
    ):
        card = page.locator(".softmax-card").nth(index)
        expect(card).to_have_attribute("lang", language)
        expect(card.locator(".heading")).to_contain_text(word)


def test_every_step_is_filled_to_its_end(show):
    keys = list(STEPS)
    page = show(*[step(key) for key in keys])
    for index, key in enumerate(keys):
        card = page.locator(".softmax-card").nth(index)
        content = STEPS[key]
        expect(card.locator(".ending")).to_be_hidden()
        if content["kind"] == "worked":
            for _ in content["lines"][1:]:
                card.get_by_role("button", name="Next line").click()
        else:
            # From the last blank to the first: no order is forced.
            for name, blank in reversed(content["blank"].items()):
                card.locator(f".blank[data-blank='{name}']").click()
                tile(card, blank["tile"]).click()
        expect(card.locator(".ending")).to_be_visible()
        assert not any(mark in card.inner_text() for mark in "{}[]^_")
    found = store.parse(kept(page))["steps"]
    assert set(found) == set(keys)
    assert all(progress["done"] and progress["misses"] == 0 for progress in found.values())


def test_a_step_by_keyboard_with_a_miss_a_hint_and_factors_in_the_other_order(show):
    page = show(step(STEP))
    card = page.get_by_role("group", name="Step 2 of 4 · i ≠ j · fill the blanks")
    # Tiles that differ in i and j alone differ at arm's length: a heavy serif, and the two colours.
    letters = [tile(card, name).locator(".letter") for name in ("e-i", "e-j")]
    for letter, text in zip(letters, "ij", strict=True):
        expect(letter).to_have_text(text)
        expect(letter).to_have_css("font-weight", "700")
        expect(letter).to_have_css("font-family", re.compile("serif"))
    grounds = [
        letter.evaluate("(node) => getComputedStyle(node).backgroundColor") for letter in letters
    ]
    assert len({*grounds, "rgba(0, 0, 0, 0)"}) == 3
    tile(card, "e-i").focus()
    page.keyboard.press("Enter")
    expect(card.get_by_role("status")).to_contain_text("That was u′ in the case i = j.")
    wrong = card.get_by_role("button", name="Blank 1, u′: e to the theta i")
    expect(wrong).to_have_attribute("data-state", "wrong")
    tile(card, "zero").focus()
    page.keyboard.press("Space")
    expect(card.get_by_role("status")).to_have_text("Right. 1 of 4. Next: v′.")
    hint = card.get_by_role("button", name="Hint")
    hint.focus()
    page.keyboard.press("Enter")
    expect(card.get_by_role("note")).to_contain_text("one term in which θⱼ occurs")
    expect(card.locator(".blank[data-state='right']")).to_have_count(1)  # a hint is no answer
    card.get_by_role("button", name="Show it").press("Enter")
    expect(card.get_by_role("status")).to_contain_text("eθⱼ belongs there.")
    tile(card, "s-j").press("Enter")
    page.reload()
    page.wait_for_selector("body[data-ready]")
    expect(card.locator(".blank[data-state='right']")).to_have_count(3)
    tile(card, "s-j").press("Enter")  # once is enough
    expect(card.locator(".blank[data-state='wrong']")).to_have_count(1)
    tile(card, "s-i").press("Enter")
    expect(card.locator(".ending")).to_be_focused()
    progress = store.parse(kept(page))["steps"][STEP]
    assert progress["filled"] == ["zero", "e-j", "s-j", "s-i"]
    assert (progress["misses"], progress["hints"], progress["skipped"]) == (2, 2, False)


def test_who_is_right_first_time_may_skip_on(show):
    page = show(step(STEP))
    card = page.locator(".softmax-card")
    skip = card.get_by_role("button", name="Fill in the rest")
    tile(card, "zero").click()
    expect(skip).to_be_hidden()
    tile(card, "e-j").click()
    skip.click()
    expect(card.locator(".ending")).to_be_visible()
    assert store.parse(kept(page))["steps"][STEP]["skipped"] is True


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_open_or_locked(show, root, tool, scheme):
    tool("node", "nodejs")
    source = root / "node_modules" / "axe-core" / "axe.min.js"
    page = show(
        predict(KEY), predict("off-diagonal"), step(STEP), step("softmax-i-equals-j"),
        answers_card(), color_scheme=scheme,
    )  # fmt: skip
    lock(page.locator(".softmax-card").first, "stays")
    tile(page.locator(".softmax-card").nth(2), "e-i").click()
    page.evaluate(source.read_text(encoding="utf-8") + "; 0")
    found = page.evaluate("async () => (await window.axe.run()).violations.map((v) => v.id + ': '"
                          " + v.nodes.map((n) => n.html).join(' '))")  # fmt: skip
    assert found == []


@pytest.mark.parametrize("width", [375, 848])
def test_cards_fit_the_page_and_a_finger(show, width):
    page = show(
        *[predict(key) for key in PREDICTIONS], *[step(key) for key in STEPS], answers_card(),
        viewport={"width": width, "height": 800},
    )  # fmt: skip
    lock(page.locator(".softmax-card").first, "stays")
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width
    cut = page.evaluate(
        "() => [...document.querySelectorAll('.softmax-card, .softmax-card *')].filter((node) =>"
        " node.checkVisibility() && !node.matches('.hidden-text, .scroll, .status')"
        " && node.scrollWidth > node.clientWidth + 1 && node.clientWidth > 0)"
        ".map((node) => node.outerHTML.slice(0, 120))"
    )
    assert cut == []
    if width < 600:
        small = page.evaluate(
            "() => [...document.querySelectorAll('.softmax-card :is(button, label)')]"
            ".filter((node) => node.checkVisibility() && node.getBoundingClientRect().height < 40)"
            ".map((node) => node.outerHTML)"
        )
        assert small == []


@pytest.fixture
def answers_file(lab):
    """Return the file of answers in the folder of the lessons; it is gone afterwards."""
    path = lab.folder / store.FILE
    assert not path.exists()
    yield path
    path.unlink(missing_ok=True)


def until(page, holds, seconds=15):
    """Wait for what the kernel does a moment after the browser."""
    for _ in range(seconds * 10):
        if holds():
            return
        page.wait_for_timeout(100)
    assert holds()


def test_in_lab_answers_outlive_a_reload_and_a_new_kernel(open_notebook, answers_file):
    cells = (
        "from softmax_edu import answers, predict, step",
        f"predict({KEY!r})",
        f"step({STEP!r})",
    )
    notebook = open_notebook(*cells)
    page = notebook.page
    card, filling = page.locator(".softmax-card").first, page.locator(".softmax-card").nth(1)
    card.scroll_into_view_if_needed()
    lock(card, "stays")
    expect(card.locator(".said")).to_contain_text("measured: S₀ 0.1250 → 0.1218")
    tile(filling, "zero").click()
    expect(filling.get_by_role("status")).to_have_text("Right. 1 of 4. Next: v′.")
    until(page, lambda: answers_file.exists() and STEP in answers_file.read_text(encoding="utf-8"))
    found = store.parse(answers_file.read_text(encoding="utf-8"))
    assert found["predictions"][KEY]["guess"] == "stays"
    assert found["steps"][STEP]["filled"] == ["zero", None, None, None]
    assert json.loads(notebook.run("import json; print(json.dumps(answers()))")) == found

    notebook.command("docmanager:save")
    notebook.open()
    notebook.restart_kernel()
    notebook.run_all()
    expect(card.locator(".said")).to_contain_text("You said It stays", timeout=30_000)
    expect(card.get_by_role("button", name="Lock it in")).to_be_hidden()
    expect(filling.locator(".blank[data-state='right']")).to_have_count(1)

    notebook.run("from softmax_edu import clear_answers; clear_answers()")
    expect(card.get_by_role("button", name="Lock it in")).to_be_visible(timeout=30_000)
    expect(filling.locator(".blank[data-state='right']")).to_have_count(0)
    assert notebook.errors == []
