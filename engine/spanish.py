"""Words that agree with a number, and small numbers in words."""

_UNITS = (
    "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete "
    "dieciocho diecinueve veinte veintiuno veintidós veintitrés veinticuatro veinticinco veintiséis veintisiete "
    "veintiocho veintinueve"
).split()
_TENS = dict(enumerate("treinta cuarenta cincuenta sesenta setenta ochenta noventa".split(), 3))


def plural(one: str, many: str, count: int) -> str:
    """The form of a text that agrees with `count`."""
    return one if count == 1 else many


def in_words(count: int, one: str = "un") -> str:
    """A count below a hundred: «un», «veintiún», «treinta y un»; from there on «más de noventa y nueve».

    Args:
        count: How many.
        one: The form of one: «un» before a noun, «una» before a feminine one, «uno» alone.
    """
    if count > 99:
        return "más de noventa y nueve"
    tens, units = divmod(count, 10)
    word = _UNITS[count] if count < len(_UNITS) else _TENS[tens] + (f" y {_UNITS[units]}" if units else "")
    if not word.endswith("uno"):
        return word
    return "veintiún" if (word, one) == ("veintiuno", "un") else word.removesuffix("uno") + one


def inside(name: str) -> str:
    """A name as inside a sentence: «capacitación», but «MIPYME», «PBI» and «A1» as they are."""
    rest = name.split(" ")[0][1:]
    return name if any(letter.isupper() or letter.isdigit() for letter in rest) else name[:1].lower() + name[1:]
