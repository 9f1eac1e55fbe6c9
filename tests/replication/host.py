"""The values printed for the host model: calibration, policy, value to the US from the start, and the noise.

``None`` is the equilibrium in which the US chooses too. All were computed with the lottery whose odds do not depend on
the type.
"""

from __future__ import annotations

from deterrence.host import Policy

P1, P2, P3, P4, P6, P13, P17 = Policy

PRINTED: tuple[tuple[str, Policy | None, str, float], ...] = (
    ("agnostic", P1, "-24.6", 0.7), ("punish", P1, "352.5", 0.35), ("punish", P1, "339.4", 0.5),
    ("restrain", P1, "-67.3", 1.0), ("leave", P1, "-47.7", 2.0), ("timetable", P1, "-63.1", 1.0),
    ("agnostic", P2, "-458.8", 0.1), ("agnostic", P2, "-239.4", 0.5), ("punish", P2, "-315.3", 0.1),
    ("punish", P2, "-140.3", 0.5), ("restrain", P2, "113.9", 0.1), ("restrain", P2, "17.5", 0.5),
    ("leave", P2, "-744.0", 0.1), ("timetable", P2, "-703.4", 0.1), ("timetable", P2, "-433.6", 0.5),
    ("agnostic", P3, "-23.9", 0.1), ("agnostic", P3, "-21.4", 0.5), ("punish", P3, "-13.0", 0.1),
    ("restrain", P3, "-79.4", 0.1), ("restrain", P3, "-75.9", 0.5), ("leave", P3, "-11.8", 0.1),
    ("timetable", P3, "-37.3", 0.1), ("timetable", P3, "-34.7", 0.5),
    ("agnostic", P4, "14.0", 0.1), ("agnostic", P4, "-13.5", 0.5), ("punish", P4, "40.1", 0.1),
    ("restrain", P4, "-105.2", 0.1), ("restrain", P4, "-86.8", 0.5), ("leave", P4, "-200.7", 0.1),
    ("timetable", P4, "-26.0", 0.1), ("timetable", P4, "-50.5", 0.5),
    ("agnostic", P6, "36.8", 0.5), ("punish", P6, "258.6", 0.1), ("punish", P6, "161.5", 0.5),
    ("restrain", P6, "-4.3", 0.7), ("leave", P6, "-466.8", 0.5), ("timetable", P6, "-91.4", 0.1),
    ("timetable", P6, "-174.5", 0.5),
    ("agnostic", P13, "-58.7", 0.35), ("agnostic", P13, "-73.2", 0.5), ("punish", P13, "130.6", 0.1),
    ("restrain", P13, "134.8", 0.17), ("restrain", P13, "43.8", 0.5), ("leave", P13, "-696.5", 0.1),
    ("timetable", P13, "-174.1", 0.1), ("timetable", P13, "-266.7", 0.5),
    ("agnostic", P17, "227.4", 0.1), ("agnostic", P17, "146.1", 0.5), ("punish", P17, "300.8", 0.1),
    ("punish", P17, "248.3", 0.5), ("restrain", P17, "-135.3", 1.0), ("leave", P17, "-195.1", 0.5),
    ("timetable", P17, "-66.3", 0.1), ("timetable", P17, "-102.2", 0.5),
    ("agnostic", None, "-20.1", 1.0), ("restrain", None, "113.9", 0.1), ("leave", None, "-11.8", 0.1),
    ("timetable", None, "-37.3", 0.1),
)  # fmt: skip
