"""The pages in a real browser: from a file and from a plain server, with nothing else to reach."""

import functools
import gzip
import html
import http.server
import re
import threading
import time
from urllib.parse import unquote, urlsplit

import numpy as np
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output, writes
from playwright.sync_api import expect

from softmax_edu import Explorer, cross_entropy_gradient, softmax, softmax_jacobian
from softmax_edu.__main__ import lesson_folder
from softmax_edu.questions import answers_card, predict, step
from softmax_edu.site import build_site, notebooks_in
from softmax_edu.words import catalogue, speaking
from tests.browser.page import MEASURE
from tests.notebooks.test_guesses_come_first import ALLOWED, GIVE_AWAYS

THETA = np.log([1, 2, 5])
SAID = catalogue("explorer")
PHONE = {"width": 375, "height": 812}
DESK = {"width": 1280, "height": 800}


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site") / "pages"
    build_site(notebooks_in(lesson_folder()), folder)
    return folder


@pytest.fixture(scope="module")
def served(pages):
    """The same pages on the loopback, below a path of their own as on GitHub Pages."""

    class Handler(http.server.SimpleHTTPRequestHandler):
        def translate_path(self, path):
            return super().translate_path(path.removeprefix("/course"))

        def log_message(self, *args):
            pass

    handler = functools.partial(Handler, directory=str(pages))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/course"
    server.shutdown()
    server.server_close()


ALL_DRAWN = """() => [...document.querySelectorAll("div.softmax-live")].every((place) =>
  !place.checkVisibility()
  || place.querySelector(".softmax-explorer [data-quantity], .softmax-card, .softmax-film"))"""
OPEN_GATES = "() => document.querySelectorAll('.gate button').forEach((one) => one.click())"


class Visit:
    """A page open in a context of its own, and all that it asked for or was refused."""

    def __init__(self, context, address):
        self.context, self.address = context, address
        self.asked: list[str] = []
        self.problems: list[str] = []
        context.on("request", lambda request: self.asked.append(request.url))
        context.add_init_script(
            "addEventListener('securitypolicyviolation', (event) => "
            "console.error('policy', event.violatedDirective, event.blockedURI))"
        )
        self.page = context.new_page()
        self.page.on("console", self.listen)
        self.page.on("pageerror", lambda error: self.problems.append(str(error)))

    def listen(self, message):
        if message.type in ("error", "warning"):
            self.problems.append(message.text)

    def open(self, name, *, past_gates=True):
        """Open a page, with everything in sight unless its gates are what is looked at."""
        self.page.goto(f"{self.address}/{name}")
        if past_gates:
            self.page.evaluate(OPEN_GATES)
        self.page.wait_for_function(ALL_DRAWN)
        return self.page

    def check(self):
        """Nothing was refused, and nothing was asked for outside the folder."""
        assert self.problems == []
        assert [
            url for url in self.asked if not url.startswith((f"{self.address}/", "data:"))
        ] == []


@pytest.fixture(params=["file", "http"])
def visit(request, browser, pages, served):
    """Return a function that opens a context; from a file, the network is cut."""
    opened = []

    def make(**options):
        from_file = request.param == "file"
        context = browser.new_context(**{"viewport": DESK, "offline": from_file, **options})
        opened.append(Visit(context, pages.as_uri() if from_file else served))
        return opened[-1]

    yield make
    for made in opened:
        made.context.close()


def test_every_page_is_live_and_reaches_for_nothing(visit, pages):
    there = visit()
    for path in sorted(pages.glob("*.html")):
        page = there.open(path.name)
        assert page.locator("div.softmax-live:not([data-mounted])").count() == 0
        assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), path.name
    there.check()


