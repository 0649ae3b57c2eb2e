# 19 Recurses without end, the interpreter's own guard taken away: runtime_error or memory_limit_exceeded
import sys

sys.setrecursionlimit(1 << 30)


class Deep:
    def __getattr__(self, name):
        return getattr(self, name + "x" * 1000)


Deep().a
