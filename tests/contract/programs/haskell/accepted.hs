main :: IO ()
main = do
  name <- getLine
  putStrLn ("grüße, " ++ name ++ " ✓ 日本語")
