#import <Foundation/Foundation.h>

int main(void) {
  NSString *name = @"hello"
  return 0;
}
