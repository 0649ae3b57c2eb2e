(loop [] (println "more") (recur))
