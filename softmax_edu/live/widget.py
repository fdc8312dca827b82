"""What every widget with a browser's half here has in common: one language, and what stands in."""

import threading
from typing import Any, ClassVar
from uuid import uuid4

import anywidget
import traitlets
from ipywidgets import Layout, widget_serialization
from ipywidgets.widgets.trait_types import InstanceDict

from ..words import catalogue, language, speaking
from .place import place
from .presence import PRESENCE


class _LayoutIfAsked(InstanceDict):  # type: ignore[misc]
    """The style of the box around a widget: made when somebody asks for it, for most never do."""

    def get(self, obj: Any, cls: Any = None) -> Any:
        if obj._trait_values.get(self.name) is None:
            self.set(obj, Layout())
        return super().get(obj, cls)


class LiveWidget(anywidget.AnyWidget):
    """A widget that keeps the language in which it was made, in all that it says later."""

    sentences: ClassVar[str]  # the table of the sentences that the browser's half shows

    layout = _LayoutIfAsked(Layout, allow_none=True).tag(sync=True, **widget_serialization)

    language = traitlets.Unicode(read_only=True).tag(sync=True)
    messages = traitlets.Dict().tag(sync=True)
    place = traitlets.Unicode(read_only=True).tag(sync=True)

    def get_state(self, key: Any = None, drop_defaults: bool = False) -> dict[str, Any]:
        """Return the model's state, as JSON. To look at it makes no model of a layout."""
        names = self.keys if key is None else [key] if isinstance(key, str) else list(key)
        if "layout" not in names or self._trait_values.get("layout") is not None:
            state: dict[str, Any] = super().get_state(names, drop_defaults)
            return state
        state = super().get_state([name for name in names if name != "layout"], drop_defaults)
        return state if drop_defaults else {**state, "layout": None}

    @traitlets.default("language")
    def _language_of_now(self) -> str:
        return language()

    @traitlets.default("place")
    def _place_of_now(self) -> str:
        return place()

    @traitlets.default("messages")
    def _sentences(self) -> dict[str, Any]:
        with speaking(self.language):
            return catalogue(self.sentences)

    def open(self) -> None:
        """Make the model in the browser."""
        super().open()
        PRESENCE.tell(self.model_id, self)

    def close(self) -> None:
        """Free the model, here and in the browser."""
        if self.comm is not None:
            PRESENCE.forget(self.model_id)
        super().close()

    def shown_state(self) -> dict[str, Any] | None:
        """Return what a page needs to show what is shown now; None where an output keeps none."""
        return None

    def _instead(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return what is shown where nothing runs: data by MIME type, and their metadata."""
        raise NotImplementedError

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        bundle = super()._repr_mimebundle_(**kwargs)
        if bundle is None:
            return None
        with speaking(self.language):
            data, metadata = self._instead()
        return {**bundle[0], **data}, {**bundle[1], **metadata}


class HandledWidget(LiveWidget):
    """A widget that a hand changes in the browser, and maybe on several pages at once.

    What reaches the kernel last counts, be it a gesture or an assignment, and every page is told.
    A page holds on to its own gesture until it reads in `heard` that the kernel has it
    (`live/unheard.js`); one that comes twice is taken once.
    """

    by_hand: ClassVar[tuple[str, ...]]  # the traits that a gesture may change

    channel = traitlets.Unicode(read_only=True).tag(sync=True)
    gesture = traitlets.Dict(allow_none=True, default_value=None).tag(sync=True, echo_update=False)
    heard = traitlets.Dict().tag(sync=True)  # the number of the last gesture, by page

    def __init__(self, **traits: Any) -> None:
        self._sending = threading.RLock()
        super().__init__(**traits)
        self.on_msg(self._told_again)

    @traitlets.default("channel")
    def _channel(self) -> str:
        return uuid4().hex

    def send_state(self, key: Any = None) -> None:
        """Send what is the state now. A kernel's threads do not overtake each other here."""
        with self._sending:
            super().send_state(key)

    def set_state(self, sync_data: dict[str, Any]) -> None:
        """Take what the browser's model sends."""
        if sync_data.get("gesture") is None:
            super().set_state(sync_data)
        else:
            self._hear(sync_data["gesture"])

    def _told_again(self, _: Any, content: Any, __: Any) -> None:
        if isinstance(content, dict) and "gesture" in content:
            self._hear(content["gesture"])

    def _hear(self, gesture: Any) -> None:
        page, number, values = _as_gesture(gesture)
        try:
            if self.heard.get(page, 0) < number:
                self._take({name: values[name] for name in self.by_hand if name in values})
        finally:
            # Also what was refused is heard: the page goes back to what is the state.
            others = {name: last for name, last in self.heard.items() if name != page}
            others = dict(list(others.items())[1 - _MOST_PAGES :])
            last = max(number, self.heard.get(page, 0))
            with self._sending:  # in one message with the values, so that no page sees half of it
                self._trait_values["heard"] = {**others, page: last}
                self.send_state((*self.by_hand, "heard"))

    def _take(self, values: dict[str, Any]) -> None:
        if len(values) == 1:
            ((name, value),) = values.items()
            self.set_trait(name, value)
            return
        with self.hold_trait_notifications():
            for name, value in values.items():
                self.set_trait(name, value)


_MOST_PAGES = 50
_LONGEST_PAGE = 40


def _as_gesture(value: Any) -> tuple[str, int, dict[str, Any]]:
    match value:
        case {"page": str(page), "number": int(number), "values": dict(values)}:
            if len(page) <= _LONGEST_PAGE and number >= 0:
                return page, number, values
    raise traitlets.TraitError("this is no gesture")
