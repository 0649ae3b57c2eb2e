block=xxxxxxxxxxxxxxxx
while true; do block=$block$block; done
