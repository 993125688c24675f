"""How long something took: short where it is compared, exact where it is one lead's. Pure."""


def figure(ms: float | None) -> tuple[str, str]:
    """A time to reply as number and unit: 0.41 s, 3.2 min, 5 h, 2 days; a dash for none."""
    if ms is None:
        return "–", ""
    seconds = ms / 1000
    for limit, unit, length in ((60, "s", 1), (3600, "min", 60), (172_800, "h", 3600)):
        if seconds < limit:
            return _rounded(seconds / length), unit
    return f"{seconds / 86_400:.0f}", "days"


def _rounded(number: float) -> str:
    if number < 1:
        return f"{number:.2f}"
    return f"{number:.2g}" if number < 10 else f"{number:.0f}"


def short(ms: float | None) -> str:
    """The same in one piece."""
    return " ".join(figure(ms)).strip()


def exact(ms: float | None) -> str:
    """0.34 s; 12.4 s; 3 min 12 s; 2 h 5 min; 3 days; nothing for none."""
    if ms is None:
        return ""
    seconds = ms / 1000
    if seconds < 10:
        return f"{seconds:.2f} s"
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return f"{minutes} min {rest} s" if rest else f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    if hours < 48:
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    return f"{hours // 24} days"
