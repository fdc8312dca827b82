"""The Python half of the live view: one state, exact scores, refusals that change nothing."""

import json
import re
import threading

import numpy as np
import pytest
import traitlets
from IPython.core.formatters import DisplayFormatter
from ipywidgets import AppLayout, FloatSlider, GridspecLayout, TwoByTwoLayout, VBox, link
from ipywidgets.widgets.widget import _instances

from softmax_edu import (
    Explorer,
    cross_entropy,
    cross_entropy_gradient,
    softmax,
    softmax_jacobian,
)
from softmax_edu.explorer import RefusedValueError
from softmax_edu.words import speaking

HOME = (0.0, float(np.log(2)), float(np.log(5)))


@pytest.fixture
def sent(monkeypatch):
    """Return the list of messages that explorers made in the test send to the browser."""
    messages = []
    monkeypatch.setattr(
        Explorer, "_send", lambda self, message, buffers=None: messages.append(message)
    )
    return messages


def test_the_numbers_are_those_of_the_packages_functions():
    explorer = Explorer(HOME, y=[0.2, 0.5, 0.3])
    assert np.array_equal(explorer.probabilities, softmax(HOME))
    assert np.array_equal(explorer.jacobian, softmax_jacobian(HOME))
    assert np.array_equal(explorer.gradient, cross_entropy_gradient(HOME, [0.2, 0.5, 0.3]))
    assert explorer.loss == cross_entropy(HOME, [0.2, 0.5, 0.3])


def test_temperature_divides_the_scores_and_both_derivatives():
    explorer = Explorer(2 * np.array(HOME), y=0)
    explorer.temperature = 2
    assert explorer.probabilities == pytest.approx([1 / 8, 1 / 4, 5 / 8])
    assert explorer.jacobian[0, 1] == pytest.approx(-1 / 64)
    assert explorer.gradient == pytest.approx([-7 / 16, 1 / 8, 5 / 16])


def test_scores_off_the_grid_and_out_of_range_stay_exactly_what_they_are():
    explorer = Explorer([2.718281828, -123.456, 0.1 + 0.2])
    assert explorer.theta.tolist() == [2.718281828, -123.456, 0.1 + 0.2]
    assert explorer.get_state("theta")["theta"] == [2.718281828, -123.456, 0.1 + 0.2]


def test_setting_all_scores_is_one_message(sent):
    explorer = Explorer(np.zeros(100))
    sent.clear()
    explorer.theta = np.arange(100.0)
    assert [message["state"] for message in sent] == [{"theta": list(range(100))}]


def test_an_equal_value_is_no_change(sent):
    explorer = Explorer(HOME)
    sent.clear()
    explorer.theta = list(HOME)
    explorer.cell = None
    assert sent == []


def test_a_write_from_the_browser_is_not_echoed(sent):
    explorer = Explorer(HOME)
    sent.clear()
    seen = []
    explorer.observe(lambda change: seen.append(change["new"].tolist()), "theta")
    explorer.set_state({"theta": [1, 2, 3]})
    assert seen == [[1, 2, 3]]
    assert sent == []


def test_an_observer_may_set_the_scores_again():
    """Arrays have no plain equality; an observer that settles must not be called for ever."""
    explorer = Explorer(HOME)
    explorer.observe(lambda change: setattr(explorer, "theta", np.round(change["new"])), "theta")
    explorer.theta = [0.4, 1.6, 2.2]
    assert explorer.theta.tolist() == [0, 2, 2]


def test_writing_into_the_scores_is_refused_since_it_would_change_nothing_on_screen():
    explorer = Explorer(HOME)
    with pytest.raises(ValueError, match="read-only"):
        explorer.theta[0] = 1


