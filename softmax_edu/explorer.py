"""The live view: θ, S, its Jacobian and the gradient in one widget, drawn by the browser.

Its synced `theta` is the only state of the scores. The browser computes and draws everything from
it, once per animation frame; Python sees the same scores a moment later. The same output carries a
matplotlib picture and a text account, for pages where nothing runs.
"""

from collections.abc import Iterable
from html import escape
from itertools import count
from typing import Any, Self

import anywidget
import numpy as np
import traitlets
from ipywidgets import Layout, Widget, widget_serialization
from ipywidgets.widgets.trait_types import InstanceDict
from numpy.typing import ArrayLike

from .account import account
from .activations import softmax, softmax_jacobian
from .explorer_values import (
    USUAL_CONTROLS,
    USUAL_PANELS,
    RefusedValueError,
    Vector,
    as_cell,
    as_controls,
    as_labels,
    as_mask,
    as_panels,
    as_scores,
    as_target,
    as_temperature,
    asks_for_target,
    check_cell,
    check_labels,
    check_panels,
    check_quotient,
    check_target,
)
from .live import PAGE_KEY, load_module, load_style
from .losses import cross_entropy, cross_entropy_gradient
from .words import catalogue, message

__all__ = ["Explorer", "ExplorerView", "RefusedValueError"]

_SHARED_STATE = ("theta", "y", "temperature", "cell", "mask", "labels", "initial")


# Which explorer of this kernel is it? The same on every run, as a model's id is not.
_numbers = count()


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
        return self.check(value)

    def set(self, obj: Any, value: Any) -> None:
        # Comparing arrays gives an array: without this an equal value would count as a change.
        new = self.check(value)
        old = obj._trait_values.get(self.name)
        if type(old) is type(new) and np.array_equal(old, new):
            return
        super().set(obj, new)


class _View(anywidget.AnyWidget):
    """What an explorer and a linked view share: the browser's half, the panels and the controls."""

    _esm = load_module("explorer")
    _css = load_style("palette", "explorer")

    # One model a view: the style of the box around it is not needed.
    layout = InstanceDict(Layout, allow_none=True).tag(sync=True, **widget_serialization)

    panels = _Checked(as_panels, USUAL_PANELS)
    controls = _Checked(as_controls, ())
    messages = traitlets.Dict().tag(sync=True)

    @traitlets.default("layout")
    def _no_layout(self) -> None:
        return None

    @traitlets.default("messages")
    def _sentences(self) -> dict[str, Any]:
        return catalogue("explorer")

    @property
    def _explorer(self) -> "Explorer":
        raise NotImplementedError

    def __repr__(self) -> str:
        """θ, S, J, loss and gradient as numbers: what nbval compares and a screen reader reads."""
        explorer = self._explorer
        targeted = asks_for_target(self.panels) is not None
        return account(
            theta=explorer.theta,
            s=explorer.probabilities,
            jacobian=explorer.jacobian if "jacobian" in self.panels else None,
            y=explorer.y,
            gradient=explorer.gradient if targeted else None,
            loss=explorer.loss,
            temperature=explorer.temperature,
            terms=explorer._terms if "contributions" in self.panels else None,
            eigenvalues=explorer._eigenvalues if "spectrum" in self.panels else None,
        )

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        bundle = super()._repr_mimebundle_(**kwargs)
        if bundle is None:
            return None
        data, metadata = bundle
        # matplotlib is loaded when something is shown, and not by whoever only computes.
        from .figures import explorer_figure

        explorer = self._explorer
        picture = explorer_figure(
            explorer.theta,
            explorer.y,
            temperature=explorer.temperature,
            cell=explorer.cell,
            panels=[name for name in self.panels if name != "simplex" or explorer._is_on_triangle],
            labels=explorer.labels,
            # A saved page must not show what a prediction still waits for.
            case=explorer.mask is None,
        )
        picture_data, picture_metadata = picture._repr_mimebundle_()
        text = repr(self)
        html = (
            f"{picture_data['text/html']}<details><summary>{escape(message('explorer.as_text'))}"
            f"</summary><pre>{escape(text)}</pre></details>"
        )
        return (
            {**data, **picture_data, "text/plain": text, "text/html": html},
            {
                **metadata,
                "image/png": picture_metadata["image/png"],
                PAGE_KEY: {"explorer": self.page_state()},
            },
        )

    def page_state(self) -> dict[str, Any]:
        """Return what a page without a kernel needs to show this view live, as JSON.

        Equal numbers are views of one explorer. What a stock slider moves by a ``jslink`` stands
        beside it, for the page makes that slider itself.
        """
        explorer = self._explorer
        return {
            "number": explorer._number,
            **explorer.get_state(_SHARED_STATE),
            "panels": list(self.panels),
            "controls": list(self.controls),
            "temperature_slider": explorer._temperature_slider(),
        }


