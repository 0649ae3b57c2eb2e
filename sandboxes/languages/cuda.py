"""CUDA C++ by nvcc: kernels are compiled; without a GPU only host code can run."""

from dataclasses import replace

from sandboxes.language import BUILD_LIMITS, PLAIN_ENV, TOOLS, Language

_CUDA = f"{TOOLS}/cuda/nvidia/cu13"
_ECHO = r"""
#include <iostream>
__global__ void twice(int *values) { values[threadIdx.x] *= 2; }
int main() {
  if (std::cin.peek() != EOF) std::cout << std::cin.rdbuf();
}
"""

LANGUAGES = (
    Language(
        name="cuda",
        aliases=("cu", "nvcc"),
        extensions=(".cu", ".cpp"),
        source_name="main.cu",
        echo=_ECHO,
        null="int main() {}\n",
        build=(
            f"{_CUDA}/bin/nvcc",
            "-O2",
            "-cudart=static",
            f"-L{_CUDA}/lib",
            f"-I{_CUDA}/include/cccl",
            "-o",
            "out/main",
            "{units}",
        ),
        run=("./main",),
        version=(f"{_CUDA}/bin/nvcc", "--version"),
        packages=("g++",),
        tools=("cuda",),
        env=PLAIN_ENV,
        build_limits=replace(BUILD_LIMITS, cpu_time_s=60, wall_time_s=180),
    ),
)