# What is of no kind that fits, or beyond any number: refused as all else is, not by a bare error.
UNFIT = [
    ("theta", [10**400, 0, 0], "list of numbers"),
    ("y", [10**400, 0, 0], "K weights"),
    ("y", 10**400, "y is class"),
    ("temperature", None, "above 0"),
    ("temperature", 10**400, "above 0"),
    ("temperature", [1, 2], "above 0"),
    ("panels", None, "no panel None"),
    ("panels", 5, "no panel 5"),
    ("controls", None, "no control None"),
    ("labels", 5, "labels is 5"),
    ("labels", 0.1, "labels is 0.1"),
    ("labels", ["a" * 5000, "b", "c"], "5000 letters"),
    ("labels", ["a\nb", "b", "c"], "one line"),
    ("labels", ["a", "\ud800", "c"], "one line"),
]


@pytest.mark.parametrize("name", ["theta", "y"])
@pytest.mark.parametrize(
    ("value", "says"),
    [
        (np.ma.array([0.0, 1, 2], mask=[False, True, False]), "mask would be ignored"),
        (np.array([0, 1 + 1j, 2]), "imaginary parts would be dropped"),
    ],
)
def test_nothing_that_is_passed_is_lost_in_silence(name, value, says):
    with pytest.raises(RefusedValueError, match=says):
        Explorer(**{"theta": HOME} | {name: value})
    explorer = Explorer(HOME, y=2)
    with pytest.raises(RefusedValueError, match=says):
        setattr(explorer, name, value)
    assert (list(explorer.theta), explorer.y) == (list(HOME), 2)


@pytest.mark.parametrize(("name", "value", "says"), UNFIT)
@pytest.mark.parametrize("from_browser", [False, True])
def test_what_does_not_fit_is_refused_wherever_it_is_set_and_leaves_nothing_behind(
    name, value, says, from_browser
):
    explorer = Explorer(HOME, y=2)
    before = json.dumps(explorer.get_state())
    with pytest.raises(RefusedValueError, match=says):  # noqa: PT012
        if from_browser:
            explorer.set_state({"theta": [1.0, 2.0], "y": 0, name: value})
        else:
            with explorer.hold_trait_notifications():
                explorer.theta = [1.0, 2.0]
                explorer.y = 0
                setattr(explorer, name, value)
    assert json.dumps(explorer.get_state()) == before
    explorer.theta = [3, 2, 1]
    assert explorer.theta.tolist() == [3, 2, 1]


@pytest.mark.parametrize(
    "unfit",
    [{name: value} for name, value, _ in UNFIT if name in ("panels", "controls", "labels")],
)
def test_an_explorer_of_what_does_not_fit_is_not_made(unfit):
    with pytest.raises(RefusedValueError):
        Explorer(HOME, **unfit)


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("theta", [0, np.nan, 1], r"theta\[1\] is nan"),
        ("theta", [0, 1, np.inf], r"theta\[2\] is inf"),
        ("theta", [1.0], "1 scores"),
        ("theta", np.zeros(101), "101 scores"),
        ("theta", [[1, 2], [3, 4]], "one sample"),
        ("theta", "abc", "list of numbers"),
        ("theta", [1j, 0], "list of numbers"),
        ("theta", None, "one sample"),
        ("theta", [0, 1], "3 weights|class 2"),
        ("y", 3, "class 3"),
        ("y", -1, "start at 0"),
        ("y", True, "class index"),
        ("y", 1.5, "class index"),
        ("y", [1, 2], "2 weights"),
        ("y", [1, -2, 0], r"y\[1\] is -2"),
        ("y", [1, np.nan, 0], r"y\[1\] is nan"),
        ("y", None, "needs a target"),
        ("temperature", 0, "above 0"),
        ("temperature", -1, "above 0"),
        ("temperature", np.nan, "above 0"),
        ("temperature", np.inf, "above 0"),
        ("temperature", 5e-324, "leaves the range"),
        ("cell", (0, 3), "classes are 0 to 2"),
        ("cell", (-1, 0), "classes are 0 to 2"),
        ("cell", 3, "pair"),
        ("cell", (0.5, 1), "pair"),
        ("mask", "", "key of a prediction"),
        ("mask", 3, "key of a prediction"),
        ("panels", ("softmax", "nothing"), "no panel 'nothing'"),
        ("controls", ["dance"], "no control 'dance'"),
        ("labels", ["a"], "1 labels for 3"),
        *UNFIT,
    ],
)
def test_a_bad_value_is_refused_with_a_reason_and_changes_nothing(name, value, says):
    explorer = Explorer(HOME, y=2)
    explorer.cell = (0, 1)
    before = json.dumps(explorer.get_state())
    with pytest.raises(ValueError, match=says) as refused:
        setattr(explorer, name, value)
    assert isinstance(refused.value, RefusedValueError)
    assert json.dumps(explorer.get_state()) == before


