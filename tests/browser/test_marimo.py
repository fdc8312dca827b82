"""Where marimo mounts a widget: in a shadow root, a moment before that is on the page.

marimo itself is not started here; `docs/venues.md` says what was seen in it.
"""

from softmax_edu.facts import facts
from softmax_edu.live import load_style

MOUNT = """async (css) => {
  document.documentElement.style.colorScheme = "dark";
  const host = document.createElement("div");
  const el = document.createElement("div");
  const style = document.createElement("style");
  style.textContent = css;
  host.attachShadow({ mode: "open" }).append(style, el);
  const view = (await import("/explorer.js")).default;
  window.second = new Model({ ...model.values, language: "en" });
  window.end = await view.render({ model: second, el });
  document.body.append(host);
  window.home = host.shadowRoot;
}"""


def test_in_a_shadow_root_the_theme_the_focus_and_the_keys_are_right(draw):
    explorer = draw()
    page = explorer.page
    page.evaluate(MOUNT, load_style("palette", "explorer", "picture"))
    root = page.locator(".softmax-explorer").nth(1)
    slider = root.get_by_role("slider", name="θ₁")
    slider.wait_for()

    def has_colours(theme):
        ground = facts()["palette"][theme]["bg"]
        page.wait_for_function(
            "(ground) => { const probe = document.createElement('i'); probe.style.color = ground;"
            " document.body.append(probe); const wanted = getComputedStyle(probe).color;"
            " probe.remove(); return wanted === getComputedStyle("
            "window.home.querySelector('.softmax-explorer')).backgroundColor; }",
            arg=ground,
        )

    has_colours("dark")
    page.evaluate("() => { document.documentElement.style.colorScheme = 'light'; }")
    has_colours("light")
    slider.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("() => second.get('theta')[1] > 0.7")
    page.evaluate("() => second.set('theta', [0, 1, 2, 3])")
    root.get_by_role("slider", name="θ₃").wait_for()
    focused = "() => window.home.activeElement?.getAttribute('aria-label')"
    assert page.evaluate(focused) == slider.get_attribute("aria-label")
    page.evaluate("() => window.end()")
    assert page.locator(".softmax-explorer").count() == 1
    assert explorer.failures == []
