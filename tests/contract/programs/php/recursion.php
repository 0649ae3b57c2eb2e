<?php
function depth(int $count): int { return $count === 0 ? 0 : 1 + depth($count - 1); }
echo depth((int) fgets(STDIN)), "\n";
