<?php
echo "hello"
echo "world";
