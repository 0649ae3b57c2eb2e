# 92 Stands for a compiler that leaves a daemon behind: accepted
setsid sleep 92929292 </dev/null >/dev/null 2>&1 &
disown
sleep 0.05
printf '#!/bin/sh\necho contained\n' >out/main
chmod +x out/main
