"""Makes the reference pages that come from code: events, and the HTTP API's description."""

from pathlib import Path

from leadwright.domain import (
    behaviour,
    connection_events,
    events,
    import_events,
    model_events,
    source_events,
)
from leadwright.domain.event import CATALOGUE

REFERENCE = Path(__file__).parent.parent / "docs/reference"


def event_page() -> str:
    """Every event with its meaning and its fields, in story order."""
    sources = ", ".join(
        f"`{one.__name__}`"
        for one in (
            events,
            connection_events,
            behaviour,
            import_events,
            source_events,
            model_events,
        )
    )
    lines = [
        "# Events",
        "",
        f"Made by `make docs` from {sources}.",
        "",
    ]
    for name, kind in CATALOGUE.items():
        lines += [f"## `{name}` v{kind.version}", "", (kind.__doc__ or "").strip(), ""]
        lines += [f"- `{field}`" for field in kind.model_fields]
        lines.append("")
    return "\n".join(lines)


def main() -> None:
    REFERENCE.mkdir(parents=True, exist_ok=True)
    (REFERENCE / "events.md").write_text(event_page())
    print("docs/reference/events.md")


if __name__ == "__main__":
    main()