def test_the_numbers_are_numpys_and_move_with_the_slider(visit, shown):
    there = visit()
    root = there.open("index.html").locator(".softmax-explorer")
    before = shown(root)
    slider = root.locator("input[type=range]").first
    slider.focus()
    for _ in range(7):
        slider.press("ArrowRight")
    there.page.wait_for_function(
        "() => document.querySelector('[data-quantity=theta][data-i=\"0\"]').dataset.value !== '0'"
    )
    after = shown(root)
    theta = np.array([after["theta", i] for i in range(3)])
    assert theta[0] == pytest.approx(0.7)
    for found, scores in ((before, THETA), (after, theta)):
        s, jacobian = softmax(scores), softmax_jacobian(scores)
        gradient = cross_entropy_gradient(scores, 1)
        for i in range(3):
            assert found["s", i] == pytest.approx(s[i], rel=1e-14)
            assert found["gradient", i] == pytest.approx(gradient[i], rel=1e-13)
            for j in range(3):
                assert found["jacobian", i, j] == pytest.approx(jacobian[i, j], rel=1e-13)
    there.check()


def test_the_temperature_has_its_slider(visit, shown):
    there = visit()
    page = there.open("01_softmax.html")
    root = page.locator(".softmax-explorer:has([data-control=temperature])")
    slider = root.get_by_role("slider", name="T, the temperature")
    expect(slider).to_have_attribute("aria-valuetext", "2")
    slider.press("End")
    expect(slider).to_have_attribute("aria-valuetext", "10")
    found = shown(root)
    for i, expected in enumerate(softmax(THETA / 10)):
        assert found["s", i] == pytest.approx(expected, rel=1e-14)
    root.get_by_role("button", name="reset").click()
    expect(slider).to_have_attribute("aria-valuetext", "2")
    there.check()


def test_a_film_moves_without_a_kernel_by_the_keyboard(visit):
    there = visit()
    page = there.open("07_gradient_check.html")
    film = page.locator(".softmax-film")
    drawing = film.get_by_role("img")
    slider = film.get_by_role("slider", name="h")
    expect(slider).to_have_attribute("aria-valuetext", "10⁻⁸")
    expect(drawing).to_have_attribute("aria-label", re.compile("h = 1.0·10⁻⁸"))
    points = drawing.locator("polyline").last.get_attribute("points")
    slider.press("End")
    expect(slider).to_have_attribute("aria-valuetext", "0.1")
    expect(drawing).to_have_attribute("aria-label", re.compile("h = 0.1"))
    assert drawing.locator("polyline").last.get_attribute("points") != points
    box = drawing.bounding_box()
    assert 500 < box["width"] < 1280
    film = there.open("11_bug_gallery.html").locator(".softmax-film")
    for name in ("θ₀", "θ₁", "θ₂"):
        for key in ("Home", "ArrowRight"):
            film.get_by_role("slider", name=name).press(key)
    film.get_by_role("slider", name="n").press("ArrowRight")
    for line in film.locator("pre").inner_text().splitlines():
        left, right = line.split("|")
        assert left.split() == right.split()
    there.check()


def test_the_sum_of_the_weights_has_its_slider(visit, shown):
    there = visit()
    root = there.open("04_gradient.html").locator(".softmax-explorer:has([data-control=weight])")
    slider = root.get_by_role("slider", name="Σy, the sum of the weights")
    for key, weight in (("Home", 0), ("End", 3)):
        slider.press(key)
        expect(slider).to_have_attribute("aria-valuetext", str(weight))
        found = shown(root)
        y = np.array([0.0, weight, 0.0])
        theta = np.array([found["theta", i] for i in range(3)])
        for i, expected in enumerate(cross_entropy_gradient(theta, y)):
            assert found["y", i] == y[i]
            assert found["gradient", i] == pytest.approx(expected, rel=1e-13)
    there.check()


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("lesson", ["02_jacobian.html", "04_gradient.html"])
def test_nothing_of_the_page_reaches_into_an_explorer(browser, pages, lesson, viewport):
    """Rows, columns and bands are in line, and nothing is cut, as on a page without rules."""
    context = browser.new_context(viewport=viewport, offline=True)
    page = Visit(context, pages.as_uri()).open(lesson)
    explorers = page.locator(".softmax-explorer:visible")
    assert explorers.count() > 0
    for root in explorers.all():
        assert root.evaluate(MEASURE) == []
    context.close()


