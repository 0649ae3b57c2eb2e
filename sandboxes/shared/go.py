"""Go: a test file of its package, with a TestMain of ours."""

import re
from collections.abc import Mapping
from pathlib import PurePosixPath

from sandboxes.language import Parts, SharedDriver
from sandboxes.shared.inside import encoded, inside

_PACKAGE = re.compile(r"^\s*package\s+(\w+)", re.MULTILINE)
_TEST = re.compile(r"(\bfunc\s+Test\w*\s*\(\s*([A-Za-z]\w*)\s+\*testing\.T\s*\)\s*\{)")
_COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)


def _own(parts: Parts, package: str, wanted: int, *, each: bool) -> dict[str, bytes]:
    """Return our own files: what takes the secret, and what tells of the end."""
    end = inside("end.go").replace("PACKAGE", package).replace("WANTED", str(wanted))
    take = inside("take.go").replace("EACH", str(each).lower())
    mine = {
        f"src/verifier_{parts.tag}/take.go": take,
        f"{_folder(parts)}/verifier_end_test.go": end,
    }
    return {
        path: encoded(text.replace("TAG", parts.tag)) for path, text in mine.items()
    }


def _folder(parts: Parts) -> str:
    return f"src/z_{parts.tag}"  # packages are initialized in order of names


def _counted(code: str, tag: str) -> tuple[str, int]:
    """Have every test of a text counted at its end."""
    return _TEST.subn(rf"\1 defer verifierRan_{tag}(\2);", code)


def _package(text: str) -> str:
    package = _PACKAGE.search(_COMMENT.sub("", text))
    return package[1] if package else "main"


def _files(parts: Parts) -> Mapping[str, bytes]:
    code, wanted = _counted(parts.code, parts.tag)
    whole = f"{parts.before}\n{code}"
    folder = _folder(parts)
    return {
        **{f"{folder}/{path}": data for path, data in parts.files.items()},
        **{f"src/{path}": data for path, data in parts.test_files.items()},
        f"{folder}/main_test.go": encoded(whole),
        **_own(parts, _package(whole), wanted, each=False),
    }


def _framework_files(parts: Parts) -> Mapping[str, bytes]:
    """Lay out a package and its test files, as `go test` has them."""
    tests = {PurePosixPath(path).name: data for path, data in parts.test_files.items()}
    if parts.code.strip():
        tests["verifier_code_test.go"] = encoded(parts.code)
    folder, total = _folder(parts), 0
    files = {f"{folder}/{path}": data for path, data in parts.files.items()}
    files[f"{folder}/{parts.main}"] = encoded(parts.before)
    for name, data in tests.items():
        text, wanted = data.decode(errors="surrogateescape"), 0
        if name.endswith("_test.go"):
            text, wanted = _counted(text, parts.tag)
        files[f"{folder}/{name}"] = text.encode(errors="surrogateescape")
        total += wanted
    package = _package(parts.before)
    return files | _own(parts, package, total, each=True)


def _build(paths: str) -> tuple[str, ...]:
    test = f'GOPATH="{paths}" exec /usr/bin/go test -c -vet=off -o out/main "$0"'
    return ("/bin/sh", "-c", test, "z_{tag}")


DRIVER = SharedDriver(files=_files, build=_build("$PWD"), run=("./main",))

GO_TEST = SharedDriver(
    files=_framework_files,
    build=_build("$PWD:/usr/share/gocode"),  # Debian's testify
    run=("./main",),
    frameworks=("go_test",),
)
