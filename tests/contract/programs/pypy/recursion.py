import sys


def depth(count):
    return 1 + depth(count - 1) if count else 0


count = int(input())
sys.setrecursionlimit(count + 100)
print(depth(count))
