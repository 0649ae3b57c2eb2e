BEGIN { while (1) kept[n++] = sprintf("%1048576d", n) }