class Explorer(_View):
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
        ``"contributions"`` (the K terms of the chain rule) and ``"spectrum"`` (the eigenvalues
        of J).
    controls : sequence of str
        What is shown above the panels: any of ``"target"``, ``"presets"``, ``"reset"``,
        ``"undo"``, ``"copy"``, ``"present"`` (these by default), ``"weights"`` (the K weights of y
        can be typed) and ``"inspector"`` (the picked cell opens its derivation).
    labels : sequence of str, optional
        A name for each class.

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

    theta = _Checked(as_scores, None)
    y = _Checked(as_target, None)
    temperature = traitlets.CFloat(1.0).tag(sync=True, echo_update=False)
    cell = _Checked(as_cell, None)
    mask = _Checked(as_mask, None)
    labels = traitlets.Any(None, allow_none=True).tag(sync=True)
    initial = traitlets.Dict().tag(sync=True)

    def __init__(
        self,
        theta: ArrayLike,
        y: int | ArrayLike | None = None,
        *,
        panels: Iterable[str] = USUAL_PANELS,
        controls: Iterable[str] = USUAL_CONTROLS,
        labels: Iterable[str] | None = None,
        **more: Any,
    ) -> None:
        scores = as_scores(theta)
        panels = as_panels(panels)
        if y is None and asks_for_target(panels):
            y = 0
        target = as_target(y)
        check_target(target, scores.size)
        self._views: list[ExplorerView] = []
        self._number = next(_numbers)
        super().__init__(
            theta=scores,
            y=target,
            panels=panels,
            controls=controls,
            labels=labels,
            initial={
                "theta": scores.tolist(),
                "y": target.tolist() if isinstance(target, np.ndarray) else target,
            },
            **more,
        )

    @traitlets.validate("theta")
    def _theta_fits(self, proposal: Any) -> Vector:
        theta: Vector = proposal["value"]
        check_target(self.y, theta.size)
        check_quotient(theta, self.temperature)
        return theta

    @traitlets.validate("y")
    def _y_fits(self, proposal: Any) -> int | Vector | None:
        y: int | Vector | None = proposal["value"]
        check_panels(self.panels, y)
        check_target(y, self.theta.size)
        return y

    @traitlets.validate("temperature")
    def _temperature_fits(self, proposal: Any) -> float:
        temperature = as_temperature(proposal["value"])
        check_quotient(self.theta, temperature)
        return temperature

    @traitlets.validate("cell")
    def _cell_fits(self, proposal: Any) -> tuple[int, int] | None:
        cell: tuple[int, int] | None = proposal["value"]
        check_cell(cell, self.theta.size)
        return cell

    @traitlets.validate("labels")
    def _labels_fit(self, proposal: Any) -> tuple[str, ...] | None:
        labels = as_labels(proposal["value"])
        check_labels(labels, self.theta.size)
        return labels

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

    def _require_target(self) -> int | Vector:
        y: int | Vector | None = self.y
        if y is None:
            raise RefusedValueError("there is no target: set y to a class or K weights first.")
        return y

    @property
    def probabilities(self) -> Vector:
        """S = softmax(θ/T), shape (K,)."""
        s: Vector = softmax(self.theta / self.temperature)
        return s

    @property
    def jacobian(self) -> Vector:
        """J[i, j] = ∂S_i/∂θ_j = S_i (δ_ij − S_j)/T, shape (K, K)."""
        j: Vector = softmax_jacobian(self.theta / self.temperature) / self.temperature
        return j

    @property
    def gradient(self) -> Vector | None:
        """∂L/∂θ = (S·Σy − y)/T, shape (K,); None without a target."""
        if self.y is None:
            return None
        g: Vector = cross_entropy_gradient(self.theta / self.temperature, self.y) / self.temperature
        return g

    @property
    def loss(self) -> float | None:
        """L = −Σ y_k ln S_k; None without a target."""
        if self.y is None:
            return None
        return float(cross_entropy(self.theta / self.temperature, self.y))

    @property
    def _is_on_triangle(self) -> bool:
        """Whether there is a triangle to draw: three classes, and a weight that is not 0."""
        return self.theta.size == 3 and (not isinstance(self.y, np.ndarray) or bool(self.y.any()))

    @property
    def _terms(self) -> tuple[int, Vector]:
        """Column j as it is shown, and its K terms (∂L/∂S_i) ∂S_i/∂θ_j."""
        k = self.theta.size
        y = self._require_target()
        weights = y if isinstance(y, np.ndarray) else np.eye(k)[y]
        j = self.cell[1] if self.cell is not None else int(np.argmax(weights))
        # Term i is the gradient of −y_i ln S_i alone: (S − e_i) y_i, in which no S_i divides.
        alone = cross_entropy_gradient(np.tile(self.theta / self.temperature, (k, 1)), np.arange(k))
        return j, weights * alone[:, j] / self.temperature

    @property
    def _eigenvalues(self) -> Vector:
        """The eigenvalues of J, the largest first."""
        return np.linalg.eigvalsh(np.asarray(self.jacobian, dtype=np.float64))[::-1]

    def _temperature_slider(self) -> dict[str, Any] | None:
        """Return the slider that a ``jslink`` joins to the temperature, if there is one."""
        models = Widget.get_manager_state()["state"]
        here = [f"IPY_MODEL_{self.model_id}", "temperature"]
        for model in models.values():
            if model["model_name"] not in ("LinkModel", "DirectionalLinkModel"):
                continue
            source, target = model["state"]["source"], model["state"]["target"]
            if here not in (source, target):
                continue
            other, trait = target if source == here else source
            slider = models[other.removeprefix("IPY_MODEL_")]["state"]
            if trait == "value" and slider.keys() >= {"min", "max", "step"}:
                names = ("description", "min", "max", "step")
                return {name: slider[name] for name in names}
        return None

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
            self.origin._require_target()
        return panels

    @property
    def _explorer(self) -> Explorer:
        return self.origin
