name = fgetl(stdin);
printf("grüße, %s ✓ 日本語\n", name);
