"""What JupyterLab saves and exports: a picture where a live view cannot come back.

A notebook that is opened again has no models, so an output that asks for a live view shows "Loading
widget…" for ever, although a picture lies beside it. This server extension leaves the request for
the view out of what is saved, wherever the same output has a picture: the open page keeps its live
view, and whoever reopens the file, or looks at it elsewhere, sees the picture. Exports to LaTeX get
the words of each picture below it (`softmax_edu.jupyter.exporting`).
"""

from typing import Any

VIEW = "application/vnd.jupyter.widget-view+json"
PICTURE = "image/png"
WORDS_BELOW = "softmax_edu.jupyter.exporting.WordsBelow"  # by name: only an export needs nbconvert


def keep_pictures(model: dict[str, Any], **_: Any) -> None:
    """Take the view out of every output that also has a picture: a pre-save hook of Jupyter Server.

    Parameters
    ----------
    model : dict
        What is about to be saved, in the form of the contents service; changed in place. Anything
        but a notebook of format 4 is left as it is.
    """
    content = model.get("content")
    if model.get("type") != "notebook" or not isinstance(content, dict):
        return
    for cell in content.get("cells", ()):
        for output in cell.get("outputs", ()):
            data = output.get("data", {})
            if VIEW in data and PICTURE in data:
                del data[VIEW]
                output.get("metadata", {}).pop(VIEW, None)


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": __name__}]


def _load_jupyter_server_extension(app: Any) -> None:
    app.contents_manager.register_pre_save_hook(keep_pictures)
    app.config.LatexExporter.setdefault("preprocessors", []).append(WORDS_BELOW)
