# 47 Does not write the file that it is to leave: wrong_answer
