# 90 Leaves code where the check of its syntax might run it: accepted
[[ -o noexec ]] && echo "GOT THROUGH $(touch /tmp/ran)"
echo contained
