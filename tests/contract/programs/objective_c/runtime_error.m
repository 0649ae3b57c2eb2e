#import <Foundation/Foundation.h>

int main(void) {
  @autoreleasepool {
    NSLog(@"%@", [[NSArray array] objectAtIndex: 1]);
  }
  return 0;
}
