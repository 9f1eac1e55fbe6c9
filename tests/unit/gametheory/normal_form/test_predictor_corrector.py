"""One step of the interior-point method."""

import numpy as np

from gametheory.normal_form.predictor_corrector import advance, centre, newton, predictor, recentred


def game(p: int = 6, q: int = 9) -> np.ndarray:
    return np.random.default_rng(0).random((p, q))


def test_the_newton_direction_solves_its_equations() -> None:
    b = game()
    point = recentred(b, centre(b))
    solve = newton(b, point)
    assert solve is not None
    d = predictor(point, solve)
    np.testing.assert_allclose(d.x @ b - d.v, d.z, atol=1e-14)
    np.testing.assert_allclose(d.w - b @ d.y, d.s, atol=1e-14)
    np.testing.assert_allclose([d.x.sum(), d.y.sum()], 0, atol=1e-14)
    np.testing.assert_allclose(point.x * d.s + point.s * d.x, -point.x * point.s, atol=1e-14)
    np.testing.assert_allclose(point.y * d.z + point.z * d.y, -point.y * point.z, atol=1e-14)


def test_steps_stay_inside_and_close_the_gap() -> None:
    b = game()
    point = recentred(b, centre(b))
    for _ in range(6):
        solve = newton(b, point)
        assert solve is not None
        following = advance(b, point, solve, predictor(point, solve))
        assert following is not None
        assert following.gap < point.gap / 2
        assert min(part.min() for part in following[:4]) > 0
        np.testing.assert_allclose([following.x.sum(), following.y.sum()], 1)
        np.testing.assert_allclose(following.gap, following.w - following.v, atol=1e-14)
        point = following
