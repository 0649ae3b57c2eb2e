import core.volatile;

void main() {
  uint number;
  for (;;) volatileStore(&number, volatileLoad(&number) + 1);
}
