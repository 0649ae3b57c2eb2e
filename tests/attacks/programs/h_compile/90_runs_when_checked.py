# 90 Leaves code where the check of its syntax might run it: accepted
import sitecustomize  # its own file, which a run may import

print("contained")
