"""Haskell, by GHC."""

from sandboxes.language import PLAIN_ENV, Language

_ECHO = """
import qualified Data.ByteString.Lazy as B
main :: IO ()
main = B.interact id
"""

LANGUAGES = (
    Language(
        name="haskell",
        aliases=("hs", "ghc"),
        extensions=(".hs",),
        source_name="main.hs",
        echo=_ECHO,
        null="main :: IO ()\nmain = return ()\n",
        build=(
            "/usr/bin/ghc",
            "-v0",
            "-O1",
            "-outputdir",
            "/tmp/ghc",  # noqa: S108 - a path in the box
            # Without it the heap could never be bounded from outside.
            "-rtsopts",
            "-o",
            "out/main",
            "{source}",
        ),
        run=("./main",),
        version=("/usr/bin/ghc", "--numeric-version"),
        packages=("ghc",),
        libraries=(
            "libghc-split-dev",
            "libghc-vector-dev",
            "libghc-unordered-containers-dev",
        ),
        shows=("/var/lib/ghc",),
        env=PLAIN_ENV,
    ),
)
