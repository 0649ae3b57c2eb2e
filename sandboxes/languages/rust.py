"""Rust, by Debian's compiler."""

from sandboxes.calls import rust as calls
from sandboxes.language import Language
from sandboxes.shared.rust import CARGO_TEST, DRIVER

_ECHO = """
fn main() {
    std::io::copy(&mut std::io::stdin(), &mut std::io::stdout()).unwrap();
}
"""

_COMPILER = ("/usr/bin/rustc", "--edition=2021", "-O", "--cap-lints=warn")

LANGUAGES = (
    Language(
        name="rust",
        aliases=("rs",),
        extensions=(".rs",),
        source_name="main.rs",
        echo=_ECHO,
        null="fn main() {}\n",
        build=(*_COMPILER, "-o", "out/main", "{source}"),
        run=("./main",),
        version=("/usr/bin/rustc", "--version"),
        packages=("rustc",),
        env={"PATH": "/usr/bin:/bin", "HOME": "/tmp"},  # noqa: S108 - a path in the box
        call=calls.driver(_COMPILER),
        shared=DRIVER,
        frameworks=(CARGO_TEST,),
    ),
)
