"""What every widget with a browser's half here has in common: one language, and what stands in."""

from typing import Any, ClassVar

import anywidget
import traitlets
from ipywidgets import Layout, widget_serialization
from ipywidgets.widgets.trait_types import InstanceDict

from ..words import catalogue, language, speaking


class LiveWidget(anywidget.AnyWidget):
    """A widget that keeps the language in which it was made, in all that it says later."""

    sentences: ClassVar[str]  # the table of the sentences that the browser's half shows

    # One model a widget: the style of the box around it is not needed.
    layout = InstanceDict(Layout, allow_none=True).tag(sync=True, **widget_serialization)

    language = traitlets.Unicode(read_only=True).tag(sync=True, page=True)
    messages = traitlets.Dict().tag(sync=True, page=True)

    @traitlets.default("layout")
    def _no_layout(self) -> None:
        return None

    @traitlets.default("language")
    def _language_of_now(self) -> str:
        return language()

    @traitlets.default("messages")
    def _sentences(self) -> dict[str, Any]:
        with speaking(self.language):
            return catalogue(self.sentences)

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
