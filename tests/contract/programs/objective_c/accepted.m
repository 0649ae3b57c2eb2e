#import <Foundation/Foundation.h>

int main(void) {
  @autoreleasepool {
    NSData *data = [[NSFileHandle fileHandleWithStandardInput] readDataToEndOfFile];
    NSString *text = [[NSString alloc] initWithData: data encoding: NSUTF8StringEncoding];
    NSString *name = [text stringByTrimmingCharactersInSet: [NSCharacterSet newlineCharacterSet]];
    NSString *greeting = [NSString stringWithFormat: @"grüße, %@ ✓ 日本語", name];
    printf("%s\n", [greeting UTF8String]);
  }
  return 0;
}
