from __future__ import annotations

import json

import pytest

from app.chat.prompt import FunctionTool
from app.harmony.builtin_tools import ToolNamespace
from app.harmony.typescript import tools_section


def _shown(schema: object) -> str:
    """The type of the only property of a function that takes ``schema``."""
    parameters = json.dumps({"type": "object", "properties": {"p": schema}})
    section = tools_section([ToolNamespace("functions", "", (FunctionTool("f", "", parameters),))])
    start, end = "type f = (_: {\n", "\n}) => any;\n"
    return section[section.index(start) + len(start) : section.index(end)]


# What openai-harmony 0.0.8 prints.
@pytest.mark.parametrize(
    ("schema", "shown"),
    [
        ({"type": "string", "enum": ["a", "b"], "default": "a"}, 'p?: "a" | "b", // default: a'),
        ({"type": "string", "default": 'é"q'}, 'p?: string, // default: "é"q"'),
        ({"type": "number", "default": 1e-5}, "p?: number, // default: 0.00001"),
        ({"type": "number", "default": 1.5e-7}, "p?: number, // default: 1.5e-7"),
        ({"type": "number", "default": 2.5e20}, "p?: number, // default: 2.5e20"),
        ({"type": "object", "default": {"k": [1.0, None]}}, 'p?: {\n    }, // default: {"k":[1.0,null]}'),
        ({"type": "array", "items": {"type": "integer"}, "nullable": True}, "p?: number[] | null,"),
        ({"type": []}, "p?: any,"),
        (True, "p?: any,"),
        ({"oneOf": []}, "p?:\n,"),
        (
            {"description": "d", "oneOf": [{"type": "string", "description": "d"}, {"type": "null"}]},
            "p?:\n | string\n | any\n,",
        ),
        (
            {"type": "array", "items": {"oneOf": [{"type": "string", "enum": ["a"], "default": "a"}]}},
            'p?: \n     | "a" // default: "a"[],',
        ),
    ],
)
def test_a_schema_is_shown_as_the_model_was_trained_to_read_it(schema: object, shown: str) -> None:
    assert _shown(schema) == shown


def test_lines_of_a_description_are_comments_whatever_ends_them() -> None:
    section = tools_section([ToolNamespace("functions", "", (FunctionTool("f", "one\r\ntwo\n\nthree\n"),))])
    assert "\n// one\n// two\n// \n// three\ntype f = () => any;\n" in section


def test_parameters_that_are_not_json_are_refused() -> None:
    with pytest.raises(ValueError, match="Expecting"):
        tools_section([ToolNamespace("functions", "", (FunctionTool("f", "", "{"),))])
