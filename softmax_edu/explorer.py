"""The live view: θ, S, its Jacobian and the gradient in one widget, drawn by the browser.

Its synced `theta` is the only state of the scores. The browser computes and draws everything from
it, once per animation frame; Python sees the same scores a moment later. The same output carries a
matplotlib picture and a text account, for pages where nothing runs.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any, Self

import numpy as np
import traitlets
from ipywidgets import widget_serialization
from numpy.typing import ArrayLike

from .embed import page as embedded
from .files import locked
from .live import PAGE_KEY, load_module, load_style
from .live.presence import PRESENCE
from .live.widget import HandledWidget, LiveWidget
from .moment import ClassesError, Moment, Vector, as_cell, as_target, as_temperature
from .view_state import (
    USUAL_CONTROLS,
    USUAL_PANELS,
    as_controls,
    as_labels,
    as_mask,
    as_panels,
    as_shown_scores,
    asks_for_target,
)
from .words import speaking
from .words.account import account

__all__ = ["Explorer", "ExplorerView", "RefusedValueError"]

_MOMENT = ("theta", "y", "temperature", "cell")
_SHARED_STATE = (*_MOMENT, "mask", "labels", "initial")


class RefusedValueError(traitlets.TraitError, ValueError):
    """A value that the explorer cannot show. Nothing was changed."""


_BOTH_AT_ONCE = (
    " To change both at once, set them inside `with explorer.hold_trait_notifications():`."
)


@contextmanager
def _refusing(then: str = "") -> Iterator[None]:
    """Say as the explorer's own refusal, which traitlets rolls back, what a moment refuses.

    `then` is what can be done where θ and y do not have the same classes.
    """
    try:
        yield
    except ClassesError as error:
        raise RefusedValueError(f"{error}{then}") from error
    except ValueError as error:
        raise RefusedValueError(str(error)) from error


# Which explorer of this kernel is it? The same on every run, as a model's id is not.
_numbers = count()


class _Kept(np.ndarray[Any, Any]):
    """A value of the explorer. Two of them compare as a whole, as all that links traits expects.

    With anything else, and in all that is computed from it, it is an array like any other.
    """

    def __eq__(self, other: object) -> Any:
        if isinstance(other, _Kept):
            return np.bool_(np.array_equal(self, other))
        return np.asarray(self) == other

    def __ne__(self, other: object) -> Any:
        if isinstance(other, _Kept):
            return np.bool_(not np.array_equal(self, other))
        return np.asarray(self) != other

    __hash__ = None

    def __repr__(self) -> str:
        return repr(np.asarray(self))

    def __array_wrap__(self, array: Any, context: Any = None, return_scalar: bool = False) -> Any:
        return array[()] if return_scalar else np.asarray(array)

    def __getitem__(self, key: Any) -> Any:
        return np.asarray(self)[key]


class _Checked(traitlets.TraitType[Any, Any]):
    """A synced value with a function that turns what is set into what is kept, or refuses it."""

    def __init__(self, check: Any, default: Any) -> None:
        super().__init__(default_value=default)
        self.check = check
        self.tag(
            sync=True,
            # The browser's writes are not sent back to it: no late message can move a slider.
            echo_update=False,
            to_json=lambda value, _: value.tolist() if isinstance(value, np.ndarray) else value,
        )

    def validate(self, obj: Any, value: Any) -> Any:
        with _refusing():
            checked = self.check(value)
        if isinstance(checked, np.ndarray):
            checked = checked.view(_Kept)
            checked.setflags(write=False)
        return checked

    def set(self, obj: Any, value: Any) -> None:
        # Comparing arrays gives an array: without this an equal value would count as a change.
        new = self.validate(obj, value)
        old = obj._trait_values.get(self.name)
        if type(old) is type(new) and np.array_equal(old, new):
            return
        super().set(obj, new)


class _View(LiveWidget):
    """What an explorer and a linked view share: the browser's half, the panels and the controls."""

    sentences = "explorer"
    _esm = load_module("explorer")
    _css = load_style("palette", "explorer", "picture")

    panels = _Checked(as_panels, USUAL_PANELS)
    controls = _Checked(as_controls, ())

    @property
    def _explorer(self) -> "Explorer":
        raise NotImplementedError

    def __repr__(self) -> str:
        """Say the moment in symbols and numbers: nbval compares it, a screen reader reads it."""
        return account(self._explorer.moment, self.panels)

    def _instead(self) -> tuple[dict[str, Any], dict[str, Any]]:
        # matplotlib is loaded when something is shown, and not by whoever only computes.
        from .figures.stand_in import stand_in

        explorer = self._explorer
        # A saved page must not show what a prediction still waits for.
        masked = explorer.mask is not None
        data, metadata = stand_in(explorer.moment, self.panels, explorer.labels, masked=masked)
        return data, {**metadata, PAGE_KEY: {"explorer": self.page_state()}}

    def shown_state(self) -> dict[str, Any]:
        """Return the state as an output stores it."""
        return self.page_state()

    def save(self, path: str | Path, *, title: str | None = None) -> Path:
        """Write this view as one file: a web page that is live and needs nothing else.

        It works from a folder, on a web server and in a frame of other pages, without a network and
        without storage, under a policy that it carries. A prediction's mask is not kept.

        Parameters
        ----------
        path : str or Path
            Where to write it, such as ``"explorer.html"``. A file that is there is replaced.
        title : str, optional
            The title of the page.

        Returns
        -------
        Path
            Where it is.

        Raises
        ------
        OSError
            It cannot be written.
        """
        place = Path(path).absolute()
        with speaking(self.language):
            data, metadata = self._instead()
            state = {**self.page_state(), "mask": None}
            text = embedded(state, data, metadata["image/png"]["alt"], title)
        with locked(place.parent) as room:
            room.write(place.name, text.encode())
        return place

    def page_state(self) -> dict[str, Any]:
        """Return what a page without a kernel needs to show this view live, as JSON.

        Equal numbers are views of one explorer.
        """
        explorer = self._explorer
        return {
            "number": explorer._number,
            "language": self.language,
            **explorer.get_state(_SHARED_STATE),
            "panels": list(self.panels),
            "controls": list(self.controls),
        }


