while true; do print more; done
