"""Function tools as the TypeScript that gpt-oss was trained on.

Source: ``json_schema_to_typescript`` and ``template_tools_section`` in src/encoding.rs of openai/harmony 0.0.8, with
its oddities (a description printed twice for nested objects, ``anyOf`` read as ``any``): the model knows these.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence

from app.chat.prompt import FunctionTool
from app.harmony.builtin_tools import ToolNamespace

_SCALARS = {"number": "number", "integer": "number", "boolean": "boolean"}


def tools_section(namespaces: Sequence[ToolNamespace]) -> str:
    """The ``# Tools`` section. Raises ValueError for parameters that are not JSON."""
    return "\n\n".join(("# Tools", *map(_namespace, namespaces)))


def _namespace(namespace: ToolNamespace) -> str:
    if not namespace.functions:
        return "\n".join((f"## {namespace.name}\n", *_lines(namespace.description)))
    return "\n".join(
        (
            f"## {namespace.name}\n",
            *_comments(namespace.description),
            f"namespace {namespace.name} {{\n",
            *(line for function in namespace.functions for line in _function(function)),
            f"}} // namespace {namespace.name}",
        )
    )


def _function(function: FunctionTool) -> Iterator[str]:
    yield from _comments(function.description)
    if function.parameters is None:
        yield f"type {function.name} = () => any;\n"
    else:
        yield f"type {function.name} = (_: {_type(json.loads(function.parameters), '')}) => any;\n"


def _type(schema: object, indent: str) -> str:
    one_of = _get(schema, "oneOf")
    if isinstance(one_of, list):
        return "".join(f"\n{indent} | {_inner_variant(variant, indent)}" for variant in one_of)
    kind = _get(schema, "type")
    if isinstance(kind, list):
        names = ["number" if name == "integer" else name for name in kind if isinstance(name, str)]
        if names:
            return " | ".join(names)
    if kind == "object":
        return _object(schema, indent)
    if kind == "string":
        return " | ".join(f'"{word}"' for word in _strings(schema, "enum")) or "string"
    if kind == "array":
        has_items = isinstance(schema, dict) and "items" in schema
        return f"{_type(_get(schema, 'items'), indent)}[]" if has_items else "Array<any>"
    return _SCALARS.get(kind, "any") if isinstance(kind, str) else "any"


def _object(schema: object, indent: str) -> str:
    description = _text(schema, "description")
    properties = _get(schema, "properties")
    required = set(_strings(schema, "required"))
    parts = [] if description is None else [f"{indent}// {description}\n"]
    parts.append("{\n")
    for name, held in (properties if isinstance(properties, dict) else {}).items():
        parts.append(_property(name if name in required else f"{name}?", held, indent))
    parts.append(f"{indent}}}")
    return "".join(parts)


def _property(name: str, schema: object, indent: str) -> str:
    """One property with its comments, line ends included. ``name`` has its question mark already."""
    title, description = _text(schema, "title"), _text(schema, "description")
    one_of = _get(schema, "oneOf")
    has_one_of = isinstance(schema, dict) and "oneOf" in schema
    parts = [] if title is None else [f"{indent}// {title}\n{indent}//\n"]
    if not has_one_of and description is not None:
        parts.append(f"{indent}// {description}\n")
    examples = _get(schema, "examples")
    if isinstance(examples, list) and examples:
        parts.append(f"{indent}// Examples:\n")
        parts.extend(f'{indent}// - "{example}"\n' for example in _strings(schema, "examples"))
    if isinstance(one_of, list):
        parts.append(_one_of_property(name, schema, one_of, indent))
        return "".join(parts)
    parts.append(f"{indent}{name}: {_nullable(schema, indent + '    ')},")
    default = _default(schema)
    if not has_one_of and default is not None:
        parts.append(f" // {default}")
    parts.append("\n")
    return "".join(parts)


def _one_of_property(name: str, schema: object, variants: list[object], indent: str) -> str:
    description, default = _text(schema, "description"), _default(schema)
    is_repeated = bool(variants) and description == _text(variants[0], "description")
    stands_above = description is not None and not is_repeated
    parts = [f"{indent}// {description}\n"] if stands_above else []
    if default is not None:
        parts.append(f"{indent}// {default}\n")
    parts.append(f"{indent}{name}:\n")
    for place, variant in enumerate(variants):
        comment = _text(variant, "description")
        if (place == 0 and stands_above) or comment == description:
            comment = None
        parts.append(f"{indent} | {_variant(variant, indent, comment, _default(variant))}\n")
    parts.append(f"{indent},\n")
    return "".join(parts)


def _inner_variant(schema: object, indent: str) -> str:
    """One of ``oneOf`` where it is not directly that of a property: there the default of an enumeration is quoted."""
    default = _default(schema)
    if default is not None and _is_enumeration(schema):
        default = f"default: {_json(_get(schema, 'default'))}"
    return _variant(schema, indent, _text(schema, "description"), default)


def _variant(schema: object, indent: str, comment: str | None, default: str | None) -> str:
    trailing = [text for text in (comment, default) if text is not None]
    return _nullable(schema, indent + "   ") + (f" // {' '.join(trailing)}" if trailing else "")


def _nullable(schema: object, indent: str) -> str:
    shown = _type(schema, indent)
    return f"{shown} | null" if _get(schema, "nullable") is True and "null" not in shown else shown


def _default(schema: object) -> str | None:
    """The comment that names the default value. That of an enumeration has no quotes, as in the reference."""
    if not isinstance(schema, dict) or "default" not in schema:
        return None
    value = schema["default"]
    if isinstance(value, str):
        return f"default: {value}" if _is_enumeration(schema) else f'default: "{value}"'
    return f"default: {_json(value)}"


def _is_enumeration(schema: object) -> bool:
    words = _get(schema, "enum")
    return isinstance(words, list) and bool(words)


def _json(value: object) -> str:
    """Compact JSON, numbers as Rust's serde_json prints them."""
    if isinstance(value, dict):
        return "{" + ",".join(f"{_json(key)}:{_json(held)}" for key, held in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(_json, value)) + "]"
    if isinstance(value, float):
        return _float(value)
    return json.dumps(value, ensure_ascii=False)


def _float(value: float) -> str:
    """Shortest digits like Python's; 1e-05 reads 0.00001 and 1e+16 reads 1e16 there."""
    shown = repr(value)
    if "e" not in shown or not math.isfinite(value):
        return shown
    digits, _, exponent = shown.partition("e")
    if int(exponent) == -5:
        sign = "-" if value < 0 else ""
        return f"{sign}0.0000{digits.lstrip('-').replace('.', '')}"
    return f"{digits}e{int(exponent)}"


def _get(schema: object, key: str) -> object:
    return schema.get(key) if isinstance(schema, dict) else None


def _text(schema: object, key: str) -> str | None:
    held = _get(schema, key)
    return held if isinstance(held, str) else None


def _strings(schema: object, key: str) -> list[str]:
    held = _get(schema, key)
    return [item for item in held if isinstance(item, str)] if isinstance(held, list) else []


def _comments(text: str) -> Iterator[str]:
    return (f"// {line}" for line in _lines(text))


def _lines(text: str) -> list[str]:
    """Lines without their ends, which are LF or CRLF; a last empty one does not count (Rust's ``str::lines``)."""
    *ended, last = text.split("\n")
    return [line.removesuffix("\r") for line in ended] + ([last] if last else [])