def test_formulas_are_mathml_that_the_browser_lays_out(visit):
    page = visit().open("02_jacobian.html")
    sizes = page.evaluate(
        "() => [...document.querySelectorAll('main math')].filter((node) => node.checkVisibility())"
        ".map((node) => [node.getBoundingClientRect().width, node.namespaceURI])"
    )
    assert len(sizes) > 50
    assert all(width > 0 and space.endswith("MathML") for width, space in sizes)


@pytest.mark.parametrize(
    ("scheme", "viewport"), [("light", DESK), ("dark", PHONE)], ids=["light-desk", "dark-phone"]
)
def test_axe_finds_nothing_serious_on_any_page(browser, pages, axe, scheme, viewport):
    context = browser.new_context(color_scheme=scheme, viewport=viewport, offline=True)
    there = Visit(context, pages.as_uri())
    found = []
    for path in sorted(pages.glob("*.html")):
        page = there.open(path.name)
        page.evaluate(
            "() => document.querySelectorAll('details').forEach((one) => one.open = true)"
        )
        page.evaluate(axe)
        violations = page.evaluate(
            "() => axe.run({ preload: false }).then((result) => result.violations)"
        )
        found += [
            (path.name, violation["id"], violation["nodes"][0]["html"][:200])
            for violation in violations
            if violation["impact"] in ("serious", "critical")
        ]
    context.close()
    assert found == []


def test_a_page_is_whole_without_script(browser, pages):
    context = browser.new_context(java_script_enabled=False, offline=True)
    page = context.new_page()
    page.goto(f"{pages.as_uri()}/01_softmax.html")
    pictures = page.locator("div.softmax-live img")
    assert pictures.count() >= 2
    assert all(picture.get_attribute("alt") for picture in pictures.all())
    pictures.first.scroll_into_view_if_needed()
    page.wait_for_timeout(200)
    assert pictures.first.bounding_box()["width"] > 200
    context.close()


def test_the_first_lesson_is_light_and_soon_there(browser, pages, served):
    """A cold start: nothing cached. The weight is asserted; the time is printed, not judged."""
    context = browser.new_context(viewport=DESK)
    there = Visit(context, served)
    begin = time.perf_counter()
    there.open("01_softmax.html")
    seconds = time.perf_counter() - begin
    there.page.mouse.wheel(0, 1e6)  # the pictures further down are loaded when they are near
    there.page.wait_for_timeout(300)
    names = {re.sub(r"^.*/course/", "", url) for url in there.asked if not url.startswith("data:")}
    size = sum(len(gzip.compress((pages / name).read_bytes())) for name in names)
    print(f"first lesson: {seconds:.2f} s to be live, {size / 1000:.0f} kB compressed")
    assert "softmax.js" in names
    assert size <= 300_000
    there.check()
    context.close()


@pytest.fixture(scope="module")
def asked(tmp_path_factory):
    """A page with a prediction, a step, and an explorer that waits for the prediction."""
    folder = tmp_path_factory.mktemp("asked")
    explorer = Explorer(THETA, y=1, cell=(0, 1), controls=("inspector",), mask="off-diagonal")
    cells = []
    for widget in (predict("off-diagonal"), step("softmax-i-not-j"), explorer, answers_card()):
        data, metadata = widget._repr_mimebundle_()
        kept = {mime: value for mime, value in data.items() if "widget" not in mime}
        output = new_output("display_data", data=kept, metadata=metadata)
        cells.append(new_code_cell("ask()", outputs=[output]))
    (folder / "asked.ipynb").write_text(writes(new_notebook(cells=cells)), encoding="utf-8")
    build_site([folder / "asked.ipynb"], folder / "pages", shipped=False)
    return folder / "pages"


