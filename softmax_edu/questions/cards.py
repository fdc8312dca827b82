"""The cards as widgets: what the browser needs to know, and what it may write back."""

from difflib import get_close_matches
from typing import Any, ClassVar
from weakref import WeakSet

import traitlets

from ..live import PAGE_KEY, load_module, load_style
from ..live.place import serves_visitors
from ..live.widget import HandledWidget, LiveWidget
from ..words import message, speaking
from . import asked, own, store
from .on_page import all_asked, page_state
from .own import Source
from .store import AnswersFileError
from .wording import question_html, question_text, step_html, step_text

NOT_SURE_YET = "unsure-yet"


class _Card(LiveWidget):
    """What all cards share: their sentences, and where their answers are kept."""

    module: ClassVar[str]
    sentences = "questions"
    _css = load_style("palette", "card")

    store = traitlets.Enum(("file", "browser")).tag(sync=True)
    problem = traitlets.Unicode().tag(sync=True)

    @traitlets.default("store")
    def _whose_answers(self) -> str:
        return "browser" if serves_visitors() else "file"

    def _text(self) -> str:
        """Return the card as text, the same on every run: no answer of anyone's is in it."""
        raise NotImplementedError

    def _html(self) -> str:
        """Return the card as HTML for a page where nothing runs."""
        raise NotImplementedError

    def page_state(self) -> dict[str, Any]:
        """Return the model's state for a page without a kernel."""
        key, given = (getattr(self, name, None) for name in ("key", "given"))
        with speaking(self.language):
            return {**page_state(self.module, key, given), "messages": self.messages}

    def __repr__(self) -> str:
        with speaking(self.language):
            return self._text()

    def _instead(self) -> tuple[dict[str, Any], dict[str, Any]]:
        page = {"key": getattr(self, "key", None), "language": self.language}
        if given := getattr(self, "given", None):
            page["card"] = given  # a page cannot ask the course for it
        data = {"text/plain": self._text(), "text/html": self._html()}
        return data, {PAGE_KEY: {self.module: page}}

    def _tell(self, error: AnswersFileError) -> None:
        """Say why answers are not kept."""
        with speaking(self.language):
            key = "not_kept_file" if error.is_in_the_way else "not_kept_here"
            self.problem = message(f"questions.{key}", file=store.FILE, reason=error)


class _AnsweredCard(_Card, HandledWidget):
    """A card that one answer belongs to. The browser writes it; Python checks and keeps it."""

    table: ClassVar[store.Table]
    by_hand = ("answer",)

    key = traitlets.Unicode().tag(sync=True)
    card = traitlets.Dict().tag(sync=True)
    answer = traitlets.Any(None, allow_none=True).tag(sync=True, echo_update=False)

    def __init__(
        self, key: str, content: dict[str, Any], given: dict[str, Any] | None = None
    ) -> None:
        self.given = given  # the table of a card that is no one of the course's own
        self._taking_over = True
        super().__init__(key=key, card=content)
        if self.store == "file":
            try:
                self.answer = self._fitting(store.read()[self.table].get(key))
            except AnswersFileError as error:
                self._tell(error)
        self._taking_over = False
        _LIVE.add(self)

    def _fitting(self, answer: dict[str, Any] | None) -> dict[str, Any] | None:
        """Return an answer as it is kept; none to a question that has changed since."""
        return answer if answer is not None and self._fits(self.card, answer) else None

    def _fits(self, content: dict[str, Any], answer: dict[str, Any]) -> bool:
        raise NotImplementedError

    def _may_replace(self, kept: dict[str, Any]) -> bool:
        """Return whether an answer that is kept already makes way for the new one."""
        raise NotImplementedError

    @traitlets.validate("answer")
    def _answer_fits(self, proposal: Any) -> dict[str, Any] | None:
        new: dict[str, Any] | None = proposal["value"]
        if self._taking_over:
            return new
        if new is None:
            raise traitlets.TraitError("an answer is taken away by clear_answers()")
        if not self._fits(self.card, new):
            raise traitlets.TraitError(f"this is no answer to {self.key}")
        return new

    @traitlets.observe("answer")
    def _keep(self, change: Any) -> None:
        if self._taking_over:
            return
        try:
            kept = store.keep(self.table, self.key, change["new"], self._may_replace)
            self.problem = ""
        except AnswersFileError as error:
            self._tell(error)
            return
        # Another kernel may have been first; then its answer stands.
        stands = kept[self.table][self.key]
        for card in list(_LIVE):
            if isinstance(card, AnswersCard):
                card.answers = kept
            elif (card.table, card.key) == (self.table, self.key):
                card._take_over(stands)

    def _take_over(self, answer: dict[str, Any] | None) -> None:
        """Show an answer that is kept already, or none."""
        self._taking_over = True
        try:
            self.answer = answer
        finally:
            self._taking_over = False


