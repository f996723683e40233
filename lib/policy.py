"""What is a policy's own: `policy.toml` says its names and codes, what its report is called and what the first page shows."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from engine import numbers
from engine.inputs.fields import Field, Schema, Table
from engine.inputs.files import Folder
from engine.inputs.problems import Place, Problem
from engine.suite import Suite, Texts
from lib.words import ALERTS, speak_as

FILE = "policy.toml"
TILES = ("objetivos", "servicios", "atendidas", "presupuesto")
OF_POLICY = ("objective_gaps", "services")
_PLACE, _NO_CODE = Place(FILE), "(?!)"
_NAMED, _GROUP = re.compile(r"<(\w+)>"), re.compile(r"\?P<\w+>")
_TOLD = tomllib.loads(Path(__file__).with_name("policy_parts.toml").read_text(encoding="utf-8"))
_PARTS: dict[str, dict[str, Any]] = _TOLD["part"]
PROGRAMME: dict[str, list[str]] = _TOLD["programme"]
_CODES = [*_PARTS["codigos"]["needed"], *_PARTS["codigos"]["possible"]]


@dataclass(frozen=True)
class Policy:
    """A policy, as its file tells it."""

    content: Mapping[str, Any]

    @property
    def code(self) -> str:
        """What stands for the whole policy where objectives have their code."""
        return str(self["politica"]["sigla"])

    @property
    def programme(self) -> str:
        """Short name of its budget programme; empty when it has none."""
        return str(self["programa"].get("sigla", ""))

    @property
    def names(self) -> tuple[str, ...]:
        """Its official names and those of its programme, short and long."""
        return tuple(
            str(self[part][key]) for part in ("politica", "programa") for key in ("sigla", "nombre") if self[part]
        )

    def __getitem__(self, name: str) -> Any:
        """A part of the file; an empty one when it is not there."""
        return self.content.get(name, {})

    def shown(self, kind: str, every: Iterable[str]) -> list[str]:
        """The tiles or the alerts of the first page, in order."""
        return list(self["primera_pagina"].get(kind, every))

    def pattern(self, kind: str) -> str:
        """What codes of a kind look like; the group `padre` is how the code of what it belongs to ends."""
        return str(self["codigos"].get(kind, [_NO_CODE])[0])

    def words(self) -> dict[str, tuple[str, ...]]:
        """What the declarations of the data leave open, by name."""
        patterns = {kind: _GROUP.sub("?:", self.pattern(kind)) for kind in _CODES}
        indicators = [text for kind, text in patterns.items() if kind.startswith("indicador")]
        return {
            **{kind: (text,) for kind, text in patterns.items()},
            **{f"ejemplo_{kind}": (self["codigos"].get(kind, ["", ""])[1],) for kind in patterns},
            "indicador": ("|".join(indicators),),
            "politica": (self.code,),
            "programa": (self.programme.replace(" ", ""),) if self.programme else (),
            "documentos": tuple(self["documentos"]),
            "unidades": tuple(self["unidades"]),
            "unidades_fisicas": tuple(self["programa"].get("unidades", ())),
        }


def policy_of(data: Any) -> Policy:
    """The policy that a year is of."""
    policy: Policy = data.schema.own
    return policy


def suite_for(suite: Suite, data_dir: Path) -> Suite:
    """The suite with the names of the policy of a data folder, and without the sections of a programme it does not have."""
    content, _problems = Folder(data_dir).toml(FILE)
    if content is None or list(_faults(content)):
        return suite  # whoever reads the data says why
    report, titles, own = content["reporte"], content.get("secciones", {}), content["politica"]
    names = " y ".join(content[part]["nombre"] for part in ("politica", "programa") if part in content)
    sections = tuple(
        replace(section, title=titles.get(section.name, section.title))
        for section in suite.sections
        if "programa" in content or section.name not in PROGRAMME["sections"]
    )
    subject, acronyms = f"{names}. {own['ministerio']}.", content.get("siglas", {})
    colophon = {key.capitalize(): text for key, text in content.get("colofon", {}).items() if text}
    texts = Texts(report["titulo"], report["portada"], subject, acronyms, suite.texts.sheets, colophon)
    return replace(suite, sections=sections, texts=texts)


def fit(schema: Schema, content: Mapping[str, Any]) -> tuple[Schema, list[Problem]]:
    """The declarations with the codes of a policy, and without asking for what a policy without programme has not."""
    if problems := list(_faults(content)):
        return schema, problems
    policy = Policy(content)
    numbers.UNIT_PATTERNS.update(policy["unidades"])
    speak_as(policy["voz"], policy["dimensiones"])
    without = {} if policy.programme else PROGRAMME
    words, unasked = policy.words(), without.get("tables", ())
    tables = {name: _filled(table, words, name in unasked) for name, table in schema.tables.items()}
    rules = [replace(item, optional=item.optional or item.name in without.get("rules", ())) for item in schema.rules]
    return replace(schema, tables=tables, rules=tuple(rules), own=policy, names=policy.names), []


def _filled(table: Table, words: Mapping[str, tuple[str, ...]], unasked: bool) -> Table:
    def text(given: str) -> str:
        return _NAMED.sub(lambda found: "".join(words[found[1]]), given)

    def many(given: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(one for item in given for one in (words[item[1:-1]] if _NAMED.fullmatch(item) else (item,)))

    def filled(item: Field) -> Field:
        pattern, example, description = map(text, (item.pattern, item.example, item.description))
        item = replace(item, pattern=pattern, example=example, description=description)
        return replace(item, also=many(item.also), allowed=many(item.allowed))

    fields = tuple(map(filled, table.fields))
    return replace(table, fields=fields, required=table.required and not unasked, asked=not unasked)


def _faults(content: Mapping[str, Any]) -> Iterator[Problem]:
    """What is missing in the file, unknown to it or badly written; its values only when all of them are there."""
    structure = [*_missing(content), *_unknown(content)]
    yield from structure or _badly_written(content)


def _missing(content: Mapping[str, Any]) -> Iterator[Problem]:
    for name, part in _PARTS.items():
        given = content.get(name, None if name == "programa" else {})
        for key in part.get("needed", ()) if isinstance(given, dict) else ():
            if not given.get(key):
                advice = "Complétela como en data/policy.toml; la guía explica cada una."
                yield _PLACE.error("politica_falta", f"falta «{key}» en [{name}]", advice)


def _unknown(content: Mapping[str, Any]) -> Iterator[Problem]:
    for name, given in content.items():
        part = _PARTS.get(name, {})
        known = [*part.get("needed", ()), *part.get("possible", ())]
        if name not in _PARTS or not isinstance(given, dict):
            advice = f"Las partes son: {', '.join(_PARTS)}."
            yield _PLACE.error("politica_sobra", f"[{name}] no es una parte de este archivo", advice)
        for key in given if known and isinstance(given, dict) else ():
            if key not in known:
                advice = f"Las de [{name}] son: {', '.join(known)}."
                yield _PLACE.error("politica_sobra", f"«{key}» no es parte de [{name}]", advice)


def _badly_written(content: Mapping[str, Any]) -> Iterator[Problem]:
    for name, given in content.items():
        advice = _PARTS[name].get("advice", "Escríbalo entre comillas.")
        for key, value in given.items():
            if not _WRITTEN.get(name, _is_text)(value):
                yield _PLACE.error("politica_valor", f"«{key}» de [{name}] está mal escrito", advice, str(value))


def _is_text(value: object) -> bool:
    many = value.values() if isinstance(value, dict) else value if isinstance(value, list) else [value]
    return all(isinstance(item, str) for item in many)


def _is_code(value: object) -> bool:
    try:
        pattern, example = value if isinstance(value, list) else ("", None)
        return bool(example and re.fullmatch(pattern, example))
    except (re.error, TypeError, ValueError):
        return False


_WRITTEN: dict[str, Callable[[Any], bool]] = {
    "codigos": _is_code,
    "reporte": lambda value: _is_text(value) and "{" not in value.replace("{year}", ""),
    "colofon": lambda value: isinstance(value, str),
    "unidades": lambda value: _is_text(value) and value.count("{}") == 1 == value.count("{"),
    "primera_pagina": lambda value: isinstance(value, list) and {*map(str, value)} <= {*TILES, *ALERTS},
}