class Explorer(_View, HandledWidget):
    r"""The live view of θ → S → J → ∂L/∂θ.

    Parameters
    ----------
    theta : array_like, shape (K,)
        The scores, 2 to 100 of them, finite.
    y : int or array_like of shape (K,), optional
        The target: a class index, or K weights that are 0 or more. Without one, no target is shown;
        the gradient needs one and takes class 0.
    panels : sequence of str
        What is shown beside the sliders and below them: any of ``"softmax"``, ``"jacobian"``,
        ``"gradient"`` (these by default), ``"simplex"`` (the triangle of all S, for K = 3),
        ``"roads"`` (θ_j → every S_i → L, and what these roads add up to) and ``"spectrum"`` (the
        eigenvalues of J).
    controls : sequence of str
        What is shown above the panels: any of ``"target"``, ``"presets"``, ``"reset"``,
        ``"undo"``, ``"pin"`` (keeps a state, and every number shows its difference to it),
        ``"copy"``, ``"keys"`` (the list of keys), ``"present"`` (these by default),
        ``"latex"`` (the matrix and the picked cell's derivation, to be copied),
        ``"weights"`` (the K weights of y can be typed), ``"inspector"`` (the picked cell opens its
        derivation), ``"temperature"`` and ``"weight"`` (sliders of T and of Σy, which scales the
        weights of y), ``"descend"`` (steps −η ∂L/∂θ, one a click or one after the other),
        ``"curves"`` (below each bar S_i as a curve over the touched score, with its tangent) and
        ``"exponentials"`` (a column of e^θ between θ and S, where no Jacobian is shown). The last
        two are for up to 10 classes.
    labels : sequence of str, optional
        A name for each class.
    temperature : float
        T > 0 at the start.

    Attributes
    ----------
    theta : ndarray of float64, shape (K,)
        The scores, exactly as they were set, typed or moved. Read-only as an array; set it as a
        whole: ``explorer.theta = [1, 2, 0.5]``.
    y : int, ndarray or None
        The target.
    temperature : float
        T > 0: S = softmax(θ/T), and every derivative is taken with respect to θ.
    cell : (int, int) or None
        The picked cell (i, j) of the Jacobian.
    mask : str or None
        The key of a prediction: until it is locked, the picked cell's derivation is covered.
    probabilities, jacobian, gradient, loss
        S, ∂S_i/∂θ_j, ∂L/∂θ and L at the present state, computed by the package's own functions.

    Raises
    ------
    RefusedValueError
        A ValueError: the value cannot be shown. It says why, and nothing is changed.
    """

    by_hand = _MOMENT

    theta = _Checked(as_shown_scores, None)
    y = _Checked(as_target, None)
    temperature = _Checked(as_temperature, 1.0)
    cell = _Checked(as_cell, None)
    mask = _Checked(as_mask, None)
    labels = _Checked(as_labels, None)
    initial = traitlets.Dict().tag(sync=True)

    def __init__(
        self,
        theta: ArrayLike,
        y: int | ArrayLike | None = None,
        *,
        panels: Iterable[str] = USUAL_PANELS,
        controls: Iterable[str] = USUAL_CONTROLS,
        labels: Iterable[str] | None = None,
        temperature: float = 1.0,
        **more: Any,
    ) -> None:
        with _refusing():
            panels = as_panels(panels)
            y = 0 if y is None and asks_for_target(panels) else y
            moment = Moment(as_shown_scores(theta), y, as_temperature(temperature))
        self._views: list[ExplorerView] = []
        self._number = next(_numbers)
        super().__init__(
            theta=moment.theta,
            y=moment.y,
            panels=panels,
            controls=controls,
            labels=labels,
            initial={
                "theta": moment.theta.tolist(),
                "y": moment.y.tolist() if isinstance(moment.y, np.ndarray) else moment.y,
                "temperature": moment.temperature,
            },
            temperature=moment.temperature,
            **more,
        )

    @traitlets.validate(*_MOMENT)
    def _moment_fits(self, proposal: Any) -> Any:
        name, value = proposal["trait"].name, proposal["value"]
        if name == "y" and value is None and (panel := asks_for_target(self.panels)):
            raise RefusedValueError(
                f"the {panel} panel needs a target: set y to a class or K weights."
            )
        # A cell that another K no longer has is dropped, and refuses nothing.
        state = {"theta": self.theta, "y": self.y, "temperature": self.temperature, name: value}
        with _refusing(_BOTH_AT_ONCE):
            Moment(**state)
        return value

    @traitlets.validate("labels")
    def _labels_fit(self, proposal: Any) -> tuple[str, ...] | None:
        labels: tuple[str, ...] | None = proposal["value"]
        k = self.theta.size
        if labels is not None and len(labels) != k:
            raise RefusedValueError(
                f"{len(labels)} labels for {k} classes; give one a class, or None."
            )
        return labels

    @traitlets.observe(*_SHARED_STATE)
    def _tell_the_server(self, change: Any) -> None:
        if self.comm is not None:
            PRESENCE.tell(self.model_id, self)

    @traitlets.observe("theta")
    def _drop_what_no_longer_fits(self, change: Any) -> None:
        k = change["new"].size
        if self.cell is not None and max(self.cell) >= k:
            self.cell = None
        if self.labels is not None and len(self.labels) != k:
            self.labels = None

    @property
    def _explorer(self) -> Self:
        return self

    @property
    def moment(self) -> Moment:
        """The present state, and all that follows from it."""
        return Moment(self.theta, self.y, self.temperature, self.cell)

    @property
    def probabilities(self) -> Vector:
        """S = softmax(θ/T), shape (K,)."""
        return self.moment.s

    @property
    def jacobian(self) -> Vector:
        """J[i, j] = ∂S_i/∂θ_j = S_i (δ_ij − S_j)/T, shape (K, K)."""
        return self.moment.jacobian

    @property
    def gradient(self) -> Vector | None:
        """∂L/∂θ = (S·Σy − y)/T, shape (K,); None without a target."""
        return None if self.y is None else self.moment.gradient

    @property
    def loss(self) -> float | None:
        """L = −Σ y_k ln S_k; None without a target."""
        return None if self.y is None else self.moment.loss

    def view(
        self, panels: Iterable[str] = USUAL_PANELS, controls: Iterable[str] = ()
    ) -> "ExplorerView":
        """Return another view of the same state, to be shown in another cell.

        Both move together, in the browser and without the kernel.
        """
        view = ExplorerView(origin=self, panels=panels, controls=controls)
        self._views.append(view)
        return view

    def close(self) -> None:
        """Free the model, here and in the browser, with every view of it."""
        for view in self.__dict__.get("_views", ()):
            view.close()
        super().close()


class ExplorerView(_View):
    """A linked view: other panels of an explorer's state. Made by :meth:`Explorer.view`."""

    origin = traitlets.Instance(Explorer).tag(sync=True, **widget_serialization)

    @traitlets.validate("panels")
    def _panels_fit(self, proposal: Any) -> tuple[str, ...]:
        panels: tuple[str, ...] = proposal["value"]
        if asks_for_target(panels):
            with _refusing():
                self.origin.moment.require_target()
        return panels

    @property
    def _explorer(self) -> Explorer:
        return self.origin
