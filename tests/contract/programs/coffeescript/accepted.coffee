name = require("fs").readFileSync(0, "utf8").trim()
console.log "grüße, #{name} ✓ 日本語"
