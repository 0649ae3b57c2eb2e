# 30 Has nothing in it; its twin has
RIGHT = False

if RIGHT:

    def solve(n):
        return n * n