@pytest.mark.parametrize(
    "arguments",
    [
        {"theta": [0, np.nan]},
        {"theta": [0, 1], "y": 2},
        {"theta": [0, 1], "y": [1, 2, 3]},
        {"theta": [0, 1], "panels": ["none"]},
        {"theta": [0, 1], "labels": ["only one"]},
    ],
)
def test_a_refused_explorer_leaves_no_model_behind(arguments):
    before = set(_instances)
    with pytest.raises(RefusedValueError):
        Explorer(**arguments)
    assert set(_instances) == before


def test_a_bad_message_from_the_browser_changes_nothing():
    explorer = Explorer(HOME, y=2)
    with pytest.raises(RefusedValueError):
        explorer.set_state({"theta": [0.0, None, 1.0]})
    assert explorer.theta.tolist() == list(HOME)


def test_scores_and_target_of_another_k_are_set_together():
    explorer = Explorer(HOME, y=[0, 1, 0])
    with explorer.hold_trait_notifications():
        explorer.theta = [1, 2]
        explorer.y = [0.5, 0.5]
    assert explorer.gradient.shape == (2,)
    with pytest.raises(traitlets.TraitError):  # noqa: SIM117, PT012 - refused when the block ends
        with explorer.hold_trait_notifications():
            explorer.theta = [1, 2, 3, 4]
            explorer.y = [0.5, 0.5, 0]
    assert explorer.theta.tolist() == [1, 2]
    assert explorer.y.tolist() == [0.5, 0.5]


def test_a_changed_k_drops_the_cell_and_the_labels_that_no_longer_fit():
    explorer = Explorer(HOME, labels=["a", "b", "c"])
    explorer.cell = (2, 2)
    explorer.theta = [1, 2]
    assert explorer.cell is None
    assert explorer.labels is None


def test_without_a_target_nothing_is_invented_and_the_gradient_takes_class_0():
    explorer = Explorer(HOME, panels=["softmax", "jacobian"])
    assert explorer.y is None
    assert explorer.loss is None
    assert explorer.gradient is None
    assert Explorer(HOME).y == 0


def test_stock_widgets_join_it():
    explorer = Explorer(HOME)
    slider = FloatSlider(1.0, min=0.1, max=10)
    link((slider, "value"), (explorer, "temperature"))
    slider.value = 2.5
    assert explorer.temperature == 2.5


def test_one_model_a_view_and_close_frees_them_all():
    before = set(_instances)
    explorer = Explorer(HOME)
    explorer.view(panels=["jacobian"])
    explorer.view(panels=["gradient"])
    assert len(set(_instances) - before) == 3
    explorer.close()
    assert set(_instances) == before


def test_a_linked_view_shows_the_state_of_its_origin():
    explorer = Explorer(HOME, y=0)
    view = explorer.view(panels=["jacobian"])
    explorer.theta = [3, 2, 1]
    assert "3.0, 2.0, 1.0" in repr(view)
    assert "∂L/∂θ" not in repr(view)
    assert view.get_state("origin")["origin"] == f"IPY_MODEL_{explorer.model_id}"


def test_a_view_of_the_gradient_needs_a_target():
    explorer = Explorer(HOME, panels=["softmax"])
    with pytest.raises(RefusedValueError, match="no target"):
        explorer.view(panels=["gradient"])


