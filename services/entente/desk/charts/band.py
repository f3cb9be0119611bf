"""Observed against expected: a band where chance would lie, a line where it most likely would, a dot."""

from markupsafe import Markup

from entente.contracts.alerts import Alert
from entente.desk.charts.svg import element, picture

_WIDTH, _HEIGHT, _LEFT, _RIGHT = 480.0, 84.0, 12.0, 468.0
_MIDDLE = 40.0


def band(alert: Alert) -> Markup:
    """Draw an alert's peak window: stories counted, and what chance would give with its interval."""
    most = max(alert.observed, alert.expected_high, 1.0) * 1.12

    def x(value: float) -> float:
        return _LEFT + (_RIGHT - _LEFT) * value / most

    low, high = x(alert.expected_low), max(x(alert.expected_high), x(alert.expected_low) + 3)
    shapes = [
        element("line", x1=_LEFT, x2=_RIGHT, y1=_MIDDLE, y2=_MIDDLE, class_="axis"),
        element("rect", x=low, y=_MIDDLE - 11, width=high - low, height=22, rx=3, class_="band"),
        element(
            "line",
            x1=x(alert.expected),
            x2=x(alert.expected),
            y1=_MIDDLE - 15,
            y2=_MIDDLE + 15,
            class_="mean",
        ),
        element("circle", cx=x(alert.observed), cy=_MIDDLE, r=7, class_=f"dot {alert.direction}"),
        element(
            "text",
            f"{alert.observed} observed",
            x=min(x(alert.observed), _RIGHT - 40),
            y=_MIDDLE - 18,
            text_anchor="middle",
            class_="strong",
        ),
        element(
            "text",
            f"{alert.expected:.1f} expected, {alert.expected_low:.0f} to {alert.expected_high:.0f} by chance",
            x=max(low, _LEFT),
            y=_MIDDLE + 32,
        ),
    ]
    told = (
        f"{alert.observed} stories observed; {alert.expected:.1f} expected, between "
        f"{alert.expected_low:.0f} and {alert.expected_high:.0f} by chance"
    )
    return picture(_WIDTH, _HEIGHT, told, shapes, "band-chart")
