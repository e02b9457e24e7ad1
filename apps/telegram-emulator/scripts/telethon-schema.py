#!/usr/bin/python3
"""Rebuilds the TL schema text of the layer that the installed Telethon speaks.

Telethon ships generated classes, not the schema: the wire order and the flag bits are read from each class's
`_bytes`. Writes to standard output; the result is kept as src/tl/schemas/layer-144.tl.
"""
import inspect
import re

from telethon.tl import alltlobjects
from telethon.tl.core import GzipPacked, MessageContainer, RpcResult, TLMessage

FLAG = re.compile(r"\(0 if self\.(\w+) is None(?: or self\.\1 is False)? else (\d+)\)")
OPTIONAL = re.compile(r"^b'' if self\.(\w+) is None(?: or self\.\1 is False)? else (.*)$")
FIELD = re.compile(r"self\.(?!serialize_)(\w+)")


def scalar(expression, hint):
    if "serialize_datetime" in expression:
        return "int"
    if "struct.pack('<i'" in expression:
        return "int"
    if "struct.pack('<q'" in expression:
        return "long"
    if "struct.pack('<d'" in expression:
        return "double"
    if "serialize_bytes" in expression:
        return "bytes" if "bytes" in hint else "string"
    if "to_bytes(16" in expression:
        return "int128"
    if "to_bytes(32" in expression:
        return "int256"
    if r"b'\xb5ur\x99' if" in expression:
        return "Bool"
    if "_bytes()" in expression:
        found = re.search(r"Type([\w.]+)", hint)
        return found.group(1) if found else "Object"
    raise ValueError(expression)


def type_of(expression, hint):
    if "join(" in expression:
        element = expression[expression.index("b''.join(", 3):] if expression.startswith("b''.join((") else expression
        element = element[element.rindex("b''.join(") + 9:]
        return f"Vector<{scalar(element, hint)}>"
    return scalar(expression, hint)


def name_of(cls):
    short = cls.__name__.removesuffix("Request") if "functions" in cls.__module__ else cls.__name__
    short = short[0].lower() + short[1:]
    parts = cls.__module__.split(".")
    return f"{parts[3]}.{short}" if len(parts) > 3 else short


def define(cls):
    hints = {n: str(p.annotation) for n, p in inspect.signature(cls.__init__).parameters.items()}
    lines = [line.strip().rstrip(",") for line in inspect.getsource(cls._bytes).splitlines()]
    body = lines[lines.index("return b''.join((") + 2:-1]
    fields, flag_words = [], 0
    for line in body:
        if line.startswith("struct.pack('<I'"):
            flag_words += 1
            word = "flags" if flag_words == 1 else f"flags{flag_words}"
            bits = {n: (word, int(v).bit_length() - 1) for n, v in FLAG.findall(line)}
            written = {n for other in body for m in [OPTIONAL.match(other)] if m for n in [m.group(1)]}
            fields.append(f"{word}:#")
            fields += [f"{'self' if n == 'is_self' else n}:{w}.{b}?true" for n, (w, b) in bits.items() if n not in written]
            optional = bits if flag_words == 1 else {**optional, **bits}
            continue
        match = OPTIONAL.match(line)
        field = match.group(1) if match else FIELD.search(line).group(1)
        kind = type_of(match.group(2) if match else line, hints[field])
        if field == "query" and kind == "X":
            kind = "!X"
        prefix = "{}.{}?".format(*optional[field]) if match else ""
        fields.append(f"{field}:{prefix}{kind}")
    doc = cls.__init__.__doc__ or ""
    result = re.search(r":returns ([^:]+):|Constructor for ([\w.]+):", doc)
    kind = (result.group(1) or result.group(2)) if result else "Unknown"
    return f"{name_of(cls)}#{cls.CONSTRUCTOR_ID:x}{''.join(f' {field}' for field in fields)} = {kind};"


def main():
    types, functions = [], []
    for cls in alltlobjects.tlobjects.values():
        if cls in (GzipPacked, MessageContainer, RpcResult, TLMessage):
            continue
        source = inspect.getsource(cls._bytes)
        if "\n        return b''.join((\n" not in source:
            continue
        (functions if "functions" in cls.__module__ else types).append(define(cls))
    print(f"// LAYER {alltlobjects.LAYER}")
    print("\n".join(sorted(types)))
    print("---functions---")
    print("\n".join(sorted(functions)))


main()
