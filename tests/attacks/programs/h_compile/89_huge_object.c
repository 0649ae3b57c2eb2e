// 89 Makes a program of a GiB: compile_error
// build_limits: scratch_bytes=33554432
int block[1 << 28] = {1};
int main(void) { return block[12345]; }
