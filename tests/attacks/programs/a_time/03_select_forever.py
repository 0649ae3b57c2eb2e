# 3 Waits for input on a pipe of its own: time_limit_exceeded (wall)
# limits: wall_time_s=0.5
import os
import select

reader, writer = os.pipe()
select.select([reader], [], [])
