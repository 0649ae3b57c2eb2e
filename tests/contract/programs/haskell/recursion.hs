depth :: Int -> Int
depth 0 = 0
depth count = 1 + depth (count - 1)
{-# NOINLINE depth #-}

main :: IO ()
main = readLn >>= print . depth
