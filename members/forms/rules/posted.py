"""Rules as form data and back: `leaving.exit.notice-number=3`. Both a fresh form and a posted one are such data.

Optional records are there when `path-on` is; lists have `path-count`. Buttons add and remove parts and save nothing.
"""

import re
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any

from django.utils.text import slugify

from members.models.rulebook import Length, MonthDay, Rules
from members.rules.references import Shape, shape_of

Posted = dict[str, list[str]]
SPARE_ROWS = 2


def step(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def flat(value: Any, shape: Shape, path: str) -> Posted:
    """The data of a form that shows `value`."""
    if shape.is_record and shape.many:
        found: Posted = {f"{path}-count": [str(len(value))]}
        for index, item in enumerate(value):
            found |= flat_record(item, f"{path}[{index}]")
        return found
    if shape.is_record:
        return {} if value is None else flat_record(value, path)
    if shape.mapping:
        return {f"{path}-key": list(value), f"{path}-number": [str(number) for number in value.values()]}
    if shape.base is Length:
        lengths = (value if shape.many else [value]) if value else []
        return {
            f"{path}-number": [str(length.number) for length in lengths],
            f"{path}-unit": [length.unit.value for length in lengths],
        }
    if shape.base is MonthDay:
        return {f"{path}-day": [str(value.day)], f"{path}-month": [str(value.month)]} if value else {}
    return {path: _amounts(value, shape) if is_money(path) else _texts(value, shape)}


def is_money(path: str) -> bool:
    """Whole cents in the rules, euros in the form: `fees[0].cents`, `fees[0].min_cents`; not how finely to round."""
    name = path.rpartition(".")[2]
    return name != "to_cents" and (name == "cents" or name.endswith("_cents"))


def _amounts(value: Any, shape: Shape) -> list[str]:
    """Cents as euros, several one in a line."""
    cents = value if shape.many else [] if value is None else [value]
    return ["\n".join(f"{number // 100},{number % 100:02}" for number in cents)]


def _cents(text: str) -> str:
    """ "1.234,50", "120" or "120.5" as cents; what is no amount stays as it was typed, so that it can be refused."""
    plain = re.sub(r"[\s€]", "", text)
    if "," in plain or re.fullmatch(r"\d{1,3}(\.\d{3})+", plain):
        plain = plain.replace(".", "").replace(",", ".")
    return str(round(Decimal(plain) * 100)) if re.fullmatch(r"\d+(\.\d{1,2})?", plain) else text


def _texts(value: Any, shape: Shape) -> list[str]:
    if shape.many:
        texts = [_text(item) for item in value]
        return texts if shape.is_key or _is_enum(shape) else ["\n".join(texts)]
    if shape.base is bool:
        if shape.optional:
            return [{None: "", True: "yes", False: "no"}[value]]
        return ["on"] if value else []
    return ["" if value is None else _text(value)]


def _text(value: Any) -> str:
    if isinstance(value, Enum):
        return str(value.value)
    return value.isoformat() if isinstance(value, date) else str(value)


def _is_enum(shape: Shape) -> bool:
    return isinstance(shape.base, type) and issubclass(shape.base, Enum)


def flat_record(record: Rules, path: str) -> Posted:
    found: Posted = {f"{path}-on": ["1"]}
    for name, field in type(record).model_fields.items():
        found |= flat(getattr(record, name), shape_of(field), step(path, name))
    return found


def parsed(model: type[Rules], data: Posted, path: str) -> dict[str, Any]:
    """What was posted for the record at `path`, as plain data for the rulebook to check."""
    found = {}
    for name, field in model.model_fields.items():
        shape = shape_of(field)
        value = _parsed(shape, data, step(path, name))
        # Left empty on purpose where something is usual: "as many as the member likes".
        if value is not None or (shape.optional and field.default is not None and not field.is_required()):
            found[name] = value
    if "key" in model.model_fields and not found.get("key"):
        key = key_from(str(found.get("name", "")))
        if key or model.model_fields["key"].is_required():
            found["key"] = key
    return found


def _parsed(shape: Shape, data: Posted, path: str) -> Any:
    if shape.is_record and shape.many:
        return [parsed(shape.base, data, f"{path}[{index}]") for index in range(count(data, path))]
    if shape.is_record:
        return parsed(shape.base, data, path) if not shape.optional or f"{path}-on" in data else None
    if shape.mapping:
        pairs = zip(data.get(f"{path}-key", ()), data.get(f"{path}-number", ()), strict=False)
        return {key: number for key, number in pairs if key and number}
    if shape.base is Length:
        pairs = zip(data.get(f"{path}-number", ()), data.get(f"{path}-unit", ()), strict=False)
        lengths = [f"{number.strip()} {unit}" for number, unit in pairs if number.strip()]
        return lengths if shape.many else next(iter(lengths), None)
    if shape.base is MonthDay:
        return _month_day(first(data, f"{path}-day"), first(data, f"{path}-month"))
    return _plain(shape, data, path)


def _month_day(day: str, month: str) -> str | None:
    if not day and not month:
        return None
    return f"{month.zfill(2)}-{day.zfill(2)}"


def _plain(shape: Shape, data: Posted, path: str) -> Any:
    texts = data.get(path, [])
    if is_money(path):
        texts = ["\n".join(_cents(line) if line.strip() else "" for line in text.splitlines()) for text in texts]
    if shape.many:
        if shape.is_key or _is_enum(shape):
            return [text for text in texts if text]
        return [line.strip() for text in texts for line in text.splitlines() if line.strip()]
    if shape.base is bool:
        return {"": None, "yes": True, "no": False}.get(first(data, path)) if shape.optional else bool(texts)
    return next(iter(texts), "").replace("\r\n", "\n").strip() or None


def first(data: Posted, name: str) -> str:
    return next(iter(data.get(name, ())), "")


def count(data: Posted, path: str) -> int:
    """How many items of a list were posted; a number somebody made up ends at a sane one."""
    text = first(data, f"{path}-count")
    return min(int(text), 100) if text.isdecimal() else 0


def key_from(name: str) -> str:
    """A key that begins with a letter: "1. Vorsitz" becomes "vorsitz", "Ämter & Würden" "aemter_wuerden"."""
    folded = name.lower().replace("ä", "ae").replace("ö", "oe").replace("ü", "ue").replace("ß", "ss")
    key = slugify(folded).replace("-", "_").strip("_")[:40]
    if key[:1].isdigit():
        number, _dash, rest = key.partition("_")
        key = f"{rest}_{number}" if rest else f"n{number}"
    return key


def edited(data: Posted, *, add: str = "", remove: str = "") -> Posted:
    """The same data with one part more or less; nothing else that was typed is touched."""
    data = dict(data)
    if add and f"{add}-count" in data:
        number = count(data, add)
        data[f"{add}-count"] = [str(number + 1)]
        data[f"{add}[{number}]-on"] = ["1"]
    elif add:
        data[f"{add}-on"] = ["1"]
    if remove:
        data = _without(data, remove)
    return data


def _without(data: Posted, path: str) -> Posted:
    item = re.fullmatch(r"(.*)\[(\d+)\]", path)
    kept = {name: texts for name, texts in data.items() if not re.match(rf"{re.escape(path)}(?=[.\-\[]|$)", name)}
    if item is None:
        return kept
    parent, index = item[1], int(item[2])
    pattern = re.compile(rf"^({re.escape(parent)})\[(\d+)\]")

    def closer(match: re.Match[str]) -> str:
        number = int(match[2])
        return f"{match[1]}[{number - 1 if number > index else number}]"

    kept = {pattern.sub(closer, name): texts for name, texts in kept.items()}
    kept[f"{parent}-count"] = [str(max(count(data, parent) - 1, 0))]
    return kept