def test_one_output_carries_the_widget_the_picture_and_the_account():
    explorer = Explorer(HOME, y=0)
    data, metadata = explorer._repr_mimebundle_()
    assert data["application/vnd.jupyter.widget-view+json"]["model_id"] == explorer.model_id
    assert isinstance(data["image/png"], str | bytes)
    assert "0.125" in metadata["image/png"]["alt"]
    assert data["text/plain"] == repr(explorer)


def test_the_account_is_the_numbers():
    assert repr(Explorer(HOME, y=0)).splitlines() == [
        "K            3",
        "θ            0.0, 0.6931471805599453, 1.6094379124341003",
        "y            e₀",
        "S            [0.125 0.25  0.625]",
        "J            [[ 0.109375 -0.03125  -0.078125]",
        "              [-0.03125   0.1875   -0.15625 ]",
        "              [-0.078125 -0.15625   0.234375]]",
        "L            2.079442",
        "∂L/∂θ        [-0.875  0.25   0.625]",
    ]


def test_the_account_has_no_signed_zero_and_sums_many_classes_up():
    assert "-0." not in repr(Explorer([100, 0], y=0, panels=["gradient"]))
    text = repr(Explorer(np.arange(100.0), y=[1.0] + [0.0] * 99))
    assert len(text) < 800
    assert "θ            min 0 (j = 0), max 99 (j = 99)" in text.splitlines()


def test_labels_with_markup_travel_as_text():
    explorer = Explorer([0, 1], labels=["<img src=x onerror=alert(1)>", "b"])
    assert explorer.get_state("labels")["labels"][0] == "<img src=x onerror=alert(1)>"


STRUCTURE = ("softmax", "simplex", "roads", "spectrum")


def test_the_account_of_the_further_panels_is_their_numbers():
    explorer = Explorer(HOME, y=[0.2, 0.5, 0.3], panels=STRUCTURE, cell=(0, 2))
    assert repr(explorer).splitlines()[4:] == [
        "L            1.250037",
        "∂L/∂θ        [-0.075 -0.25   0.325]",
        "∂L/∂Sᵢ·Jᵢ₂   [ 0.125   0.3125 -0.1125]",
        "λ            [0.375   0.15625 0.     ]",
    ]


@pytest.mark.parametrize("k", [3, 100])
@pytest.mark.parametrize("y", [1, "weights"])
def test_the_account_is_the_same_in_every_language(k, y):
    """Symbols and numbers only; nothing in it is a word of one language."""
    y = np.linspace(0, 1, k) if y == "weights" else y
    panels = ("softmax", "jacobian", "gradient", "roads", "spectrum")
    text = repr(Explorer(np.arange(float(k)), y=y, panels=panels, temperature=2, cell=(0, 2)))
    assert set(re.findall(r"[A-Za-z]{2,}", text)) <= {"min", "max"}
    assert max(map(len, text.splitlines())) <= 100


@pytest.mark.parametrize("panel", ["gradient", "simplex", "roads"])
def test_panels_of_the_loss_take_class_0_where_no_target_is_given(panel):
    assert Explorer(HOME, panels=[panel]).y == 0
    with pytest.raises(RefusedValueError, match=f"the {panel} panel needs a target"):
        Explorer(HOME, panels=[panel]).y = None
    with pytest.raises(RefusedValueError, match="no target"):
        Explorer(HOME, panels=["spectrum"]).view(panels=[panel])


@pytest.mark.parametrize(
    ("theta", "y", "drawn"),
    [(HOME, 0, True), (HOME, [0, 0, 0], False), ([1, 2], 0, False), ([1, 2, 3, 4], 0, False)],
)
def test_the_picture_has_every_panel_and_the_triangle_where_there_is_one(theta, y, drawn):
    """A panel that cannot be drawn at this K says so in the browser; the picture leaves it out."""
    _, metadata = Explorer(theta, y=y, panels=STRUCTURE)._repr_mimebundle_()
    alt = metadata["image/png"]["alt"]
    assert ("triangle" in alt) == drawn
    assert "eigenvalues" in alt
    assert "roads" in alt


