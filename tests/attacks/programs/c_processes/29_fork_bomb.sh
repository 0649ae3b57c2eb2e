# 29 Multiplies, in the way of the classic shell: time_limit_exceeded or runtime_error or wrong_answer or memory_limit_exceeded or output_limit_exceeded
# limits: cpu_time_s=0.5 wall_time_s=2
bomb() { bomb | bomb & }
bomb
wait
