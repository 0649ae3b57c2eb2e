#include <cuda_runtime.h>

__global__ void twice(int *values) { values[threadIdx.x] *= 2; }

int main() {
  int *values;
  if (cudaMalloc(&values, 4) != cudaSuccess) return 3;
  twice<<<1, 1>>>(values);
  return cudaDeviceSynchronize() != cudaSuccess;
}