def test_a_mask_covers_the_case_in_the_picture_and_in_its_words():
    explorer = Explorer(HOME, y=0, cell=(1, 2), mask="jacobian-sign")
    assert explorer.get_state("mask")["mask"] == "jacobian-sign"
    masked = explorer._repr_mimebundle_()
    explorer.mask = None
    open_ = explorer._repr_mimebundle_()
    assert "∂S₁/∂θ₂" in open_[1]["image/png"]["alt"]
    assert "∂S₁/∂θ₂" not in masked[1]["image/png"]["alt"]
    assert open_[0]["image/png"] != masked[0]["image/png"]


def test_a_view_keeps_the_language_in_which_it_was_made(pseudo_language):
    with speaking("en"):
        explorer = Explorer(HOME, y=0)
    view = explorer.view()
    for one, language in ((explorer, "en"), (view, pseudo_language)):
        assert one.language == one.page_state()["language"] == one.get_state()["language"]
        assert one.language == language
        page = one._repr_mimebundle_()[0]["text/html"]
        assert ("the same numbers as text" in page) == (language == "en")
        assert (one.messages["reset"] == "reset") == (language == "en")


def gesture(number, page="one", **values):
    return {"page": page, "number": number, "values": values}


def test_a_gesture_is_answered_with_the_state_and_that_it_was_heard(sent):
    explorer = Explorer(HOME, y=0)
    sent.clear()
    explorer.set_state({"theta": [1, 2, 3], "gesture": gesture(7, theta=[1, 2, 3])})
    assert explorer.theta.tolist() == [1, 2, 3]
    assert sent[-1]["state"] == {
        "theta": [1, 2, 3], "y": 0, "temperature": 1.0, "cell": None, "heard": {"one": 7},
    }  # fmt: skip


def test_a_gesture_that_comes_twice_or_late_is_answered_and_changes_nothing(sent):
    explorer = Explorer(HOME, y=0)
    explorer.set_state({"gesture": gesture(7, theta=[1, 2, 3])})
    explorer.theta = [4, 5, 6]
    for number in (7, 6):
        sent.clear()
        explorer._handle_custom_msg({"gesture": gesture(number, theta=[1, 2, 3])}, [])
        assert explorer.theta.tolist() == [4, 5, 6]
        assert sent[-1]["state"]["theta"] == [4, 5, 6]
        assert sent[-1]["state"]["heard"] == {"one": 7}


def test_what_reaches_python_last_counts_from_whichever_page_and_by_whichever_way(sent):
    explorer = Explorer(HOME, y=0)
    explorer.set_state({"gesture": gesture(1, page="one", theta=[1, 0, 0])})
    explorer._handle_custom_msg(
        {"gesture": gesture(1, page="two", theta=[2, 0, 0], cell=[0, 1])}, []
    )
    assert (explorer.theta.tolist(), explorer.cell) == ([2, 0, 0], (0, 1))
    explorer.set_state({"gesture": gesture(2, page="one", theta=[3, 0, 0])})
    assert explorer.theta.tolist() == [3, 0, 0]
    assert sent[-1]["state"]["heard"] == {"two": 1, "one": 2}


def test_a_gesture_that_is_refused_is_heard_so_that_its_page_goes_back(sent):
    explorer = Explorer(HOME, y=0)
    sent.clear()
    with pytest.raises(traitlets.TraitError):
        explorer.set_state({"gesture": gesture(1, theta=[0, None, 1], cell=[0, 0])})
    assert sent[-1]["state"]["theta"] == list(HOME)
    assert sent[-1]["state"]["heard"] == {"one": 1}


def test_pages_that_left_long_ago_are_forgotten_and_none_that_came_after(sent):
    explorer = Explorer(HOME, y=0)
    for page in range(200):
        explorer.set_state({"gesture": gesture(1, page=str(page), theta=[page, 0, 0])})
    assert list(explorer.heard) == [str(page) for page in range(150, 200)]


