"""Vertices and faces of the optimal strategies, from their supports."""

import numpy as np

from gametheory.normal_form.optimal_face import face_near, gap, vertex_near


def test_the_supports_determine_the_vertex() -> None:
    b = np.array([[0.0, -1.0, 2.0], [1.0, 0.0, -3.0], [-2.0, 3.0, 0.0]])
    everything = np.ones(3, dtype=bool)
    x, y = vertex_near(b, everything, everything) or (None, None)
    np.testing.assert_allclose(x, [1 / 2, 1 / 3, 1 / 6], atol=1e-15)
    np.testing.assert_allclose(y, [1 / 2, 1 / 3, 1 / 6], atol=1e-15)


def test_wrong_supports_have_no_vertex() -> None:
    b = np.array([[0.0, -1.0, 2.0], [1.0, 0.0, -3.0], [-2.0, 3.0, 0.0]])
    everything, two = np.ones(3, dtype=bool), np.array([True, True, False])
    assert vertex_near(b, two, two) is None
    assert vertex_near(b, two, everything) is None
    assert vertex_near(np.zeros((3, 3)), everything, everything) is None  # singular


def test_near_strategies_are_moved_onto_the_face() -> None:
    b = np.array([[1.0, 1.0, -1.0], [-1.0, -1.0, 1.0]])
    off = np.array([3e-7, -1e-7, -2e-7])
    x, y = np.array([0.5, 0.5]) + off[:2] - off[:2].mean(), np.array([0.2, 0.3, 0.5]) + off
    assert gap(b, x, y) > 1e-8
    x, y = face_near(b, x, y, np.ones(2, dtype=bool), np.ones(3, dtype=bool))
    assert gap(b, x, y) < 1e-15
    np.testing.assert_allclose(y, [0.2, 0.3, 0.5], atol=1e-6)
