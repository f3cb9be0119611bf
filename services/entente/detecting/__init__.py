"""When reporting on a pair says more than chance: baselines, windows, alerts. Pure."""
