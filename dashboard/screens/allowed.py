"""What a screen may offer: where a link leads somewhere, whose students are one's own."""

from dashboard.access import Area, Right, Scope


def own_areas(scope: Scope) -> tuple[Area, ...]:
    """The areas whose results one sees, student by student."""
    return scope.within(Right.SEE_RESULTS)


def opens_below(scope: Scope, path: str) -> bool:
    """Whether there is something of one's own inside the unit, or the unit is inside it."""
    return any(
        path.startswith(area.path) or area.path.startswith(path) for area in own_areas(scope)
    )


def sees_students(scope: Scope, path: str) -> bool:
    """Whether the students of a unit are shown one by one, in some subject at least."""
    return any(path.startswith(area.path) for area in own_areas(scope))


def sees_all_subjects(scope: Scope, path: str) -> bool:
    """Whether all subjects of the students of a unit are seen, so that they can be added up."""
    return scope.is_own(path)


def may_export(scope: Scope, path: str) -> bool:
    """Of one's own students where the right is given for them; of others with any such right."""
    if sees_students(scope, path):
        return scope.allows(path, Right.EXPORT).allowed
    return scope.has(Right.EXPORT)
