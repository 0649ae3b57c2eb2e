// 94 Brings a second main file under the name of the first: accepted
#include "contained.h"
int main(void) { return done(); }
