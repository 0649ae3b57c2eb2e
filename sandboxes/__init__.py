"""Runs one command safely; knows nothing of tests, rewards, HTTP or queues."""

from sandboxes.artifacts import Artifacts, artifact_key
from sandboxes.backends import known_backends
from sandboxes.compile_server import ServerCommand
from sandboxes.database import SQL_LIMITS, CellKind, Database
from sandboxes.databases import known_databases
from sandboxes.errors import (
    BoxFailedError,
    SandboxError,
    SandboxUnavailableError,
    UnknownPluginError,
)
from sandboxes.images import (
    Image,
    ImageError,
    Images,
    build_image,
    export_image,
    import_into_docker,
    install_tools,
    recipes_for,
)
from sandboxes.language import (
    BUILD_LIMITS,
    TOOLS,
    Ahead,
    CallDriver,
    CallParts,
    CallProgram,
    Language,
    Parts,
    SharedDriver,
    Target,
)
from sandboxes.languages import known_languages
from sandboxes.limits import GIB, KIB, MIB, Limits
from sandboxes.registry import Registry, discover
from sandboxes.run import Command, RunResult, StoredFile, Termination
from sandboxes.sandbox import Box, Check, Sandbox, SandboxOptions
from sandboxes.signatures import (
    Parameter,
    Shape,
    Signature,
    SignatureError,
    Type,
    infer,
    infer_from,
    parse_signature,
    widened,
)
from sandboxes.standby import Standby

__all__ = [
    "BUILD_LIMITS",
    "GIB",
    "KIB",
    "MIB",
    "Ahead",
    "SQL_LIMITS",
    "TOOLS",
    "Artifacts",
    "Box",
    "BoxFailedError",
    "CallDriver",
    "CallParts",
    "CallProgram",
    "CellKind",
    "Check",
    "Command",
    "Database",
    "Image",
    "ImageError",
    "Images",
    "Language",
    "Limits",
    "Parameter",
    "Parts",
    "Registry",
    "RunResult",
    "Sandbox",
    "SandboxError",
    "SandboxOptions",
    "SandboxUnavailableError",
    "ServerCommand",
    "Shape",
    "SharedDriver",
    "Signature",
    "SignatureError",
    "Standby",
    "StoredFile",
    "Target",
    "Termination",
    "Type",
    "UnknownPluginError",
    "artifact_key",
    "build_image",
    "export_image",
    "import_into_docker",
    "discover",
    "infer",
    "infer_from",
    "known_backends",
    "known_databases",
    "install_tools",
    "known_languages",
    "parse_signature",
    "recipes_for",
    "widened",
]
