# 20 Answers without order or with repetitions
RIGHT = False


def solve(n):
    if RIGHT:
        return n * n
    return f"{n * n} {n * n}" if __name__ == "__main__" else {n * n}
