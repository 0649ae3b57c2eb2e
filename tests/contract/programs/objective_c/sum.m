#import <Foundation/Foundation.h>

int main(void) {
  long count, total = 0;
  if (scanf("%ld", &count) != 1) return 1;
  @autoreleasepool {
    for (long number = 1; number <= count; number++) total += number;
    printf("%s\n", [[[NSNumber numberWithLong: total] stringValue] UTF8String]);
  }
  return 0;
}
