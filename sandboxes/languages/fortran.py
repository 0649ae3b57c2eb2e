"""Fortran, by GNU Fortran: free form, all standards with GNU's extensions."""

from sandboxes.language import PLAIN_ENV, Language

_ECHO = """
program echo
  use iso_fortran_env, only: input_unit, output_unit
  use iso_c_binding, only: c_int
  implicit none
  interface
    function getchar() bind(c, name="getchar")
      import :: c_int
      integer(c_int) :: getchar
    end function
    function putchar(c) bind(c, name="putchar")
      import :: c_int
      integer(c_int), value :: c
      integer(c_int) :: putchar
    end function
  end interface
  integer(c_int) :: c, done
  do
    c = getchar()
    if (c < 0) exit
    done = putchar(c)
  end do
end program
"""

LANGUAGES = (
    Language(
        name="fortran",
        aliases=("f90", "f95", "f03", "f08", "gfortran"),
        extensions=(".f90", ".f95", ".f03", ".f08"),
        source_name="main.f90",
        echo=_ECHO,
        null="program nothing\nend program\n",
        build=(
            "/usr/bin/gfortran",
            "-O2",
            "-ffree-line-length-none",
            "-J/tmp",
            "-o",
            "out/main",
            "{units}",
        ),
        run=("./main",),
        version=("/usr/bin/gfortran", "-dumpfullversion"),
        packages=("gfortran",),
        env=PLAIN_ENV,
    ),
)
