#import <Foundation/Foundation.h>

@interface Diver : NSObject
- (int) depth: (int) count;
@end

@implementation Diver
- (int) depth: (int) count {
  return count ? 1 + [self depth: count - 1] : 0;
}
@end

int main(void) {
  int count;
  if (scanf("%d", &count) != 1) return 1;
  printf("%d\n", [[Diver new] depth: count]);
  return 0;
}