def test_a_question_is_locked_revealed_and_remembered_without_a_kernel(browser, asked, axe):
    context = browser.new_context(viewport=DESK, offline=True)
    there = Visit(context, asked.as_uri())
    page = there.open("asked.html")
    card = page.locator("[data-card=question]")
    case = page.locator(".softmax-explorer .case")
    assert card.locator(".said").is_hidden()
    masked = case.inner_text()
    assert "0.03125" not in masked
    card.get_by_role("radio").first.check()
    card.get_by_role("radio", name="sure", exact=True).check()
    card.locator("button.main").click()
    card.locator(".said").wait_for()
    page.wait_for_function("(was) => document.querySelector('.case').innerText !== was", arg=masked)
    expect(case).to_contain_text("0.03125")
    blank = page.locator("[data-card=step] .tile").first
    blank.press("Enter")
    page.reload()
    card.locator(".said").wait_for()
    assert card.get_by_role("radio").first.is_disabled()
    expect(page.locator("[data-card=answers] tbody tr").first).to_be_attached()
    page.evaluate(axe)
    violations = page.evaluate(
        "() => axe.run({ preload: false }).then((result) => result.violations)"
    )
    assert [one["id"] for one in violations if one["impact"] in ("serious", "critical")] == []
    there.check()
    context.close()


def test_nothing_moves_while_a_page_becomes_live_on_a_phone(browser, pages):
    context = browser.new_context(viewport=PHONE, is_mobile=True, has_touch=True)
    context.add_init_script(
        "window.shift = 0; new PerformanceObserver((list) => { for (const entry of"
        " list.getEntries()) window.shift += entry.value; })"
        ".observe({ type: 'layout-shift', buffered: true });"
    )
    there = Visit(context, pages.as_uri())
    for name in ("index.html", "02_jacobian.html"):
        page = there.open(name)
        page.evaluate("() => new Promise((done) => requestAnimationFrame(() => done()))")
        assert page.evaluate("() => window.shift") <= 0.02, name
    context.close()


OPEN_ON_PAPER = """() => ({
  answers: document.querySelectorAll('[data-card=question] .said:not([hidden])').length,
  questions: document.querySelectorAll('[data-card=question]').length,
  open: document.querySelectorAll('[data-state=empty], [data-card=step] .line[hidden]').length,
  folded: document.querySelectorAll('details:not([open])').length,
  behind: document.querySelectorAll('[data-behind]').length,
  drawn: [...document.querySelectorAll('.softmax-explorer')].map((one) =>
    [one.querySelectorAll('[data-quantity=jacobian]').length,
      one.querySelector('.case').innerText]),
})"""


