#import <Foundation/Foundation.h>

int main(void) {
  NSMutableArray *kept = [NSMutableArray new];
  for (;;) {
    NSMutableData *block = [NSMutableData dataWithLength: 1 << 20];
    memset([block mutableBytes], 1, 1 << 20);
    [kept addObject: block];
  }
}