@pytest.mark.parametrize(
    "told",
    [
        [], "text", {}, {"page": 1, "number": 1, "values": {}}, gesture(-1), gesture("1"),
        gesture(1, page="x" * 41), {"page": "one", "number": 1, "values": [1]},
    ],
)  # fmt: skip
def test_what_is_no_gesture_is_refused_and_changes_nothing(told):
    explorer = Explorer(HOME, y=0)
    with pytest.raises(traitlets.TraitError):
        explorer.set_state({"theta": [1, 2, 3], "gesture": told})
    assert explorer.theta.tolist() == list(HOME)
    assert explorer.heard == {}


def test_a_gesture_changes_what_a_hand_may_change_and_nothing_else():
    explorer = Explorer(HOME, y=0)
    explorer.set_state({"gesture": gesture(1, mask="off-diagonal", labels=["a", "b", "c"])})
    assert (explorer.mask, explorer.labels) == (None, None)


def test_two_threads_end_with_the_same_scores_sent_and_kept(sent):
    explorer = Explorer(HOME, y=0)

    def assign():
        for n in range(300):
            explorer.theta = [n, -1, 0]

    def drag():
        for n in range(300):
            explorer.set_state({"gesture": gesture(n + 1, theta=[n, -2, 0])})

    for _ in range(5):
        threads = [threading.Thread(target=work) for work in (assign, drag)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        explorer.heard = {}
        last = next(m["state"]["theta"] for m in reversed(sent) if "theta" in m["state"])
        assert last == explorer.theta.tolist()


def test_a_closed_widget_elsewhere_breaks_nothing_and_a_closed_explorer_shows_its_text():
    slider = FloatSlider()
    box = VBox([slider])
    slider.close()
    explorer = Explorer(HOME, y=1)
    assert "image/png" in explorer._repr_mimebundle_()[0]
    explorer.close()
    box.close()
    data, _ = DisplayFormatter().format(explorer)
    assert data == {"text/plain": repr(explorer)}
    assert "S            [0.125" in data["text/plain"]


def test_its_layout_is_a_layout_that_is_made_when_it_is_asked_for():
    before = len(_instances)
    explorer = Explorer(HOME, y=1)
    explorer._repr_mimebundle_()
    assert len(_instances) == before + 1
    assert explorer.get_state("layout") == {"layout": None}
    explorer.layout.width = "50%"
    assert len(_instances) == before + 2
    assert explorer.get_state("layout") == {"layout": f"IPY_MODEL_{explorer.layout.model_id}"}
    assert explorer.layout is explorer.layout


@pytest.mark.parametrize("make", [
    lambda e: GridspecLayout(1, 1).__setitem__((0, 0), e),
    lambda e: AppLayout(center=e),
    lambda e: TwoByTwoLayout(top_left=e, bottom_right=e),
])  # fmt: skip
def test_it_stands_in_every_container_of_ipywidgets(make):
    make(Explorer(HOME, y=1))


def test_scores_and_weights_of_two_explorers_may_be_linked():
    a, b = Explorer(HOME, y=[0.2, 0.3, 0.5]), Explorer([0, 0, 0], y=[1, 0, 0])
    link((a, "theta"), (b, "theta"))
    link((a, "y"), (b, "y"))
    b.theta = [3, 2, 1]
    b.y = [0, 0.5, 0.5]
    assert (a.theta.tolist(), a.y.tolist()) == ([3, 2, 1], [0, 0.5, 0.5])


def test_the_scores_are_an_array_like_any_other():
    explorer = Explorer(HOME)
    theta = explorer.theta
    assert repr(theta) == repr(np.array(HOME))
    assert type(np.exp(theta)) is type(theta + 1) is type(theta[:2]) is np.ndarray
    assert isinstance(theta.sum(), float)
    assert (theta == list(HOME)).tolist() == [True] * 3
    assert (theta != [0, 1, 2]).tolist() == [False, True, True]
    assert (theta == Explorer(HOME).theta).all()
