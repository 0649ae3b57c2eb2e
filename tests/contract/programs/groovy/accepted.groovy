println "grüße, ${System.in.newReader('UTF-8').readLine()} ✓ 日本語"
