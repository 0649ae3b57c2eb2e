# 45 Writes every byte there is, escapes, broken UTF-8 and lone surrogates: accepted
import sys

sys.stdout.buffer.write(
    bytes(range(256))
    + b"\x1b[31m\r\n\xed\xa0\x80\xff\xfe\0\xc3\x28"
    + "é✓\u202e".encode()
)
