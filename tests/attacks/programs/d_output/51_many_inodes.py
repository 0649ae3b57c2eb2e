# 51 Makes files until there is no room for more: accepted
import errno

from contained import done, expect

made = 0
try:
    while made < 1_000_000:
        open(f"/tmp/{made}", "w").close()
        made += 1
except OSError as error:
    expect("an end of space", error.errno == errno.ENOSPC)
expect(f"as many as it may, not {made}", 900 < made < 1100)
done()
