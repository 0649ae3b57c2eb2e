my @kept;
loop { @kept.push(buf8.allocate(1048576, 1)) }
