// 37 Writes where nothing is: runtime_error (SIGSEGV)
int main(void) {
  int *volatile nowhere = (int *)8;
  *nowhere = 1;
}
