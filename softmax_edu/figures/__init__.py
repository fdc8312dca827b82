"""Pictures of softmax, its Jacobian and the gradient, drawn by matplotlib, without pyplot.

``draw_…(ax, moment)`` draws a `Moment` on axes and returns the marks; their ``update(moment)``
moves them to another. `explorer_figure` draws all that the explorer shows. A `Picture` shows itself
in a notebook. `digits_picture`, `Curves` and `simplex_picture` draw what else the lessons show.
"""

from .around import draw_around
from .attention import AttentionPicture, RunningSoftmax
from .curves import Curves
from .digits import digits_picture
from .explorer_figure import explorer_figure
from .matrix import draw_jacobian
from .panels import draw_gradient, draw_scores, draw_softmax
from .paths import simplex_picture
from .picture import Picture
from .roads import draw_roads
from .simplex import draw_simplex
from .spectrum import draw_spectrum
from .targets import Cloud, Reliability, SignedBars

__all__ = [
    "AttentionPicture",
    "Cloud",
    "Curves",
    "Picture",
    "Reliability",
    "RunningSoftmax",
    "SignedBars",
    "digits_picture",
    "draw_around",
    "draw_gradient",
    "draw_jacobian",
    "draw_roads",
    "draw_scores",
    "draw_simplex",
    "draw_softmax",
    "draw_spectrum",
    "explorer_figure",
    "simplex_picture",
]
