kept = []
loop { kept << "x" * 1_048_576 }
