# 46 Ends its output without a newline: accepted
print("contained", end="")
