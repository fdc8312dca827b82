"""Take the README's pictures: the explorer as Chromium draws it, light and dark.

    python tools/pictures.py

The page has no kernel: the view gets a stand-in for its model that holds an explorer's state.
"""

import json
import shutil
from pathlib import Path

import numpy as np
from playwright.sync_api import sync_playwright

from softmax_edu import Explorer

DOCS = Path(__file__).resolve().parents[1] / "docs"
PAGE = """<!doctype html><meta charset="utf-8">
<body data-jp-theme-light="{light}"><style>
body {{ width: 880px; }}
{style}
</style>
<script type="module">
const source = new Blob([{code}], {{ type: "text/javascript" }});
const view = (await import(URL.createObjectURL(source))).default;
const state = {state};
const model = {{
  get: (name) => state[name], set: (name, value) => {{ state[name] = value; }},
  on() {{}}, off() {{}}, save_changes() {{}},
}};
view.render({{ model, el: document.body }});
</script>
"""


def page(theme: str) -> str:
    """Return a page that shows the course's three scores with one cell picked."""
    explorer = Explorer(np.log([1, 2, 5]), y=1)
    explorer.cell = (0, 1)
    state = explorer.get_state()
    code, style = state.pop("_esm"), state.pop("_css")
    return PAGE.format(
        light=json.dumps(theme == "light"),
        style=style,
        code=json.dumps(code).replace("</", "<\\/"),
        state=json.dumps(state).replace("</", "<\\/"),
    )


def main() -> None:
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for theme in ("light", "dark"):
            tab = browser.new_page(color_scheme=theme, device_scale_factor=2)
            tab.set_content(page(theme))
            tab.wait_for_selector(".softmax-explorer [data-quantity=jacobian]")
            tab.wait_for_timeout(300)  # it lays itself out for its width a frame later
            tab.locator(".softmax-explorer").screenshot(path=DOCS / f"explorer-{theme}.png")
        browser.close()


if __name__ == "__main__":
    main()
