"""Go, by Debian's toolchain."""

from dataclasses import replace

from sandboxes.calls import go as calls
from sandboxes.language import BUILD_LIMITS, Language
from sandboxes.limits import MIB, Limits
from sandboxes.shared.go import DRIVER, GO_TEST

_ECHO = """
package main

import (
	"io"
	"os"
)

func main() { io.Copy(os.Stdout, os.Stdin) }
"""

LANGUAGES = (
    Language(
        name="go",
        aliases=("golang",),
        extensions=(".go",),
        source_name="main.go",
        echo=_ECHO,
        null="package main\n\nfunc main() {}\n",
        build=("/usr/bin/go", "build", "-o", "out/main", "{units}"),
        run=("./main",),
        version=("/usr/bin/go", "version"),
        packages=("golang-go",),
        libraries=("golang-github-stretchr-testify-dev",),
        env={
            "PATH": "/usr/bin:/bin",
            "HOME": "/tmp",  # noqa: S108 - a path in the box
            "GOCACHE": "/tmp/go-cache",  # noqa: S108
            "GOPATH": "/tmp/go:/usr/share/gocode",  # noqa: S108
            "GO111MODULE": "off",
            "GOPROXY": "off",
            "CGO_ENABLED": "0",
            "GOMEMLIMIT": "{heap_mib}MiB",
        },
        build_limits=replace(BUILD_LIMITS, processes=256),
        limits=Limits(memory_bytes=256 * MIB),
        runtime_mib=16,
        call=calls.DRIVER,
        memory_floor_mib=32,
        shared=DRIVER,
        frameworks=(GO_TEST,),
    ),
)
