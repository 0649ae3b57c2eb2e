set -e
echo before
false
