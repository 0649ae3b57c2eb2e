"""Rust, by Debian's compiler."""

from sandboxes.language import Language
from sandboxes.shared.rust import DRIVER

_ECHO = """
fn main() {
    std::io::copy(&mut std::io::stdin(), &mut std::io::stdout()).unwrap();
}
"""

LANGUAGES = (
    Language(
        name="rust",
        aliases=("rs",),
        extensions=(".rs",),
        source_name="main.rs",
        echo=_ECHO,
        null="fn main() {}\n",
        build=(
            "/usr/bin/rustc",
            "--edition=2021",
            "-O",
            "--cap-lints=warn",
            "-o",
            "out/main",
            "{source}",
        ),
        run=("./main",),
        version=("/usr/bin/rustc", "--version"),
        packages=("rustc",),
        env={"PATH": "/usr/bin:/bin", "HOME": "/tmp"},  # noqa: S108 - a path in the box
        shared=DRIVER,
    ),
)
