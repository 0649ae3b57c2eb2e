# 47 Writes nothing at all: wrong_answer
