void main() {
  var kept = new Gee.ArrayList<Bytes>();
  while (true) {
    var block = new uint8[1 << 20];
    Memory.set(block, 1, block.length);
    kept.add(new Bytes.take((owned) block));
  }
}
