print("grüße, " .. io.read("*l") .. " ✓ 日本語")
