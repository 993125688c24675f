"""Whether one condition holds wherever another does, as far as their shapes tell."""

from leadwright.domain.condition.tree import All, AnyOf, Compare, Node, Op


def covers(wider: Node, narrower: Node) -> bool:
    """True only where it is certain: whatever meets `narrower` meets `wider`."""
    if wider == narrower:
        return True
    if isinstance(narrower, AnyOf):
        return all(covers(wider, part) for part in narrower.any)
    if isinstance(wider, All):
        return all(covers(part, narrower) for part in wider.all)
    if isinstance(wider, AnyOf) and any(covers(part, narrower) for part in wider.any):
        return True
    if isinstance(narrower, All):
        return any(covers(wider, part) for part in narrower.all)
    return _holds_more_values(wider, narrower)


def _holds_more_values(wider: Node, narrower: Node) -> bool:
    if not isinstance(wider, Compare) or not isinstance(narrower, Compare):
        return False
    more, fewer = _values(wider), _values(narrower)
    return wider.field == narrower.field and bool(fewer) and fewer <= more


def _values(node: Compare) -> frozenset[tuple[type, object]]:
    """What the field may be, each with its kind: 1 is not true. Empty where it is not a choice."""
    if node.op not in {Op.EQUALS, Op.IN}:
        return frozenset()
    values = node.value if isinstance(node.value, tuple) else (node.value,)
    return frozenset((type(value), value) for value in values)
