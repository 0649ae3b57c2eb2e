import qualified Data.ByteString as B
import Data.IORef

main :: IO ()
main = do
  kept <- newIORef []
  let loop n = do
        modifyIORef' kept (B.replicate 1048576 n :)
        blocks <- readIORef kept
        B.head (head blocks) `seq` loop (n + 1)
  loop 1
