"""Maps of equilibria: boundaries lie on the change that was computed, and nothing rests on colour."""

import io
from collections.abc import Iterator
from typing import Any

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_rgb
from sympy import Symbol, symbols

from gametheory import InvalidGameError, UnsupportedGameError
from gametheory.multiplicity import classify
from gametheory.normal_form import bimatrix, support_enumeration
from gametheory.plot import boundary_line, draw_regions
from gametheory.symbolic import solve_threshold

matplotlib.use("Agg")
LOSS, CRASH = np.linspace(0.05, 1.95, 20), np.linspace(0.07, 2.97, 30)
NAMES = ("loss", "crash")


@pytest.fixture(autouse=True)
def close_figures() -> Iterator[None]:
    yield
    plt.close("all")


def chicken() -> Any:
    payoffs = np.zeros((20, 30, 2, 2))
    payoffs[..., 0, 0] = -CRASH
    payoffs[..., 0, 1] = 1
    payoffs[..., 1, 0] = -LOSS[:, None]
    return classify(
        support_enumeration(bimatrix(payoffs, payoffs.swapaxes(-1, -2))), (("dare", "yield"), ("dare", "yield"))
    )


def test_the_boundary_in_closed_form_lies_on_the_change_that_was_computed() -> None:
    classes = chicken()
    dare = classes.present[..., classes.labels.index("dare | dare")]
    across, up = boundary_line(Symbol("loss"), LOSS, CRASH, NAMES)
    for x, y in zip(across[25:-25:50], up[25:-25:50], strict=True):
        column = np.abs(LOSS - x).argmin()
        reach = (LOSS[1] - LOSS[0]) / 2 + (CRASH[1] - CRASH[0])
        near = np.abs(CRASH - y) <= reach
        assert len(set(dare[column, near].tolist())) == 2


def test_a_boundary_may_be_a_function_an_expression_or_a_threshold_for_either_axis() -> None:
    loss, crash = symbols("loss crash", positive=True)
    for boundary in (lambda x: x, loss, solve_threshold(crash >= loss, crash)):
        across, up = boundary_line(boundary, LOSS, CRASH, NAMES)
        inside = (across >= CRASH[0]) & (across <= CRASH[-1])
        np.testing.assert_allclose(up[inside], across[inside])
        assert np.isnan(up[~inside]).all()
    across, up = boundary_line(solve_threshold(crash >= loss, loss), LOSS, CRASH, NAMES)
    inside = (up >= LOSS[0]) & (up <= LOSS[-1])
    np.testing.assert_allclose(across[inside], up[inside])
    assert np.isnan(across[~inside]).all()
    upright, _ = boundary_line(solve_threshold(2 * loss >= 1, loss), LOSS, CRASH, NAMES)
    assert (upright == 0.5).all()


def test_a_boundary_with_other_symbols_is_refused() -> None:
    with pytest.raises(InvalidGameError, match="'win'"):
        boundary_line(Symbol("loss") * Symbol("win"), LOSS, CRASH, NAMES)
    with pytest.raises(InvalidGameError, match="threshold for one of"):
        boundary_line(solve_threshold(Symbol("win") >= 1, Symbol("win")), LOSS, CRASH, NAMES)


def test_the_shade_of_a_cell_counts_the_kinds_and_kinds_differ_by_hatch() -> None:
    classes = chicken()
    ax = draw_regions(LOSS, CRASH, classes.present, classes.labels, names=NAMES, boundaries={"equal": Symbol("loss")})
    mesh = next(each for each in ax.collections if type(each).__name__ == "QuadMesh")
    np.testing.assert_array_equal(np.asarray(mesh.get_array()), classes.present.sum(axis=-1).T)
    patches = {patch.get_label(): patch for patch in ax.get_legend().get_patches()}
    assert {patches[label].get_hatch() for label in classes.labels} == {"//", "\\\\", "..", "--"}
    assert [text.get_text() for text in ax.get_legend().get_texts()][-1] == "equal"
    grey = [to_rgb(patch.get_facecolor()[:3]) for patch in patches.values()]
    assert all(max(colour) - min(colour) < 0.1 for colour in grey)


def test_hatches_cover_exactly_the_cells_of_their_kind() -> None:
    present = np.zeros((3, 2, 1), dtype=bool)
    present[1, 0] = True
    ax = draw_regions([0, 1, 2], [0, 1], present, ["only"])
    (hatched,) = [each for each in ax.collections if "Contour" in type(each).__name__]
    box = np.concatenate([path.vertices for path in hatched.get_paths() if len(path.vertices)])
    np.testing.assert_allclose(box.min(axis=0), [0.5, 0], atol=1e-6)
    np.testing.assert_allclose(box.max(axis=0), [1.5, 0.5], atol=1e-6)


@pytest.mark.parametrize("ending", ["svg", "pdf", "png"])
def test_every_kind_of_file_can_be_written_also_where_a_kind_is_everywhere(ending: str) -> None:
    present = np.ones((3, 2, 2), dtype=bool)
    present[0, 0, 1] = False
    ax = draw_regions([0, 1, 2], [0, 1], present, ["everywhere", "almost"])
    with io.BytesIO() as file:
        ax.figure.savefig(file, format=ending)
        assert file.tell() > 1000


def test_cells_not_known_are_dark_and_without_hatch() -> None:
    known = np.zeros((2, 2), dtype=bool)
    ax = draw_regions([0, 1], [0, 1], np.ones((2, 2, 1), dtype=bool), ["one"], known=known)
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["not known"]


def test_input_that_does_not_fit_is_refused() -> None:
    present = np.ones((2, 2, 7), dtype=bool)
    with pytest.raises(UnsupportedGameError, match="6 kinds"):
        draw_regions([0, 1], [0, 1], present, tuple("abcdefg"))
    for labels in (("a",), "abcdefg", None):
        with pytest.raises(InvalidGameError, match="labels"):
            draw_regions([0, 1], [0, 1], present, labels)
    with pytest.raises(InvalidGameError, match="x needs real numbers; got 'x'"):
        draw_regions("x", [0, 1], present, tuple("abcdefg"))
    with pytest.raises(InvalidGameError, match="names need one for each parameter"):
        draw_regions([0, 1], [0, 1], present[..., :1], ("a",), names=("loss",))
    with pytest.raises(InvalidGameError, match="boundaries need a mapping"):
        draw_regions([0, 1], [0, 1], present[..., :1], ("a",), boundaries=[1])
    with pytest.raises(InvalidGameError, match="rise"):
        draw_regions([1, 0], [0, 1], present, tuple("abcdefg"))
    with pytest.raises(InvalidGameError, match="columns"):
        draw_regions([0, 1, 2], [0, 1], present, tuple("abcdefg"))
