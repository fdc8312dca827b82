"""Guess, commit, then see; and derivations to be filled in by hand. Cards that live in the browser.

``predict("s0-when-theta1-rises")`` asks a question. The guess is recorded before anything is
revealed, cannot be changed afterwards, and the reveal answers the guess that was made.
``step("softmax-i-not-j")`` is a piece of derivation with blanks, filled from tiles. Their sentences
are in ``words/en/questions.toml``; they work without a kernel.

The file of answers
-------------------
Answers are kept in ``softmax-answers.json`` in the working directory, beside the notebook, so that
they outlive a kernel; on a page without a kernel the same text is in the browser's storage. It is
one JSON object, UTF-8::

    {
      "format": "softmax-edu answers",
      "version": 1,
      "predictions": {
        "s0-when-theta1-rises": {
          "lesson": "01_softmax",
          "guess": "falls",              key of the option, or "unsure-yet"
          "confidence": "sure",          "sure" or "unsure"; null with "unsure-yet"
          "right": true,
          "time": "2026-11-22T16:50:38Z" when it was locked, UTC
        }
      },
      "steps": {
        "softmax-i-not-j": {
          "lesson": "02_jacobian",
          "filled": ["zero", "e-j", null, null],  right tiles, blank by blank
          "misses": 1,                   tiles that did not fit
          "hints": 0,
          "skipped": false,              the rest was filled in, after all was right first time
          "done": false,
          "time": "2026-11-22T16:55:02Z" of the last change
        }
      }
    }

Keys are lower-case words joined by hyphens. A file that is anything else is refused as a whole and
left as it is, and the card says so. Nothing in it is ever shown as markup or run. It is replaced in
one piece, and read again before each write under a lock, so that two notebooks can share it. A link
in its place is not followed.
"""

from .cards import (
    AnswersCard,
    Question,
    Step,
    answers,
    answers_card,
    clear_answers,
    predict,
    step,
)
from .store import AnswersFileError

__all__ = [
    "AnswersCard",
    "AnswersFileError",
    "Question",
    "Step",
    "answers",
    "answers_card",
    "clear_answers",
    "predict",
    "step",
]
