"""What follows from sums: whether numbers that are not negative are given away by sums of them."""

from fractions import Fraction


def is_determined(equations, form, *, width):
    """Whether all non-negative solutions of the equations give a form the same value."""
    lowest = _largest(equations, [-each for each in form], width)
    highest = _largest(equations, form, width)
    return lowest is not None and highest is not None and -lowest == highest


def _largest(equations, form, width):
    """The largest value of a form where all equations hold; None where there is no bound.

    The simplex method in two phases with Bland's rule, in exact fractions.
    """
    rows = []
    for coefficients, value in _independent(equations, width):
        sign = -1 if value < 0 else 1
        rows.append(([sign * each for each in coefficients], sign * value))
    height = len(rows)
    table = [
        [*coefficients, *(Fraction(int(row == column)) for column in range(height)), value]
        for row, (coefficients, value) in enumerate(rows)
    ]
    basis = [width + row for row in range(height)]
    _improve(table, basis, [Fraction(0)] * width + [Fraction(-1)] * height)
    # A made-up variable that stays in the basis stands at nothing; it may leave it now.
    for row in range(height):
        if basis[row] >= width:
            assert table[row][-1] == 0, "the equations contradict each other"
            column = next((each for each in range(width) if table[row][each]), None)
            if column is not None:
                _pivot(table, basis, row, column)
    cost = [Fraction(each) for each in form] + [None] * height
    if not _improve(table, basis, cost):
        return None
    return sum(
        (cost[basis[row]] * table[row][-1] for row in range(height) if basis[row] < width),
        Fraction(0),
    )


def _improve(table, basis, cost):
    """Walk to the best corner; False where it never ends. A column without a cost stays out."""
    columns = [column for column in range(len(cost)) if cost[column] is not None]
    while True:
        entering = next(
            (
                column
                for column in columns
                if column not in basis
                and cost[column]
                - sum(
                    (cost[basis[row]] or 0) * table[row][column]
                    for row in range(len(table))
                    if table[row][column]
                )
                > 0
            ),
            None,
        )
        if entering is None:
            return True
        ratios = [
            (table[row][-1] / table[row][entering], basis[row], row)
            for row in range(len(table))
            if table[row][entering] > 0
        ]
        if not ratios:
            return False
        _pivot(table, basis, min(ratios)[2], entering)


def _pivot(table, basis, row, column):
    factor = table[row][column]
    table[row] = [each / factor for each in table[row]]
    for other in range(len(table)):
        if other != row and table[other][column]:
            times = table[other][column]
            table[other] = [
                each - times * pivot if pivot else each
                for each, pivot in zip(table[other], table[row], strict=True)
            ]
    basis[row] = column


def _independent(equations, width):
    """The equations that say something new, reduced."""
    reduced = []
    for coefficients, value in equations:
        row = [Fraction(each) for each in (*coefficients, value)]
        for lead, known in reduced:
            if row[lead]:
                times = row[lead]
                row = [each - times * other for each, other in zip(row, known, strict=True)]
        lead = next((column for column in range(width) if row[column]), None)
        if lead is None:
            assert row[-1] == 0, "the equations contradict each other"
            continue
        row = [each / row[lead] for each in row]
        reduced = [
            (at, [each - known[lead] * new for each, new in zip(known, row, strict=True)])
            for at, known in reduced
        ]
        reduced.append((lead, row))
    return [(row[:-1], row[-1]) for _lead, row in reduced]
