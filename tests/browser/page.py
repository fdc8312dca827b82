"""An explorer on a plain page: no kernel, no server, and a measure of what is drawn there.

The view speaks anywidget's plain protocol, so a stand-in for the model is all that it needs.
"""

import math
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Locator, Page

from softmax_edu.live import load_module, load_style
from softmax_edu.words import catalogue

HOME = [0.0, math.log(2), math.log(5)]

MODEL = """
class Model {
  constructor(values) { this.values = values; this.listeners = {}; }
  get(name) { return this.values[name]; }
  set(name, value) {
    this.values[name] = value;
    for (const listener of this.listeners[`change:${name}`] ?? []) listener();
  }
  save_changes() {}
  on(event, listener) { (this.listeners[event] ??= []).push(listener); }
  off(event, listener) {
    this.listeners[event] = (this.listeners[event] ?? []).filter((other) => other !== listener);
  }
}
window.show = async (values) => {
  const view = (await import("/explorer.js")).default;
  window.model = new Model(values);
  window.dispose = await view.render({ model: window.model, el: document.querySelector("main") });
};
"""

MEASURE = (Path(__file__).parent / "measure.js").read_text(encoding="utf-8")


class Explorer:
    """A page of its own in a new context, with one explorer on it."""

    def __init__(
        self,
        browser: Browser,
        width: int = 1280,
        height: int = 900,
        dark: bool = False,
        style: str = "",
        page: str = "",
        context: dict[str, Any] | None = None,
        **state: Any,
    ) -> None:
        self.context: BrowserContext = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            **(context or {}),
        )
        self.page: Page = self.context.new_page()
        sheets = load_style("palette", "explorer", "picture")
        files = {
            "": f"<!doctype html><html lang=en {page}><meta charset=utf-8><title>Explorer</title>"
            f'<meta name="viewport" content="width=device-width, initial-scale=1">'
            f"<style>body {{ margin: 0 }} {style} {sheets}</style>"
            f"<main></main><script>{MODEL}</script>",
            "explorer.js": load_module("explorer"),
        }
        types = {"": "text/html", "explorer.js": "text/javascript"}

        def answer(route: Any) -> None:
            name = route.request.url.rpartition("/")[2]
            if name not in files:
                route.fulfill(status=404)
                return
            route.fulfill(content_type=f"{types[name]}; charset=utf-8", body=files[name])

        self.page.route("**/*", answer)
        self.page.goto("http://explorer.test/")
        self.failures: list[str] = []
        self.page.on("pageerror", lambda error: self.failures.append(str(error)))
        usual = {
            "theta": HOME,
            "y": 1,
            "temperature": 1,
            "cell": [1, 2],
            "labels": None,
            "mask": None,
            "panels": ["softmax", "jacobian", "gradient"],
            "controls": ["target", "presets", "reset", "undo", "present"],
            "initial": {},
            "origin": None,
            "language": "en",
            "messages": catalogue("explorer"),
        }
        self.page.evaluate("(values) => window.show(values)", usual | state)
        self.root: Locator = self.page.locator(".softmax-explorer")
        self.root.locator("[data-quantity]").first.wait_for(state="attached")
        change(self.page)

    def wrong(self) -> list[str]:
        """Return what is wrong with what is drawn."""
        change(self.page)
        return self.root.evaluate(MEASURE)


def change(page: Page, **state: Any) -> None:
    """Set traits as Python would, and wait for the frame that shows them."""
    page.evaluate(
        "(values) => {"
        " for (const [name, value] of Object.entries(values)) model.set(name, value);"
        " return new Promise((done) =>"
        " requestAnimationFrame(() => requestAnimationFrame(done))); }",
        state,
    )
