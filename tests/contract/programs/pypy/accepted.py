name = input()
print(f"grüße, {name} ✓ 日本語")
