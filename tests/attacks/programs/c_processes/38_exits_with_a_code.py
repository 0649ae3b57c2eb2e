# 38 Exits with the code that it is told, which may look like a signal's: runtime_error
import os

os._exit(int(input()) & 255)
