__global__ void broken() { int answer = "hello"; }

int main() {}
