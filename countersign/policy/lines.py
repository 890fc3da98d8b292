"""Answers lines of JSON, one for one and in order, for programs and for people who pipe."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import BinaryIO

from approval.finding import Finding
from approval.record.export import HALF_A_PAIR
from countersign.policy.under import Trial


def answer_lines(trial: Trial, lines: Iterable[bytes], out: BinaryIO) -> bool:
    """Answer each line as soon as it is read; whether all of them could be.

    A line is {"text", "parent"}, where "author", "link" and "at" may be given too and anything else is left alone.
    The answer is {"findings": [{"rule", "severity", "span", "start", "end", "why"}]}, or {"error"} where the line is no
    JSON or has no text. `start` and `end` count characters (code points) of the text.
    """
    well = True
    for line in lines:
        answer = _answer(trial, line)
        well = well and "error" not in answer
        written = json.dumps(answer, ensure_ascii=False)
        # Half a surrogate pair can be in JSON, and not in UTF-8.
        written = HALF_A_PAIR.sub(lambda half: f"\\u{ord(half[0]):04x}", written)
        out.write(written.encode() + b"\n")
        out.flush()
    return well


def _answer(trial: Trial, line: bytes) -> dict[str, object]:
    try:
        given = json.loads(line.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        return {"error": f'this is no line of JSON like {{"text": "…", "parent": "…"}}: {_plainly(line, error)}'}
    if not isinstance(given, dict):
        return {"error": 'this is no object like {"text": "…", "parent": "…"}'}
    values: dict[str, str] = {}
    for name in ("text", "parent", "author", "link", "at"):
        value = given.get(name)
        if value is not None and not isinstance(value, str):
            return {"error": f'"{name}" must be a text in quotes'}
        values[name] = value or ""
    if not values["text"]:
        return {"error": 'this line has no "text"'}
    try:
        at = datetime.fromisoformat(values["at"]) if values["at"] else None
    except ValueError:
        return {"error": f'"at" is no time like 2026-11-23T22:15: {values["at"]}'}
    findings = trial.findings(values["text"], values["parent"], values["author"], values["link"], at)
    return {"findings": [_finding(finding) for finding in findings]}


def _plainly(line: bytes, error: ValueError | RecursionError) -> str:
    """Why the line cannot be read, for somebody who never saw a parser."""
    match error:
        case UnicodeDecodeError():
            return f"byte {error.start + 1} is not UTF-8"
        case json.JSONDecodeError() if not line.strip():
            return "it is empty"
        case json.JSONDecodeError():
            return f"character {error.pos + 1} cannot be read"
        case RecursionError():
            return "it is nested too deeply"
        case _:
            return "it has a number of thousands of digits"


def _finding(finding: Finding) -> dict[str, object]:
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "span": finding.span,
        "start": finding.start,
        "end": finding.end,
        "why": finding.message,
    }