def test_on_paper_all_is_open_coloured_and_as_wide_as_a_sheet_and_afterwards_as_it_was(
    browser, pages
):
    context = browser.new_context(viewport=DESK, color_scheme="dark")
    there = Visit(context, pages.as_uri())
    page = there.open("02_jacobian.html", past_gates=False)
    # Printed at once: what is far below has never been in sight, and is made now.
    page.evaluate(
        f"() => addEventListener('beforeprint', () => {{ window.printed = ({OPEN_ON_PAPER})(); }})"
    )
    assert page.pdf(format="A4").startswith(b"%PDF")
    printed = page.evaluate("() => window.printed")
    assert printed["answers"] == printed["questions"] == 3
    assert printed["open"] == printed["folded"] == printed["behind"] == 0
    (cells, case), *others = printed["drawn"]
    assert others == []
    assert cells == 9
    assert "0.03125" in case

    after = page.evaluate(OPEN_ON_PAPER)
    assert after["answers"] == 0
    assert min(after[name] for name in ("open", "folded", "behind")) > 0
    page.evaluate(OPEN_GATES)
    page.wait_for_function(ALL_DRAWN)
    assert "0.03125" not in page.locator(".softmax-explorer .case").inner_text()

    # A sheet with margins of 15 mm is 680 px wide.
    page.set_viewport_size({"width": 680, "height": 1000})
    page.emulate_media(media="print", color_scheme="light")
    page.evaluate("() => dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate("() => document.documentElement.scrollWidth") == 680
    too_wide = page.evaluate(
        """() => [...document.querySelectorAll('.softmax-explorer, .softmax-card, pre.code')]
        .filter((one) => one.checkVisibility() && one.scrollWidth > one.clientWidth)
        .map((one) => one.outerHTML)"""
    )
    assert too_wide == []
    breaks = page.evaluate(
        """() => ['card', 'explorer', 'check'].flatMap((name) =>
        [...document.querySelectorAll(`.softmax-${name}`)])
        .map((one) => getComputedStyle(one).breakInside)"""
    )
    assert breaks == ["avoid"] * 9
    tint = page.locator(".entry .tint").first
    assert tint.evaluate("(node) => getComputedStyle(node).printColorAdjust") == "exact"
    there.check()
    context.close()


def test_a_state_is_sent_by_its_address_and_outlives_a_reload(browser, pages, served):
    context = browser.new_context(viewport=DESK, permissions=["clipboard-read", "clipboard-write"])
    there = Visit(context, served)
    page = there.open("04_gradient.html#theta=0,ln2,-1e-3&y=2&cell=0,1&at=1")
    explorers = page.locator(".softmax-explorer")
    sent, first = explorers.nth(1), explorers.nth(0)

    def scores(root):
        fields = root.locator("[data-quantity=theta]")
        return [float(field.get_attribute("data-value")) for field in fields.all()]

    lessons_own = scores(first)
    assert scores(sent) == [0, np.log(2), -0.001]
    expect(sent.locator("[data-quantity=case]")).to_have_attribute("data-j", "1")
    expect(sent).to_be_in_viewport()

    # What is typed is read by the same rules.
    field = sent.get_by_role("textbox", name="θ₁, exact value")
    for text, value in (("1/3", 1 / 3), ("ln 7", np.log(7)), ("−ln(0.1)", -np.log(0.1))):
        field.fill(text)
        field.press("Enter")
        expect(field).to_have_attribute("data-value", str(float(value)))
    field.fill("2 ln 3")
    field.press("Enter")
    expect(sent.get_by_role("alert")).to_have_text(SAID["not_a_number"])
    assert field.input_value() == "2 ln 3"  # it is there to be mended
    assert scores(sent)[1] == -np.log(0.1)

    sent.get_by_role("button", name=SAID["copy_link"]).click()
    expect(sent.get_by_role("status")).to_have_text(SAID["link_copied"])
    link = page.evaluate("() => navigator.clipboard.readText()")
    page.evaluate("(hash) => { location.hash = hash; }", "theta=1,<script>,2")
    expect(page.locator("p.refused")).to_have_text(SAID["address_refused"])
    assert scores(first) == lessons_own
    page.evaluate("(hash) => { location.hash = hash; }", "theta=3,2,1&y=0")
    expect(first.locator("[data-quantity=theta]").first).to_have_attribute("data-value", "3")
    expect(page.locator("p.refused")).to_have_count(0)

    page.goto(f"{served}/04_gradient.html")
    expect(first.locator("[data-quantity=theta]").first).to_have_attribute("data-value", "3")
    expect(sent.locator("[data-quantity=theta]").nth(1)).to_have_attribute(
        "data-value", str(-np.log(0.1))
    )
    there.check()
    fresh = browser.new_context(viewport=DESK).new_page()
    fresh.goto(link)
    expect(
        fresh.locator(".softmax-explorer").nth(1).locator("[data-quantity=theta]").nth(1)
    ).to_have_attribute("data-value", str(-np.log(0.1)))
    fresh.context.close()


def test_what_follows_a_question_waits_until_it_is_answered_or_passed_over(browser, asked):
    context = browser.new_context(viewport=DESK, offline=True)
    page = Visit(context, asked.as_uri()).open("asked.html", past_gates=False)
    question, step = (page.locator(f"[data-card={kind}]") for kind in ("question", "step"))
    explorer, answers = page.locator(".softmax-explorer"), page.locator("[data-card=answers]")
    gates = page.locator(".gate")

    def in_sight(*expected):
        parts = (question, step, explorer, answers)
        for part, is_there in zip(parts, expected, strict=True):
            expect(part).to_be_visible(visible=bool(is_there))

    in_sight(1, 0, 0, 0)
    page.emulate_media(media="print")
    in_sight(1, 1, 1, 1)
    expect(gates.first).to_be_hidden()
    page.emulate_media(media="screen")
    question.get_by_role("radio", name="not sure yet").check()
    question.get_by_role("button", name="Lock it in").click()
    in_sight(1, 1, 0, 0)
    page.get_by_role("button", name="Go on without answering").press("Enter")
    in_sight(1, 1, 1, 1)
    assert page.evaluate("() => document.activeElement.contains(document.querySelector('.case'))")
    assert explorer.bounding_box()["width"] > 400
    page.reload()
    in_sight(1, 1, 1, 1)
    answers.get_by_role("button", name="Clear").click()
    answers.get_by_role("button", name="Clear").click()
    in_sight(1, 1, 1, 1)
    page.reload()
    in_sight(1, 0, 0, 0)
    context.close()


# Both return what was in sight too early: what stands behind a closed gate, from gate to gate; and,
# all gates open, what gives a question away within a screen of its card, by real heights.
BLOCKS = """
  const blocks = [...document.querySelectorAll(
    "main :is(h1, h2, h3, p, li, td, th, pre, summary, .math-block, .softmax-explorer)",
  )].filter((one) => !one.closest(".softmax-card, .gate, nav, .softmax-explorer *"));
  const seen = (one) => one.checkVisibility() && one.getBoundingClientRect().height > 0;
  const told = (one) => one.textContent.slice(0, 80);
  const found = [];
"""
FROM_GATE_TO_GATE = f"""() => {{ {BLOCKS}
  for (const gate of document.querySelectorAll(".gate")) {{
    if (gate.hidden) found.push(["open", told(gate.previousElementSibling)]);
    for (const one of blocks.filter(seen)) {{
      const follows = gate.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING;
      if (follows) found.push(["behind", told(one)]);
    }}
    gate.querySelector("button").click();
  }}
  return found;
}}"""
WITHIN_A_SCREEN = f"""(giveAways) => {{ {BLOCKS}
  const plain = (text) => text.replaceAll("−", "-");
  for (const card of document.querySelectorAll("[data-card=question], [data-card=step]")) {{
    const {{ model, models }} = JSON.parse(card.closest("[data-live]").dataset.live);
    const {{ key }} = models[model];
    const {{ top, bottom }} = card.getBoundingClientRect();
    for (const one of blocks.filter(seen)) {{
      const box = one.getBoundingClientRect();
      if (box.bottom < top - innerHeight || box.top > bottom + innerHeight) continue;
      for (const string of giveAways[key]) {{
        if (plain(one.textContent).includes(string)) found.push([key, string, told(one)]);
      }}
    }}
  }}
  return found;
}}"""


def test_no_lesson_shows_an_answer_before_its_question_is_answered(browser, pages):
    """A screen of 1280 × 720, wherever any part of a card is in view."""
    context = browser.new_context(viewport={"width": 1280, "height": 720}, offline=True)
    there = Visit(context, pages.as_uri())
    strings = {key: found for table in GIVE_AWAYS.values() for key, found in table.items()}
    early = []
    for path in sorted(pages.glob("[0-9]*.html")):
        there.page.goto("about:blank")
        page = there.open(path.name, past_gates=False)
        expect(page.locator("div.softmax-live:not([data-mounted])")).to_have_count(0)
        found = page.evaluate(FROM_GATE_TO_GATE)
        page.wait_for_function(ALL_DRAWN)
        found += page.evaluate(WITHIN_A_SCREEN, strings)
        early += [(path.stem, *what) for what in found]
    early = [what for what in early if what[1] not in ALLOWED]
    assert not early, "\n".join(map(str, early))
    # A link into a later section goes there, through all gates on its way.
    page = there.open("index.html")
    page.evaluate("() => localStorage.clear()")
    # The programs that a question is about are there to be read before it.
    page = there.open("11_bug_gallery.html", past_gates=False)
    expect(page.get_by_text("room_1 = {")).to_be_visible()
    expect(page.get_by_text("alarms_1 = {")).to_be_hidden()
    page = there.open("02_jacobian.html#Both-cases-in-one-line", past_gates=False)
    expect(page.locator("[id='Both-cases-in-one-line']")).to_be_in_viewport()
    expect(page.locator(".gate:visible").first).to_be_visible()
    there.check()
    context.close()


def test_a_view_that_cannot_be_made_leaves_its_picture_and_all_others(browser, asked, tmp_path):
    damage = ['{"theta": NaN}', "", "null", '{"module": "constructor", "model": "1", "models": {}}']
    for file in asked.iterdir():
        if file.is_file():
            (tmp_path / file.name).write_bytes(file.read_bytes())
    text = (asked / "asked.html").read_text(encoding="utf-8")
    broken = "".join(
        f'<div class="softmax-live" data-live="{html.escape(state)}"><p>instead</p></div>'
        for state in damage
    )
    text = text.replace('<main id="main">', f'<main id="main">{broken}')
    (tmp_path / "asked.html").write_text(text, encoding="utf-8")
    context = browser.new_context(viewport=DESK, offline=True)
    page = context.new_page()
    page.goto(f"{tmp_path.as_uri()}/asked.html")
    page.evaluate(OPEN_GATES)
    page.locator(".softmax-explorer [data-quantity]").first.wait_for()
    expect(page.locator("[data-mounted]")).to_have_count(4)
    expect(page.get_by_text("instead")).to_have_count(len(damage))
    context.close()


def test_a_wide_table_scrolls_within_the_page_and_by_keyboard(browser, tmp_path):
    row = "<td>a_long_name_of_a_column</td>" * 60
    table = f"<table><tr>{row}</tr></table>"
    output = new_output("display_data", data={"text/html": f"<div>{table}</div>"})
    pipes = "\n".join("|" + f"{cell}|" * 60 for cell in ("a_long_name_of_a_column", "-", "1"))
    texts = [new_markdown_cell(text) for text in (table, f"<div>{table}</div>", pipes)]
    notebook = new_notebook(cells=[*texts, new_code_cell("df", outputs=[output])])
    (tmp_path / "wide.ipynb").write_text(writes(notebook), encoding="utf-8")
    build_site([tmp_path / "wide.ipynb"], tmp_path / "pages", shipped=False)
    context = browser.new_context(viewport=PHONE, offline=True)
    page = context.new_page()
    page.goto((tmp_path / "pages" / "wide.html").as_uri())
    page.wait_for_function("() => document.querySelectorAll('[tabindex]').length === 4")
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    context.close()


def test_a_drawing_is_shown_and_runs_nothing(browser, tmp_path):
    drawing = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="60" onload="parent.hacked=1">'
        '<script>parent.hacked=1</script><image href="https://e.example/a.png"/></svg>'
    )
    output = new_output("display_data", data={"image/svg+xml": drawing})
    notebook = new_notebook(cells=[new_code_cell("draw()", outputs=[output])])
    (tmp_path / "drawn.ipynb").write_text(writes(notebook), encoding="utf-8")
    build_site([tmp_path / "drawn.ipynb"], tmp_path / "pages", shipped=False)
    context = browser.new_context(viewport=DESK, offline=True)
    there = Visit(context, (tmp_path / "pages").as_uri())
    page = there.open("drawn.html")
    page.locator("img").scroll_into_view_if_needed()
    page.wait_for_function("() => document.querySelector('img').naturalWidth === 90")
    assert page.evaluate("() => window.hacked") is None
    there.check()
    context.close()


