import Data.List (foldl')

main :: IO ()
main = do
  count <- readLn
  print (foldl' (+) 0 [1 .. count :: Int])
