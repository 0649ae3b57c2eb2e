"""Go: a test file of its package, with a TestMain of ours."""

import re
from collections.abc import Mapping

from sandboxes.language import Parts, SharedDriver
from sandboxes.shared.inside import encoded, inside

_PACKAGE = re.compile(r"^\s*package\s+(\w+)", re.MULTILINE)
_TEST = re.compile(r"(\bfunc\s+Test\w*\s*\(\s*([A-Za-z]\w*)\s+\*testing\.T\s*\)\s*\{)")
_COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)


def _files(parts: Parts) -> Mapping[str, bytes]:
    counted = rf"\1 defer verifierRan_{parts.tag}(\2);"
    code, wanted = _TEST.subn(counted, parts.code)
    whole = f"{parts.before}\n{code}"
    package = _PACKAGE.search(_COMMENT.sub("", whole))
    folder = f"src/z_{parts.tag}"  # packages are initialized in order of names
    end = inside("end.go").replace("PACKAGE", package[1] if package else "main")
    end = end.replace("WANTED", str(wanted))
    mine = {
        f"src/verifier_{parts.tag}/take.go": inside("take.go"),
        f"{folder}/verifier_end_test.go": end,
    }
    return {
        **{f"{folder}/{path}": data for path, data in parts.files.items()},
        **{f"src/{path}": data for path, data in parts.test_files.items()},
        f"{folder}/main_test.go": encoded(whole),
        **{
            path: encoded(text.replace("TAG", parts.tag)) for path, text in mine.items()
        },
    }


DRIVER = SharedDriver(
    files=_files,
    build=(
        "/bin/sh",
        "-c",
        'GOPATH="$PWD" exec /usr/bin/go test -c -vet=off -o out/main "$0"',
        "z_{tag}",
    ),
    run=("./main",),
)
