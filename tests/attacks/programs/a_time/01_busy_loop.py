# 1 Loops forever: time_limit_exceeded (cpu)
# limits: cpu_time_s=0.3
while True:
    pass
