# 9 Ignores every signal that can be ignored: time_limit_exceeded (cpu)
# limits: cpu_time_s=0.3
import signal

for number in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP}:
    signal.signal(number, signal.SIG_IGN)
while True:
    pass
