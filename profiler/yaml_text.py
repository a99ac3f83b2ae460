"""Just enough YAML: nested mappings of JSON values, which are YAML as they are."""

import json
import re

PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def write(mapping, indent=""):
    lines = []
    for key, value in mapping.items():
        name = key if PLAIN.fullmatch(key) else json.dumps(key)
        if isinstance(value, dict) and any(isinstance(v, (dict, list)) for v in value.values()):
            lines.append(f"{indent}{name}:\n{write(value, indent + '  ')}")
        elif isinstance(value, list) and any(isinstance(v, dict) for v in value):
            lines.append(f"{indent}{name}:\n" + "".join(f"{indent}  - {_inline(v)}\n" for v in value))
        else:
            lines.append(f"{indent}{name}: {_inline(value)}\n")
    return "".join(lines)


def _inline(value):
    if isinstance(value, dict):
        pairs = (f"{k if PLAIN.fullmatch(k) else json.dumps(k)}: {_inline(v)}" for k, v in value.items())
        return "{" + ", ".join(pairs) + "}"
    return json.dumps(value)
