"""A saved notebook keeps the picture of a live view, and everything else as it is."""

import copy

import pytest

from softmax_edu.saving import PICTURE, VIEW, keep_pictures


def notebook(*data):
    outputs = [
        {"output_type": "display_data", "data": d, "metadata": {VIEW: {}, PICTURE: {"alt": "S"}}}
        for d in data
    ]
    cells = [{"cell_type": "markdown", "source": "a"}, {"cell_type": "code", "outputs": outputs}]
    return {"type": "notebook", "content": {"cells": cells}}


def test_a_view_with_a_picture_is_saved_as_the_picture():
    model = notebook({VIEW: {"model_id": "1"}, PICTURE: "p", "text/plain": "t"})
    keep_pictures(model, path="a.ipynb", contents_manager=None)
    output = model["content"]["cells"][1]["outputs"][0]
    assert output["data"] == {PICTURE: "p", "text/plain": "t"}
    assert output["metadata"] == {PICTURE: {"alt": "S"}}


@pytest.mark.parametrize(
    "model",
    [
        notebook({VIEW: {"model_id": "1"}, "text/plain": "a slider, which has no picture"}),
        notebook({PICTURE: "p"}),
        {"type": "file", "content": "text"},
        {"type": "notebook", "content": None},
        {"type": "notebook", "content": {"cells": [{"cell_type": "code", "outputs": [{}]}]}},
    ],
)
def test_everything_else_is_saved_as_it_is(model):
    before = copy.deepcopy(model)
    keep_pictures(model)
    assert model == before
