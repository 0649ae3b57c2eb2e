# 54 Ends without a look at its input: accepted
print("contained")
