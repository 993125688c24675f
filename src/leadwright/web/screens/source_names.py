"""What a source is called on screens."""

from leadwright.web.wording import said


def source_name(source: str) -> str:
    """`contact_form` as "Contact form"; an address, or what a person named, stays as it is."""
    if source == "api":
        return "API"
    if source.islower() and "." not in source:
        return said(source)
    return source or "Unnamed"


def short_source_name(source: str) -> str:
    """The same for a narrow column: of a page its path, since the host is mostly one's own."""
    host, slash, path = source.partition("/")
    return f"/{path}" if slash and "." in host and path else source_name(source)
