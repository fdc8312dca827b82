"""Yours, the truth and the difference as heatmaps. The only part of the checks that draws."""

from ..figures import Picture, draw_matrix
from ..figures.picture import CSS_DPI, new_figure
from .report import Comparison, scale, tables

_GAP = 24.0  # px between two matrices


def picture_of(task: str, comparison: Comparison, alt: str) -> Picture:
    """Draw the three side by side, on one scale; the largest gap is outlined."""
    figure = new_figure(1, 1)
    matrices = [
        draw_matrix(
            figure.add_axes((0.0, 0.0, 1.0, 1.0)),
            table.values,
            limit=scale(comparison),
            rows=table.rows,
            columns=table.columns,
            title=table.title,
            cell=table.cell,
        )
        for table in tables(task, comparison)
    ]
    width = sum(matrix.width for matrix in matrices) + _GAP * (len(matrices) - 1)
    height = max(matrix.height for matrix in matrices)
    figure.set_size_inches(width / CSS_DPI, height / CSS_DPI)
    left = 0.0
    for matrix in matrices:
        top = 1 - matrix.height / height
        matrix.ax.set_position((left / width, top, matrix.width / width, matrix.height / height))
        left += matrix.width + _GAP
    return Picture(figure, alt)