@pytest.mark.parametrize("viewport", [PHONE, DESK])
def test_the_longest_label_does_not_push_the_page_sideways(browser, tmp_path, viewport):
    names = ("target", "presets", "inspector", "weights")
    explorer = Explorer(THETA, y=1, cell=(0, 1), labels=["m" * 100, "w" * 100, "c"], controls=names)
    data, metadata = explorer._repr_mimebundle_()
    kept = {mime: value for mime, value in data.items() if "widget" not in mime}
    output = new_output("display_data", data=kept, metadata=metadata)
    notebook = new_notebook(cells=[new_code_cell("x", outputs=[output])])
    (tmp_path / "long.ipynb").write_text(writes(notebook), encoding="utf-8")
    build_site([tmp_path / "long.ipynb"], tmp_path / "pages", shipped=False)
    context = browser.new_context(viewport=viewport, offline=True)
    page = Visit(context, (tmp_path / "pages").as_uri()).open("long.html")
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    context.close()


def test_the_way_to_the_other_language_keeps_the_section_and_the_scores(browser, tmp_path):
    first = lesson_folder()
    translated = {"zh": [first / "zh" / "02_jacobian.ipynb"]}
    build_site([first / "02_jacobian.ipynb"], tmp_path / "pages", editions=translated)
    context = browser.new_context(viewport=DESK)
    page = context.new_page()
    address = (tmp_path / "pages" / "02_jacobian.html").as_uri()
    page.goto(address)
    # From the top there is nothing to skip, and no gate opens on the way.
    gates = page.locator(".gate:visible")
    expect(gates).to_have_count(1)
    page.get_by_role("link", name="中文").click()
    page.wait_for_url("**/zh/02_jacobian.html")
    expect(gates).to_have_count(1)
    page.goto(address)
    page.evaluate(OPEN_GATES)
    expect(page.locator(".softmax-live:not([data-mounted])")).to_have_count(0)
    slider = ".softmax-explorer >> nth=0 >> input[type=range] >> nth=1"
    page.locator(slider).press("End")
    headings = "main :is(h1, h2, h3)[id]"
    at = page.locator(headings).count() - 3
    page.locator(headings).nth(at).evaluate("(heading) => heading.scrollIntoView()")
    box = page.get_by_role("link", name="中文").bounding_box()
    page.mouse.click(box["x"] + 5, box["y"] + 5)  # `click` would scroll first
    page.wait_for_url("**/zh/02_jacobian.html#*")
    expect(page.locator("html")).to_have_attribute("lang", "zh")
    there = page.locator(headings).nth(at).get_attribute("id")
    assert unquote(urlsplit(page.url).fragment) == there
    expect(page.locator(slider)).to_have_value("5")
    context.close()


