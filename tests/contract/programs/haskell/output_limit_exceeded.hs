main :: IO ()
main = putStrLn "more" >> main