class Question(_AnsweredCard):
    """A prediction: guess, lock, reveal. Made by :func:`predict`."""

    module = "question"
    table = "predictions"
    _esm = load_module("question")

    def _text(self) -> str:
        return question_text(self.card)

    def _html(self) -> str:
        return question_html(self.card)

    def _fits(self, content: dict[str, Any], answer: dict[str, Any]) -> bool:
        if not store.is_answer(self.table, answer):
            return False
        open_ = answer["guess"] == NOT_SURE_YET
        known = {option["key"] for option in content["options"]} | {NOT_SURE_YET}
        return (
            answer["lesson"] == content["lesson"]
            and answer["guess"] in known
            and (answer["confidence"] is None) == open_
            and answer["right"] == (answer["guess"] == content["right"])
        )

    def _may_replace(self, kept: dict[str, Any]) -> bool:
        return self._fitting(kept) is None  # the first answer stands


class Step(_AnsweredCard):
    """A piece of derivation with blanks. Made by :func:`step`."""

    module = "steps"
    table = "steps"
    _esm = load_module("steps")

    def _text(self) -> str:
        return step_text(self.card)

    def _html(self) -> str:
        return step_html(self.card)

    def _fits(self, content: dict[str, Any], answer: dict[str, Any]) -> bool:
        if not store.is_answer(self.table, answer):
            return False
        tiles = {None, *content["tiles"]}
        return (
            answer["lesson"] == content["lesson"]
            and len(answer["filled"]) == len(content["blank"])
            and tiles.issuperset(answer["filled"])
            and (not answer["done"] or None not in answer["filled"])
        )

    def _may_replace(self, kept: dict[str, Any]) -> bool:
        return self._fitting(kept) is None or not kept["done"]


class AnswersCard(_Card):
    """All answers, to be looked at, taken away as a file, and cleared."""

    module = "answers_card"
    _esm = load_module("answers_card")

    answers = traitlets.Dict().tag(sync=True)
    asked = traitlets.Dict().tag(sync=True)
    cleared = traitlets.Int(0).tag(sync=True)

    def __init__(self) -> None:
        super().__init__(asked=all_asked(), answers=store.no_answers())
        try:
            self.answers = answers()
        except AnswersFileError as error:
            self._tell(error)
        _LIVE.add(self)

    def _text(self) -> str:
        return message("questions.answers_told")

    def _html(self) -> str:
        return f"<p>{self._text()}</p>"

    @traitlets.observe("cleared")
    def _clear(self, change: Any) -> None:
        try:
            clear_answers()
        except AnswersFileError as error:
            self._tell(error)


# A run of the same cell makes a new card; those still on a page hear of an answer all the same.
_LIVE: WeakSet[Any] = WeakSet()


def _known(table: str, key: Source, what: str) -> str:
    known = asked.keys(table)
    if not isinstance(key, str) or key not in known:
        close = get_close_matches(str(key), known, n=3, cutoff=0.4) or sorted(known)
        raise ValueError(f"there is no {what} {key!r}; there is {', '.join(close)}")
    return key


def predict(key: Source, name: str | None = None) -> Question:
    """Ask a question whose answer is revealed once a guess is locked in.

    Parameters
    ----------
    key : str, mapping or Path
        Which question of the course, such as ``"s0-when-theta1-rises"``; or one of your own: a
        table, or a file beside the notebook that holds it, ``"questions.toml"`` or ``.json``.
    name : str, optional
        Which of a file's questions, where it holds several.

    Returns
    -------
    Question
        A card to be shown as the last line of a cell. It works without a kernel.

    Raises
    ------
    ValueError
        There is no such question; the message names some that come close. Or a question of your
        own cannot be asked as it is written; the message says where and why.
    """
    if own.is_own(key):
        content, given = own.prediction(key, name)
        return Question(given["key"], content, given)
    known = _known("predict", key, "question")
    return Question(known, asked.prediction(known))


def step(key: Source, name: str | None = None) -> Step:
    """Give a piece of derivation to fill in, its tiles beside it.

    Parameters
    ----------
    key : str, mapping or Path
        Which step of the course, such as ``"softmax-i-not-j"``; or one of your own, as for
        `predict`.
    name : str, optional
        Which of a file's steps, where it holds several.

    Returns
    -------
    Step
        A card to be shown as the last line of a cell. It works without a kernel.

    Raises
    ------
    ValueError
        There is no such step; the message names some that come close. Or a step of your own cannot
        be shown as it is written; the message says where and why.
    """
    if own.is_own(key):
        content, given = own.step(key, name)
        return Step(given["key"], content, given)
    known = _known("steps", key, "step")
    return Step(known, asked.step(known))


def answers() -> store.Answers:
    """Return all that has been answered here: ``{"predictions": {…}, "steps": {…}}``, by key.

    Under Voilà every visitor's browser keeps what the visitor answers, and nothing is kept here.

    Raises
    ------
    AnswersFileError
        A ValueError: ``softmax-answers.json`` is not a file of answers. It was left as it is.
    """
    return store.no_answers() if serves_visitors() else store.read()


def clear_answers() -> None:
    """Take all answers away, here and on every card on the page.

    Raises
    ------
    AnswersFileError
        A ValueError: ``softmax-answers.json`` is not a file of answers. It was left as it is.
    """
    if not serves_visitors():
        store.clear()
    for card in list(_LIVE):
        card.problem = ""
        if isinstance(card, AnswersCard):
            card.answers = store.no_answers()
        else:
            card._take_over(None)


def answers_card() -> AnswersCard:
    """Return a card that lists all answers, gives them as a file, and clears them."""
    return AnswersCard()
