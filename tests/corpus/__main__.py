"""Print what the checks make of every function of the corpora: `python -m tests.corpus`."""

from collections import Counter

import softmax_edu

from .learners import LEARNERS, Learner
from .right import RIGHT
from .unnamed import UNNAMED
from .wrong import WRONG


def figures(learners):
    """Count the verdicts on right functions and on wrong ones."""
    counted = {True: Counter(), False: Counter()}
    for learner, options in learners:
        report = getattr(softmax_edu, f"check_{learner.task}")(learner.f, **options)
        counted[learner.right][learner.judged(report)] += 1
    return counted


def main():
    ours = [(learner, {}) for learner in LEARNERS]
    odd = [(Learner(r.task, r.f, r.name, frozenset()), {}) for r in RIGHT]
    odd += [(Learner(w.task, w.f, w.name, w.named or {"unknown"}), w.options) for w in WRONG]
    for name, learners in (("learners", ours), ("odd ones", odd)):
        counted = figures(learners)
        for right, kinds in counted.items():
            said = ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items()))
            print(f"{name}: {kinds.total()} {'right' if right else 'wrong'}: {said}")
    clear = sum(one.clue is not None for one in UNNAMED)
    print(f"without a name: {len(UNNAMED)} wrong: the reports of {clear} show the mistake")


if __name__ == "__main__":
    main()
