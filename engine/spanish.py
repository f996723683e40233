"""Words that agree with a number."""


def plural(one: str, many: str, count: int) -> str:
    """The form of a text that agrees with `count`."""
    return one if count == 1 else many
