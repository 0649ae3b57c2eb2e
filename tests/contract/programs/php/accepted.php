<?php
echo "grüße, ", trim(fgets(STDIN)), " ✓ 日本語\n";
