import Data.IORef

main :: IO ()
main = do
  number <- newIORef (0 :: Int)
  let loop = modifyIORef' number (+ 1) >> loop
  loop
