__gshared ubyte[][] kept;

void main() {
  for (;;) {
    auto block = new ubyte[](1 << 20);
    block[] = 1;
    kept ~= block;
  }
}