# What somebody types, the lesson that comes first, and a section of it that is shown.
SEARCHES = {
    "雅可比": ("02_jacobian", "推一下，三个回答"),
    "交叉熵": ("03_cross_entropy", "独热：把事实写成向量"),
    "梯度": ("04_gradient", "K个类别也一样"),
    "归一化": ("01_softmax", "这门课的字母"),
    "softmax梯度": ("04_gradient", "同一个和，写成矩阵乘法"),
}


def test_a_search_in_chinese_finds_the_lesson_that_explains_the_word(browser, tmp_path):
    """From a file, without a network. What the lessons say is loaded for whoever searches."""
    wanted = ["01_softmax", "02_jacobian", "03_cross_entropy", "04_gradient", "07_gradient_check"]
    with speaking("zh"):
        books = [lesson_folder() / "zh" / f"{name}.ipynb" for name in wanted]
        build_site(books, tmp_path / "pages", shipped=False)
    context = browser.new_context(viewport=DESK, offline=True)
    there = Visit(context, (tmp_path / "pages").as_uri())
    page = there.open("index.html")
    assert not any("search.js" in url for url in there.asked)
    field, listed = page.get_by_role("searchbox"), page.locator(".lessons > li")
    for typed, (lesson, section) in SEARCHES.items():
        field.fill(typed)
        first = listed.first
        expect(first.get_by_role("link").first).to_have_attribute("href", f"{lesson}.html")
        expect(first.get_by_role("link", name=section, exact=True)).to_be_visible()
    field.fill("过拟合")
    expect(page.locator(".search [role=status]")).to_have_text("找到0课")
    field.fill("")
    links = [listed.nth(n).get_by_role("link").first for n in range(len(wanted))]
    for name, link in zip(wanted, links, strict=True):
        expect(link).to_have_attribute("href", f"{name}.html")
    there.check()
    context.close()
