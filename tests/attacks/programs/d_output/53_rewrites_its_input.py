# 53 Changes, moves and deletes the files that it was given: accepted
import os

from contained import done, expect

for name in ("input.txt", "data/more.txt", "large.txt"):
    with open(name) as file:
        expect(f"{name} as it was given", file.read().startswith("given"))
    for spoil in (
        lambda: open(name, "w").write("spoiled"),
        lambda: os.rename(name, name + "~"),
        lambda: os.unlink(name + "~"),
        lambda: os.unlink(name),
    ):
        try:
            spoil()
        except OSError:
            pass  # the large one may be sealed
done()
