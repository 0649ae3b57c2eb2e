"""Equal verifications are done once: which are equal, and which may be shared.

Groups of rollouts repeat themselves. A request that equals one under way, or
one done within the reports' time to live, gets the same report under its own
id, marked `cached`.
"""

import hashlib
import re
import time
from typing import Any

from pydantic_core import from_json, to_json

_NOT_PART_OF_IT = ("metadata", "cache")
_SETTLED = frozenset({"accepted", "wrong_answer", "runtime_error", "compile_error"})
_LOAD_MAY_MATTER = re.compile(
    rb'"verdict":"(?:time_limit_exceeded|memory_limit_exceeded|output_limit_exceeded'
    rb'|internal_error)"|"flaky":true'
)
_MAY_DIFFER = re.compile(
    r"[Rr]andom|\bs?rand\s*\(|\brand\b|\bRAND|mt19937|shuffle|uuid|secrets|entropy"
    r"|\btime\s*[.(]|\bimport\s+time|\bclock\b|ctime|chrono|\bDate\b|\bnow\s*\("
    r"|nanoTime|currentTimeMillis|SystemTime|\bInstant\b|perf_counter|datetime"
    r"|getpid|\b[Tt]hread|\bid\s*\(|hashCode"
)


def sharing_key(body: bytes, versions: str) -> str | None:
    """Return what equal verifications have in common.

    Args:
        body: The request, JSON, validated.
        versions: What else the report depends on.

    Returns:
        A hash of all that matters of it, or None if it is to be done in any
        case: it says so, it makes its own test cases, or the program names a
        clock, threads or a source of randomness.
    """
    tree: Any = from_json(body)
    if tree.get("cache") == "bypass" or tree.get("generate") is not None:
        return None
    submission = tree["submission"]
    texts = [submission.get("source") or "", submission.get("completion") or ""]
    files = submission.get("files") or {}
    texts += [text for text in files.values() if isinstance(text, str)]
    if any(_MAY_DIFFER.search(text) for text in texts):
        return None
    for name in _NOT_PART_OF_IT:
        tree.pop(name, None)
    what = to_json([versions, tree], inf_nan_mode="constants")
    return hashlib.blake2b(what, digest_size=20).hexdigest()


def may_be_shared(report: bytes) -> bool:
    """Say whether a report would be the same the next time.

    Not where a limit, a fault or a second run had a say in it: another
    machine, or another moment, may decide otherwise.
    """
    if _LOAD_MAY_MATTER.search(report):
        return False
    tree: Any = from_json(report)
    return tree["verdict"] in _SETTLED and tree["attribution"] == "candidate"


def as_own(report: bytes, job_id: str, body: bytes, submitted_at: float) -> bytes:
    """Return a report of an equal verification as that of another one.

    Args:
        report: The report, JSON.
        job_id: Id of the other verification.
        body: Its request, whose metadata go back.
        submitted_at: Unix time of its submission.
    """
    tree: Any = from_json(report)
    took = max(0.0, time.time() - submitted_at)
    metadata = from_json(body).get("metadata") or {}
    tree |= {"id": job_id, "cached": True, "metadata": metadata}
    tree["timings"] = {"queued_s": took, "total_s": took}
    return to_json(tree)
