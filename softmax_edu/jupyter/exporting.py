"""What JupyterLab exports: in LaTeX source, the words of a picture stand below it.

HTML and Markdown take the picture of an output together with its words, as ``text/html``. LaTeX
takes one form of each output, the picture, so that the words have to be an output of their own.
"""

from typing import Any

from nbconvert.preprocessors import Preprocessor

from .saving import PICTURE

WORDS = "text/plain"


class WordsBelow(Preprocessor):
    """Put the words of every picture that has some below it, as an output of their own.

    JupyterLab's own menu uses this wherever the package is installed (`jupyter.saving`); on a
    command line, ask ``jupyter nbconvert --to latex`` for it by
    ``--LatexExporter.preprocessors=softmax_edu.jupyter.exporting.WordsBelow``.
    """

    def preprocess_cell(self, cell: Any, resources: Any, index: int) -> tuple[Any, Any]:
        """Return the cell with the outputs that are added. Its own outputs stay as they are."""
        if cell.cell_type != "code":
            return cell, resources
        outputs = []
        for output in cell.outputs:
            outputs.append(output)
            data, metadata = output.get("data", {}), output.get("metadata", {})
            # A picture with an alternative text is one of ours, and its words tell what it shows.
            if WORDS in data and "alt" in metadata.get(PICTURE, {}):
                below = {
                    "output_type": "display_data",
                    "data": {WORDS: data[WORDS]},
                    "metadata": {},
                }
                outputs.append(type(output)(below))
        cell.outputs = outputs
        return cell, resources
