while (true) println "more"
