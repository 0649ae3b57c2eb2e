# 44 Writes one line of 150 KB: accepted
print("y" * 150_000)
