"""R."""

from sandboxes.language import PLAIN_ENV, Language

_ECHO = """
input <- file("stdin", "rb")
output <- pipe("cat", "wb")
while (length(block <- readBin(input, "raw", 65536)) > 0) writeBin(block, output)
invisible(close(output))
"""

LANGUAGES = (
    Language(
        name="r",
        aliases=("R", "rscript"),
        extensions=(".R", ".r"),
        source_name="main.R",
        echo=_ECHO,
        build=("/usr/bin/Rscript", "--vanilla", "-e", 'invisible(parse("{source}"))'),
        is_check_only=True,
        check_can_wait=True,
        run=("/usr/bin/Rscript", "--vanilla", "{source}"),
        version=("/usr/bin/Rscript", "--version"),
        packages=("r-base-core",),
        libraries=("r-cran-testthat",),
        shows=("/etc/R",),
        env={
            **PLAIN_ENV,
            "OPENBLAS_NUM_THREADS": "1",
            # R's own ceiling on nested expressions, which is 5000 otherwise.
            "R_EXPRESSIONS": "500000",
            "TMPDIR": "/tmp",  # noqa: S108 - a path in the box
        },
        cpu_time_factor=2.0,
        memory_floor_mib=128,
    ),
)
