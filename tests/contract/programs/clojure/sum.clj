(println (reduce + (range 1 (inc (Long/parseLong (read-line))))))
